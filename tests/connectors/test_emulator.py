"""The whole way against a running emulator: every document type delivered, echoed, found, and tied out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.connectors.emulator import Emulator, mapped, running
from tests.connectors.sample import DAY, EVERY, RECORDS
from tieout.connectors.quickbooks_online import decode
from tieout.core.crossing import State
from tieout.core.document import Document
from tieout.delivery.deliver import Delivered, Delivery
from tieout.delivery.quota import MemoryQuota
from tieout.delivery.settings import DeliverySettings
from tieout.ports import Books
from tieout.storage.memory_outbox import MemoryOutbox

SETTINGS = ("--set", "custom_txn_numbers=true", "--set", "throttle=off")


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with running(*SETTINGS) as one:
        yield one


def needing(one: Document) -> Document:
    """With the records it refers to as needs, as posting seals it."""
    if one in RECORDS:
        return one
    return replace(one, needs=(*one.needs, *(record.id for record in RECORDS)))


def sealed(books: Books) -> MemoryOutbox:
    outbox = MemoryOutbox(mapping=mapped(books))
    outbox.seal(map(needing, EVERY), datetime.now(UTC))
    return outbox


def deliver(outbox: MemoryOutbox, books: Books, settings: DeliverySettings | None = None) -> Delivered:
    return Delivery(
        outbox=outbox,
        books=books,
        quota=MemoryQuota(()),
        now=lambda: datetime.now(UTC),
        sleep=time.sleep,
        chance=lambda: 0.01,
        settings=settings or DeliverySettings(),
    ).until_idle()


def test_every_document_type_is_delivered_as_sent_and_ties_out(emulator: Emulator) -> None:
    books = emulator.books()
    outbox = sealed(books)
    report = deliver(outbox, books)
    assert outbox.problems == {}
    assert report.waiting == ""
    assert set(outbox.states([one.id for one in EVERY]).values()) == {State.CONFIRMED}
    assert {key: echo for key, echo in outbox.echoes.items() if echo} == {}
    expected: Counter[str] = Counter()
    for one in EVERY:
        for line in one.lines:
            account = outbox.mapping.account(line.account)
            assert account
            expected[account.outside_id] += line.signed_home
    moved = {account: minor for account, minor in expected.items() if minor}
    assert {account: minor for account, minor in books.balances(DAY).items() if minor} == moved
    ledger: Counter[str] = Counter()
    for entry in books.ledger(DAY - timedelta(days=40), DAY):
        ledger[entry.account] += entry.minor
    assert {account: minor for account, minor in ledger.items() if minor} == moved


def test_what_was_delivered_is_found_by_its_mark_or_name(emulator: Emulator) -> None:
    books = emulator.books()
    outbox = sealed(books)
    deliver(outbox, books)
    walk = outbox.crosswalk([])
    items = [(str(place), one) for place, one in enumerate(EVERY)]
    found = books.find(items, books.compose(items, walk))
    assert {name: answer.outside.id for name, answer in found.items()} == {
        name: walk.outside[one.id].id for name, one in items
    }
    assert all(answer.echo == () for answer in found.values())


QUICK = DeliverySettings(longest_request_seconds=2, margin_seconds=1)
FAULTS: dict[str, dict[str, Any]] = {
    "lost request": {"kind": "drop_before"},
    "lost reply": {"kind": "drop_after"},
    "half an answer": {"kind": "malformed"},
    "empty answer": {"kind": "empty"},
    "error after it was stored": {"kind": "status_after", "status": 500},
    "error instead": {"kind": "status", "status": 503},
    "throttled": {"kind": "status", "status": 429},
    "no answer": {"kind": "timeout_after", "seconds": 1},
    "no answer, stored late": {"kind": "late_commit", "seconds": 0.8},
}


@pytest.mark.parametrize("requestid", ["honoured", "ignored"])
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_on_the_wire_ends_with_every_document_once(
    emulator: Emulator, fault: str, requestid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request may be worked on for 2 s here, so that late writes land inside the window."""
    emulator.settings(requestid=requestid)
    books = emulator.books()
    outbox = sealed(books)
    emulator.faults({"path": "/batch", "after": 1, "times": 1, **FAULTS[fault]})
    # QuickBooks asks for 60 s of quiet; the test does not have them.
    monkeypatch.setattr(decode, "THROTTLE_SECONDS", 1)
    report = deliver(outbox, books, QUICK)
    assert report.waiting == ""
    assert set(outbox.states([one.id for one in EVERY]).values()) == {State.CONFIRMED}
    marks = emulator.marks()
    assert set(marks.values()) == {1}
    assert len(marks) == len(EVERY) - len(RECORDS)
