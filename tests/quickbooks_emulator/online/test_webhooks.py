"""What an app is told of, and when: aggregation, retries, withholding, doubles, order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from quickbooks_emulator.online.server import build
from quickbooks_emulator.online.settings import Settings
from quickbooks_emulator.online.webhooks import Telling, Webhooks
from tests.quickbooks_emulator.client import Client, item_line, linked

URL = "http://127.0.0.1:9/hook"


def hooked(**settings: Any) -> tuple[Client, Webhooks]:
    qbo = Client(webhook_url=URL, **settings)
    return qbo, qbo.app.api.webhooks


def told(webhooks: Webhooks) -> list[tuple[str, str]]:
    """Entity and operation of everything due at once, acknowledged."""
    found = []
    while (telling := webhooks.next(at_once=True)) is not None:
        found += [(event.entity, event.operation) for event in telling.events]
        webhooks.answered(telling, acknowledged=True)
    return found


def now_due(webhooks: Webhooks) -> Telling:
    telling = webhooks.next()
    assert telling is not None
    return telling


def test_changes_are_told_with_what_happened() -> None:
    qbo, webhooks = hooked()
    customer = {"value": qbo.customer()}
    invoice = qbo.post("invoice", {"CustomerRef": customer, "Line": [item_line(5)]})
    payment = {"CustomerRef": customer, "TotalAmt": 5, "Line": [linked(5, "Invoice", invoice["Id"])]}
    paid = qbo.post("payment", payment)
    qbo.post("payment", {"Id": paid["Id"], "SyncToken": paid["SyncToken"]}, operation="void")
    at = qbo.read("payment", paid["Id"])["SyncToken"]
    qbo.post("payment", {"Id": paid["Id"], "SyncToken": at}, operation="delete")
    assert told(webhooks) == [
        ("Customer", "Create"),
        ("Invoice", "Create"),
        ("Payment", "Create"),
        ("Invoice", "Update"),
        ("Payment", "Void"),
        ("Invoice", "Update"),
        ("Payment", "Delete"),
    ]


def test_what_is_refused_or_founded_is_not_told() -> None:
    qbo, webhooks = hooked()
    qbo.fault("customer", {"DisplayName": ""})
    assert not webhooks.pending


def test_entities_without_webhooks_are_not_told() -> None:
    qbo, webhooks = hooked(multi_currency=True)
    qbo.post("companycurrency", {"Code": "EUR"})
    assert told(webhooks) == [("Currency", "Create")]
    qbo.post("exchangerate", {"SourceCurrencyCode": "EUR", "AsOfDate": "2026-06-01", "Rate": 2})
    assert not webhooks.pending


def test_own_changes_can_be_left_out() -> None:
    qbo, webhooks = hooked(webhook_own_changes=False)
    mine = qbo.customer("Mine")
    change = {"entity": "Customer", "id": mine, "change": {"Notes": "x"}}
    assert qbo.send("POST", "/emulator/edit", change).status == 200
    assert told(webhooks) == [("Customer", "Update")]


def test_events_wait_for_each_other() -> None:
    qbo, webhooks = hooked(webhook_delay_seconds=30)
    qbo.customer("A")
    qbo.books.clock.advance(29)
    qbo.customer("B")
    assert webhooks.next() is None
    qbo.books.clock.advance(1)
    assert len(now_due(webhooks).events) == 2


def test_a_telling_is_repeated_at_intuits_times() -> None:
    qbo, webhooks = hooked(webhook_delay_seconds=0)
    qbo.customer()
    expected = [10, 20, 30, 300, 1200, 7200, 14400, 21600, 21600, 21600]
    for pause in expected:
        webhooks.answered(now_due(webhooks), acknowledged=False)
        qbo.books.clock.advance(pause - 1)
        assert webhooks.next() is None
        qbo.books.clock.advance(1)
    webhooks.answered(now_due(webhooks), acknowledged=True)
    assert not webhooks.pending


@pytest.mark.parametrize("withhold", [True, False])
def test_later_events_wait_for_the_first(withhold: bool) -> None:
    qbo, webhooks = hooked(webhook_delay_seconds=0, webhook_withhold=withhold)
    qbo.customer("A")
    webhooks.answered(now_due(webhooks), acknowledged=False)
    qbo.customer("B")
    assert (webhooks.next() is None) is withhold


def test_doubles_and_other_orders() -> None:
    qbo, webhooks = hooked(webhook_duplicate_every=2, webhook_events=1, webhook_order="reverse")
    for name in ("A", "B", "C"):
        qbo.customer(name)
    seen = []
    while (telling := webhooks.next(at_once=True)) is not None:
        seen.append(telling.events[0].identity)
        webhooks.answered(telling, acknowledged=True)
    assert seen == ["3", "2", "2", "1"]

    qbo, webhooks = hooked(webhook_order="shuffle:3")
    for name in "ABCDEFGH":
        qbo.customer(name)
    order = [event.identity for event in now_due_at_once(webhooks)]
    assert order != sorted(order)
    assert sorted(order) == [str(number) for number in range(1, 9)]


def now_due_at_once(webhooks: Webhooks) -> Any:
    telling = webhooks.next(at_once=True)
    assert telling is not None
    return telling.events


def test_nothing_is_kept_without_an_address(qbo: Client) -> None:
    qbo.customer()
    assert not qbo.app.api.webhooks.pending


def test_only_this_machine_is_ever_called() -> None:
    for url in ("http://example.com/", "https://127.0.0.1/", "file:///x", "http://10.0.0.1/"):
        with pytest.raises(ValueError, match="on this machine"):
            Settings().with_values({"webhook_url": url})


def test_events_not_acknowledged_survive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "company.db"
    settings = Settings(webhook_url=URL)
    api = build(settings, state=path).api
    api.webhooks.add("77", "Invoice", "5", "Update")
    api.webhooks.add("77", "Invoice", "6", "Update")
    api.books.store.commit()
    api.books.store.close()

    api = build(settings, state=path).api
    assert told(api.webhooks) == [("Invoice", "Update")] * 2
    api.books.store.commit()
    api.books.store.close()

    assert not build(settings, state=path).api.webhooks.pending


def test_an_operation_that_is_none(qbo: Client) -> None:
    with pytest.raises(ValueError, match="operation"):
        qbo.app.api.webhooks.add("1", "Invoice", "1", "Explode")
