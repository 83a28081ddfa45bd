"""Change data capture: whole objects, deleted stubs, thirty days."""

from __future__ import annotations

from typing import Any

from tests.quickbooks_emulator.client import Client, item_line


def changes(qbo: Client, entities: str, since: str) -> list[dict[str, Any]]:
    answer = qbo.get("cdc", entities=entities, changedSince=since)
    found: list[dict[str, Any]] = answer["CDCResponse"][0]["QueryResponse"]
    return found


def test_changed_and_deleted_objects_by_entity(qbo: Client) -> None:
    qbo.customer()
    kept = qbo.post("salesreceipt", {"Line": [item_line(5)]})["Id"]
    gone = qbo.post("salesreceipt", {"Line": [item_line(5)]})["Id"]
    qbo.post("salesreceipt", {"Id": gone, "SyncToken": "0"}, operation="delete")
    found = changes(qbo, "Bill,SalesReceipt,customer", "2026-06-15T00:00:00-07:00")
    assert found[0] == {}
    receipts = found[1]["SalesReceipt"]
    assert [row["Id"] for row in receipts] == [kept, gone]
    assert receipts[1]["status"] == "Deleted"
    assert set(receipts[1]) == {"domain", "status", "Id", "MetaData"}
    assert found[2]["maxResults"] == 1


def test_nothing_older_than_the_moment(qbo: Client) -> None:
    qbo.customer()
    qbo.books.clock.advance(3600)
    later = qbo.books.clock.now().isoformat()
    qbo.customer("Bea")
    assert len(changes(qbo, "Customer", later)[0]["Customer"]) == 1


def test_thirty_days_and_known_entities(qbo: Client) -> None:
    for query in (
        {"entities": "Customer", "changedSince": "2026-05-01T00:00:00-07:00"},
        {"entities": "TaxCode", "changedSince": "2026-06-10T00:00:00-07:00"},
        {"entities": "Wish", "changedSince": "2026-06-10T00:00:00-07:00"},
        {"entities": "Customer", "changedSince": "yesterday"},
        {"changedSince": "2026-06-10T00:00:00-07:00"},
    ):
        assert qbo.send("GET", "cdc", **query).status == 400, query
