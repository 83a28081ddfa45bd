"""Ceiling: how near to QuickBooks' own speed limit a backlog crosses, on a simulated clock.

`python -m benchmarks.ceiling [--documents 100000]`. The limit is kept by a strict rolling window on the
other side: a request too many is answered with 429 and counted. Time is simulated, the store is real.
"""

from __future__ import annotations

import argparse
import heapq
import shutil
import tempfile
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import mean

from tieout.connectors.memory import MemoryBooks
from tieout.core.account import account_key
from tieout.core.document import NAME_LISTS, Document
from tieout.core.entry import Line, Side
from tieout.core.ids import DocumentId, document_id
from tieout.core.mapping import MappedAccount
from tieout.delivery.deliver import Delivery
from tieout.delivery.quota import MemoryQuota
from tieout.delivery.settings import INTUIT_LIMITS, DeliverySettings
from tieout.delivery.wire import reply_of
from tieout.ports import NothingHappened, Reply, StoredBatch, Urgency
from tieout.storage.database import Database
from tieout.storage.dependants import keep_sealed
from tieout.storage.outbox import SqliteOutbox
from tieout.storage.settings import keep_mapping

START = datetime(2026, 4, 15, 8, tzinfo=UTC)
BANK, SALES = account_key("bank"), account_key("revenue")
BATCHES_A_MINUTE, ITEMS = 40, 30
SECONDS_TO_ANSWER = 6.0
SECONDS_ON_THE_WAY = 0.4


@dataclass
class Clock:
    """Time that only waiting moves."""

    at: datetime = START

    def now(self) -> datetime:
        """The present instant; no two looks are alike."""
        self.at += timedelta(microseconds=1)
        return self.at

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)


@dataclass
class Throttle:
    """Intuit's limits as a strict rolling window: (kind, requests, seconds)."""

    windows: tuple[tuple[str, int, float], ...] = (
        ("batch", BATCHES_A_MINUTE, 60),
        ("any", 500, 60),
        ("any", 10, 1),
    )
    seen: dict[tuple[str, int, float], deque[datetime]] = field(default_factory=dict)
    refused: int = 0

    def admits(self, kind: str, at: datetime) -> bool:
        """Count a request that arrives, and say whether it is within every limit."""
        mine = [one for one in self.windows if one[0] in {kind, "any"}]
        for one in mine:
            queue = self.seen.setdefault(one, deque())
            while queue and queue[0] <= at - timedelta(seconds=one[2]):
                queue.popleft()
            if len(queue) >= one[1]:
                self.refused += 1
                return False
        for one in mine:
            self.seen[one].append(at)
        return True


@dataclass
class SimulatedWire:
    """Requests under way on the simulated clock, each delayed on its way by a seeded chance."""

    clock: Clock
    books: MemoryBooks
    throttle: Throttle
    random: Random
    arrived: dict[DocumentId, datetime] = field(default_factory=dict)
    left: list[datetime] = field(default_factory=list)
    _flying: list[tuple[datetime, int, StoredBatch, Reply]] = field(default_factory=list)
    _count: int = 0

    def start(self, batch: StoredBatch) -> None:
        """Let it arrive after a moment, be admitted or not, and be answered in its time."""
        self._count += 1
        arrives = self.clock.at + timedelta(seconds=SECONDS_ON_THE_WAY * self.random.random())
        kind = "batch" if len(batch.items) > 1 else "one"
        reply: Reply = NothingHappened("429", wait_seconds=60)
        seconds = 0.1
        if self.throttle.admits(kind, arrives):
            reply = reply_of(self.books, batch)
            seconds = SECONDS_TO_ANSWER * (0.5 + self.random.random()) if kind == "batch" else 0.3
            self.arrived |= {key: arrives for _, key in batch.items}
            if kind == "batch":
                self.left.append(arrives)
        heapq.heappush(self._flying, (arrives + timedelta(seconds=seconds), self._count, batch, reply))

    def wait(self, seconds: int) -> list[tuple[StoredBatch, Reply]]:
        """What is back by now; where nothing is, time passes until something is."""
        if self._flying and seconds:
            self.clock.at = max(self.clock.at, self._flying[0][0])
        back = []
        while self._flying and self._flying[0][0] <= self.clock.at:
            _, _, batch, reply = heapq.heappop(self._flying)
            back.append((batch, reply))
        return back


def backlog(count: int, seed: int) -> Iterator[Document]:
    """Journals, invoices that need their customer, payments that need their invoice; some urgent."""
    random = Random(seed)
    invoices: list[DocumentId] = []
    customers = max(count // 500, 1)
    yield from (_customer(number) for number in range(customers))
    for number in range(count - customers):
        chance = random.random()
        needs: tuple[DocumentId, ...] = ()
        if chance < 0.3:
            needs = (_customer(random.randrange(customers)).id,)
        elif chance < 0.4 and invoices:
            needs = (random.choice(invoices),)
        special = random.random()
        minor = 5_000_000 if special < 0.01 else 1_000 + number
        day = date(2026, 3, 31) if special > 0.99 else date(2026, 4, 10)
        made = _posting(number, needs, minor, day)
        if 0.0 <= chance < 0.3:
            invoices.append(made.id)
        yield made


def _customer(number: int) -> Document:
    key = f"customer {number}"
    return Document(
        id=document_id("bench", key, 0),
        type="Customer",
        key=key,
        sequence=0,
        day=date(2026, 4, 10),
        currency="USD",
        fields=(("DisplayName", key),),
    )


def _posting(number: int, needs: tuple[DocumentId, ...], minor: int, day: date) -> Document:
    key = f"journal {number}"
    return Document(
        id=document_id("bench", key, 0),
        type="JournalEntry",
        key=key,
        sequence=0,
        day=day,
        currency="USD",
        lines=(Line(Side.DR, BANK, minor, minor), Line(Side.CR, SALES, minor, minor)),
        needs=needs,
    )


class FirstInFirstOut(SqliteOutbox):
    """The same store without urgency, to compare with."""

    def prioritise(self, urgent: Urgency) -> None:
        """Everything is as urgent as everything else."""
        del urgent


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """What a run came to; waits in seconds, `use` as a share of 40 batches of 30 a minute."""

    documents: int
    confirmed: int
    names: int
    use: float
    refused: int
    out_of_order: int
    calls_per_document: float
    urgent_wait: float
    ordinary_longest: float


def measure(folder: Path, count: int, *, seed: int = 1, urgent_first: bool = True) -> Ceiling:
    """Let a backlog cross from a real store; with `urgent_first` off, first in is first out."""
    documents = list(backlog(count, seed))
    database = Database(folder / f"ceiling-{urgent_first}.sqlite")
    _fill(database, documents)
    clock = Clock()
    books = MemoryBooks(now=lambda: clock.at)
    wire = SimulatedWire(clock, books, Throttle(), Random(seed))
    settings = DeliverySettings(lanes=10, high_value_minor=1_000_000 if urgent_first else 10**15)
    outbox = (SqliteOutbox if urgent_first else FirstInFirstOut)(database, "bench", "USD")
    delivery = Delivery(
        outbox=outbox,
        books=books,
        quota=MemoryQuota(INTUIT_LIMITS),
        now=clock.now,
        sleep=clock.sleep,
        chance=lambda: 0.5,
        settings=settings,
        wire=wire,
    )
    report = delivery.until_idle()
    database.close()
    return _told(documents, wire, report.requests, report.confirmed)


def _fill(database: Database, documents: list[Document]) -> None:
    with database.write() as connection:
        mapped = [(str(key), MappedAccount(outside_id=key.role, name=key.role)) for key in (BANK, SALES)]
        keep_mapping(connection, mapped, "bench", START)
    for start in range(0, len(documents), 5000):
        with database.write() as connection:
            keep_sealed(connection, [(one, ()) for one in documents[start : start + 5000]], START)


def _told(documents: list[Document], wire: SimulatedWire, requests: int, confirmed: int) -> Ceiling:
    names = [one for one in documents if one.type in NAME_LISTS]
    postings = [one for one in documents if one.type not in NAME_LISTS]
    waits = {one.id: (wire.arrived[one.id] - START).total_seconds() for one in postings}
    urgent = {one.id for one in postings if one.day.month == 3 or one.lines[0].home >= 1_000_000}
    minutes = (max(wire.left) - START).total_seconds() / 60
    return Ceiling(
        documents=len(documents),
        confirmed=confirmed,
        names=len(names),
        use=len(postings) / minutes / (BATCHES_A_MINUTE * ITEMS),
        refused=wire.throttle.refused,
        out_of_order=sum(
            wire.arrived[need] >= wire.arrived[one.id] for one in postings for need in one.needs
        ),
        calls_per_document=(requests - len(names)) / len(postings),
        urgent_wait=mean(waits[key] for key in urgent),
        ordinary_longest=max(wait for key, wait in waits.items() if key not in urgent),
    )


def main() -> None:
    """Print both runs and what they say together."""
    options = argparse.ArgumentParser(prog="benchmarks.ceiling", description=__doc__)
    options.add_argument("--documents", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tieout-ceiling-"))
    try:
        ours = measure(folder, chosen.documents, seed=chosen.seed)
        fifo = measure(folder, chosen.documents, seed=chosen.seed, urgent_first=False)
    finally:
        shutil.rmtree(folder)
    print(
        f"{ours.documents:,} documents ({ours.names:,} of them list records), {ours.confirmed:,} confirmed"
    )
    print(f"use of 40 batches of 30 a minute: {ours.use:.1%}; 429 answers: {ours.refused}")
    print(f"sent before what it needs: {ours.out_of_order}")
    print(f"API calls per posting: 1/{1 / ours.calls_per_document:.1f}")
    waits = f"{ours.urgent_wait:,.0f} s on average; first in, first out {fifo.urgent_wait:,.0f} s"
    print(f"urgent documents wait {waits}")
    print(f"ratio {ours.urgent_wait / fifo.urgent_wait:.3f} (goal 0.1)")


if __name__ == "__main__":
    main()
