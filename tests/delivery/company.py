"""A company to deliver for: a clock that sleeping moves, documents that need each other, crashes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tieout.connectors.memory import MemoryBooks
from tieout.core.account import account_key
from tieout.core.crossing import GENESIS, State
from tieout.core.document import Document
from tieout.core.entry import Line, Side
from tieout.core.ids import DocumentId, document_id
from tieout.core.mapping import MappedAccount, Mapping
from tieout.delivery.deliver import Delivered, Delivery
from tieout.delivery.quota import MemoryQuota
from tieout.delivery.settings import DeliverySettings
from tieout.ports import Outbox
from tieout.storage.memory_outbox import MemoryOutbox

DAY = date(2026, 3, 31)
CASH, SALES = account_key("bank"), account_key("revenue")
MAPPING = Mapping(
    {CASH: MappedAccount(outside_id="1", name="Bank"), SALES: MappedAccount(outside_id="2", name="Sales")}
)


@dataclass
class Clock:
    """An instant that only sleeping and looking move; no two looks are alike."""

    at: datetime = datetime(2026, 4, 1, 8, tzinfo=UTC)

    def now(self) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def journal(number: int, *needs: DocumentId, day: date = DAY) -> Document:
    return Document(
        id=document_id("demo", f"journal {number}", 0),
        type="JournalEntry",
        key=f"journal {number}",
        sequence=0,
        day=day,
        currency="USD",
        number=str(number),
        lines=(Line(Side.DR, CASH, 100, 100), Line(Side.CR, SALES, 100, 100)),
        needs=needs,
    )


def customer(number: int) -> Document:
    return Document(
        id=document_id("demo", f"customer {number}", 0),
        type="Customer",
        key=f"customer {number}",
        sequence=0,
        day=DAY,
        currency="USD",
        fields=(("DisplayName", f"Customer {number}"),),
    )


class CrashedError(Exception):
    """The process died."""


class CrashingOutbox:
    """An outbox whose `crash_at`-th call kills the process, before or after it became durable."""

    def __init__(self, inner: Outbox, crash_at: int, *, after: bool) -> None:
        self._inner, self._left, self._after = inner, crash_at, after

    @property
    def calls_left(self) -> int:
        """Above zero: the run ended before the crash."""
        return self._left

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)

        def call(*arguments: Any, **named: Any) -> Any:
            self._left -= 1
            if self._left == 0 and not self._after:
                raise CrashedError
            answer = method(*arguments, **named)
            if self._left == 0:
                raise CrashedError
            return answer

        return call


@dataclass
class Company:
    clock: Clock = field(default_factory=Clock)
    outbox: MemoryOutbox = field(default_factory=lambda: MemoryOutbox(mapping=MAPPING, genesis=GENESIS))
    settings: DeliverySettings = field(default_factory=DeliverySettings)
    honours_request_id: bool = True
    chance: Callable[[], float] = lambda: 0.5

    def __post_init__(self) -> None:
        self.books = MemoryBooks(now=lambda: self.clock.at, honours_request_id=self.honours_request_id)

    def seal(self, *documents: Document) -> None:
        self.outbox.seal(documents, self.clock.now())

    def run(self, outbox: Any = None) -> Delivered:
        return Delivery(
            outbox=outbox or self.outbox,
            books=self.books,
            quota=MemoryQuota(()),
            now=self.clock.now,
            sleep=self.clock.sleep,
            chance=self.chance,
            settings=self.settings,
        ).until_idle()

    def run_to_the_end(self) -> Delivered:
        """As the scheduler does: come back when the run said to."""
        for _ in range(50):
            report = self.run()
            if not report.waiting:
                return report
            self.clock.at = max(self.clock.at, report.next_at or self.clock.at)
        raise AssertionError(f"still waiting: {report.waiting}")

    def states(self) -> Counter[State]:
        documents = [transition.document for transition in self.outbox.log]
        return Counter(self.outbox.states(list(dict.fromkeys(documents))).values())

    def copies(self) -> Counter[str]:
        return Counter(record.mark for record in self.books.held)


def crash_allowed() -> suppress:
    return suppress(CrashedError)
