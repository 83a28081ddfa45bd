"""The contract, on the books in memory and on QuickBooks Online as the emulator plays it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.connectors.contract import BooksContract, Subject, Trouble
from tests.connectors.emulator import Emulator, mapped, running
from tests.connectors.sample import MAPPING
from tests.connectors.wire import Wire, Wired
from tieout.connectors.memory import Fate, MemoryBooks
from tieout.core.mapping import MappedAccount
from tieout.ports import OutsideAccount

FATES = {
    "request lost": Fate.LOST,
    "reply lost": Fate.REPLY_LOST,
    "stored late": Fate.LATE,
    "throttled": Fate.THROTTLED,
}
RULES: dict[str, dict[str, Any]] = {
    "request lost": {"kind": "drop_before"},
    "reply lost": {"kind": "drop_after"},
    "stored late": {"kind": "late_commit", "seconds": 0.5},
    "throttled": {"kind": "status", "status": 429},
}


class InMemory:
    salt = ""

    def __init__(self) -> None:
        self.at = datetime(2026, 4, 1, tzinfo=UTC)
        self.books = MemoryBooks(now=lambda: self.at)
        self.mapping = MAPPING
        self.books.chart = [account(one) for one in MAPPING.accounts.values()]

    def strike(self, trouble: Trouble) -> None:
        self.books.fates.append(FATES[trouble])

    def ignore_request_ids(self) -> None:
        self.books.honours_request_id = False

    def let_late_writes_land(self) -> None:
        self.at += timedelta(seconds=self.books.late_seconds)

    def marks(self) -> Counter[str]:
        return Counter(one.mark for one in self.books.held)


def account(known: MappedAccount) -> OutsideAccount:
    """A mapped account as the chart has it."""
    return OutsideAccount(
        id=known.outside_id,
        name=known.name,
        number="",
        type="",
        subtype="",
        currency="USD",
        active=True,
    )


class Online:
    salt = ""

    def __init__(self, emulator: Emulator) -> None:
        emulator.faults()
        emulator.settings(requestid="honoured")
        self.emulator, self.books = emulator, emulator.books()
        self.mapping = mapped(self.books)

    def strike(self, trouble: Trouble) -> None:
        self.emulator.faults({"path": "/batch", "times": 1, **RULES[trouble]})

    def ignore_request_ids(self) -> None:
        self.emulator.settings(requestid="ignored")

    def let_late_writes_land(self) -> None:
        time.sleep(1.2)

    def marks(self) -> Counter[str]:
        return self.emulator.marks()


class TestInMemory(BooksContract):
    @pytest.fixture
    def subject(self) -> Subject:
        return InMemory()


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with running("--set", "custom_txn_numbers=true", "--set", "throttle=off") as one:
        yield one


class TestOnline(BooksContract):
    @pytest.fixture
    def subject(self, emulator: Emulator) -> Subject:
        return Online(emulator)

    def test_items_may_be_answered_in_any_order(self, emulator: Emulator) -> None:
        emulator.settings(batch_order="reverse")
        subject = Online(emulator)
        items = self.journals(subject, "order", 5)
        answers = subject.books.send("request order", subject.books.compose(items, self.walk(subject)))
        held = {row["Id"]: row["PrivateNote"] for row in emulator.held("JournalEntry")}
        for item, one in items:
            assert held[answers[item].outside.id] == f"tieout:{one.id}"  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def wired() -> Iterator[Wired]:
    wire = Wire()
    with running("--set", "custom_txn_numbers=true", "--set", "throttle=off") as one:
        yield Wired(one.client(transport=wire), wire, " run 1")


class TestOverAWire(BooksContract):
    """The trouble on our side, as it is made against Intuit's sandbox (tests/live)."""

    @pytest.fixture
    def subject(self, wired: Wired) -> Subject:
        wired.wire.nameless, wired.wire.trouble = False, None
        return wired

    def test_a_second_run_on_the_same_company_is_its_own(self, wired: Wired) -> None:
        again = Wired(wired.client, wired.wire, " run 2")
        again.wire.nameless, again.wire.trouble = False, None
        for check in (self.test_every_type_of_document_is_stored_as_sent, self.test_every_list_is_read):
            check(again)
