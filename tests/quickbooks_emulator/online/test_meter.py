"""What is metered: data taken out, not data brought in, nor what failed."""

from __future__ import annotations

from typing import Any

from quickbooks_emulator.online.jsontext import loads
from tests.quickbooks_emulator.client import Client


def counts(qbo: Client) -> dict[str, Any]:
    found: dict[str, Any] = loads(qbo.send("GET", "/emulator/meter").text)
    return found


def test_each_kind_of_call_is_counted(qbo: Client) -> None:
    qbo.customer()
    qbo.query("select * from Customer")
    qbo.send("POST", "query", b"select * from Customer")
    qbo.get("customer/1")
    qbo.fault("customer", {})
    items: list[Any] = [{"bId": "1", "Query": "select * from Term"}]
    items += [{"bId": "2", "operation": "create", "Term": {"Name": '"QueryResponse":', "DueDays": 1}}]
    qbo.post("batch", {"BatchItemRequest": items})
    assert counts(qbo) == {
        "month": "2026-06",
        "core": 1,
        "core_plus": 4,
        "batches": 1,
        "throttled": 0,
        "failed": 1,
    }
    qbo.books.clock.advance(30 * 86_400)
    assert (counts(qbo)["month"], counts(qbo)["core_plus"]) == ("2026-07", 0)


def test_a_month_has_so_many_reads() -> None:
    qbo = Client(reads_per_month=1)
    qbo.query("select * from Term")
    assert qbo.send("GET", "preferences").status == 429
    qbo.customer()
    assert (counts(qbo)["core"], counts(qbo)["throttled"]) == (1, 1)
    qbo.books.clock.advance(30 * 86_400)
    assert qbo.send("GET", "preferences").status == 200
