"""Change data capture within its limits: 1,000 objects, deletions that paging leaves out, gaps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import unquote_plus

import httpx2

from tieout.connectors.quickbooks_online import Client
from tieout.connectors.quickbooks_online.changes import (
    NAMED,
    SWEPT,
    changes,
    everything,
    of_others,
    of_ours,
)
from tieout.core.drift import Changed
from tieout.core.ids import DocumentId

SINCE = datetime(2026, 4, 1, tzinfo=UTC)
DOCUMENT = DocumentId("d")


class Company:
    """A QuickBooks with rows per type, whose capture stops at 1,000 objects in all."""

    def __init__(self, **rows: list[dict[str, Any]]) -> None:
        self.rows = rows
        self.asked: list[str] = []

    def client(self) -> Client:
        return Client("https://example", "1", lambda: "t", transport=httpx2.MockTransport(self.answer))

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/cdc"):
            return httpx2.Response(200, text=json.dumps(self.capture(request.url.params["entities"])))
        statement = unquote_plus(request.content.decode())
        self.asked.append(statement)
        type_ = statement.split()[3]
        held = [row for row in self.rows.get(type_, []) if row.get("status") != "Deleted"]
        if " Id in " in statement:
            wanted = statement.partition("(")[2].partition(")")[0]
            held = [row for row in held if f"'{row['Id']}'" in wanted]
            return httpx2.Response(200, text=json.dumps({"QueryResponse": {type_: held}}))
        start = int(statement.partition("startposition ")[2].split()[0])
        page = held[start - 1 : start + 999]
        return httpx2.Response(200, text=json.dumps({"QueryResponse": {type_: page} if page else {}}))

    def capture(self, entities: str) -> dict[str, Any]:
        self.asked.append(f"cdc {entities}")
        room, told = 1000, []
        for type_ in entities.split(","):
            rows = self.rows.get(type_, [])[:room]
            room -= len(rows)
            told.append({type_: rows} if rows else {})
        return {"CDCResponse": [{"QueryResponse": told}]}


def rows(count: int, first: int = 1) -> list[dict[str, Any]]:
    return [{"Id": str(number)} for number in range(first, first + count)]


def seen(found: Sequence[Changed]) -> set[tuple[str, str, bool]]:
    return {(one.type, one.id, one.deleted) for one in found}


def nobody(_type: str) -> list[str]:
    return []


def test_one_call_is_enough_below_the_limit_and_tells_deletions() -> None:
    company = Company(Invoice=[*rows(3), {"Id": "9", "status": "Deleted"}], Bill=rows(2))
    found = list(changes(company.client(), SINCE, nobody))
    assert len(company.asked) == 1
    assert ("Invoice", "9", True) in seen(found)
    assert len(seen(found)) == 6


def test_at_the_limit_each_type_is_asked_by_itself() -> None:
    company = Company(Invoice=rows(600), Bill=rows(600))
    found = list(changes(company.client(), SINCE, nobody))
    assert len(seen(found)) == 1200
    assert sum(one.startswith("cdc") for one in company.asked) == 1 + len(SWEPT) + len(NAMED)


def test_a_type_too_large_is_read_by_pages_and_what_is_gone_by_its_id() -> None:
    company = Company(Invoice=[*rows(2500), {"Id": "7777", "status": "Deleted"}])
    found = seen(
        list(changes(company.client(), SINCE, lambda type_: ["1", "7777"] if type_ == "Invoice" else []))
    )
    assert found == {
        *(("Invoice", str(number), False) for number in range(1, 2501)),
        ("Invoice", "7777", True),
    }
    assert any("orderby MetaData.LastUpdatedTime" in one for one in company.asked)


def test_names_are_asked_for_with_the_rest_and_are_retired_never_gone() -> None:
    company = Company(Customer=rows(1200), Invoice=rows(1))
    found = list(changes(company.client(), SINCE, lambda _type: ["7777"]))
    people = [one for one in found if one.type == "Customer"]
    assert (len(people), [one for one in people if one.deleted]) == (1200, [])
    [statement] = {one.partition(" orderby")[0] for one in company.asked if "from Customer" in one}
    assert "where Active in (true, false) and MetaData.LastUpdatedTime >= " in statement


def test_after_a_gap_everything_is_read_and_what_is_gone_is_found() -> None:
    company = Company(Invoice=rows(2))
    found = seen(
        list(
            everything(
                company.client(), date(2026, 1, 1), lambda type_: ["2", "3"] if type_ == "Invoice" else []
            )
        )
    )
    assert found == {("Invoice", "1", False), ("Invoice", "2", False), ("Invoice", "3", True)}
    assert not any(one.startswith("cdc") for one in company.asked)


def changed(**body: Any) -> Changed:
    return Changed(type="JournalEntry", id="5", deleted=False, body={"Id": "5", **body})


SENT = {"TxnDate": "2026-03-31", "PrivateNote": "tieout:d"}


def test_ours_is_as_sent_edited_voided_or_deleted() -> None:
    assert of_ours(changed(**SENT), DOCUMENT, SENT) is None
    edited = of_ours(changed(**SENT | {"TxnDate": "2026-04-01"}), DOCUMENT, SENT)
    assert edited
    assert (edited.kind, edited.fields) == ("edited", ("TxnDate: sent 2026-03-31, stored 2026-04-01",))
    voided = of_ours(changed(TxnDate="2026-03-31", PrivateNote="Voided", TotalAmt=0), DOCUMENT, SENT)
    assert voided
    assert voided.kind == "voided"
    gone = of_ours(Changed(type="JournalEntry", id="5", deleted=True, body={}), DOCUMENT, SENT)
    assert gone
    assert (gone.kind, gone.document) == ("deleted", DOCUMENT)
    assert len({edited.fingerprint, voided.fingerprint, gone.fingerprint}) == 3


def test_others_matter_on_accounts_only_we_write_to() -> None:
    line = {"JournalEntryLineDetail": {"AccountRef": {"value": "71"}}}
    other = of_others(
        changed(Line=[line], DepositToAccountRef={"value": "8"}), {"71": "Inventory", "99": "COGS"}
    )
    assert other
    assert (other.kind, other.document, other.fields) == ("foreign", None, ("Inventory",))
    assert of_others(changed(Line=[line]), {"8": "Bank"}) is None
    assert of_others(Changed(type="Bill", id="1", deleted=True, body={}), {"71": "Inventory"}) is None
