"""Lanes: several batches under way at QuickBooks' own speed limit, urgent ones first, nothing twice.

The simulation is that of `benchmarks/ceiling.py`, smaller: a strict rolling window on the other side,
answers that take seconds, delays on the way. Faults and crashes come on top.
"""

from __future__ import annotations

from collections import Counter, deque
from pathlib import Path
from random import Random

import pytest
from benchmarks.ceiling import Clock, SimulatedWire, Throttle, measure
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.delivery.company import MAPPING, CrashingOutbox, crash_allowed, customer, journal
from tieout.connectors.memory import Fate, MemoryBooks
from tieout.core.crossing import GENESIS, State
from tieout.core.document import Document
from tieout.delivery.deliver import Delivered, Delivery
from tieout.delivery.quota import MemoryQuota
from tieout.delivery.settings import INTUIT_LIMITS, DeliverySettings
from tieout.ports import Reply, StoredBatch
from tieout.storage.memory_outbox import MemoryOutbox


class Harbour:
    """A company whose batches are under way at once; a crash loses every answer that is not back."""

    def __init__(self, seed: int, documents: list[Document], fates: list[Fate]) -> None:
        self.clock, self.random = Clock(), Random(seed)
        self.outbox = MemoryOutbox(mapping=MAPPING, genesis=GENESIS)
        self.outbox.seal(documents, self.clock.now())
        self.books = MemoryBooks(now=lambda: self.clock.at, honours_request_id=False)
        self.books.fates = deque(fates)
        self.throttle = Throttle()
        self.quota = MemoryQuota(INTUIT_LIMITS)
        self.settings = DeliverySettings(lanes=4, batch_size=3)

    def run(self, outbox: object = None) -> Delivered:
        return Delivery(
            outbox=outbox or self.outbox,  # type: ignore[arg-type]
            books=self.books,
            quota=MemoryQuota(INTUIT_LIMITS),
            now=self.clock.now,
            sleep=self.clock.sleep,
            chance=self.random.random,
            settings=self.settings,
            wire=SimulatedWire(self.clock, self.books, self.throttle, self.random),
        ).until_idle()

    def run_to_the_end(self) -> None:
        for _ in range(60):
            report = self.run()
            if not report.waiting:
                return
            self.clock.at = max(self.clock.at, report.next_at or self.clock.at)
        raise AssertionError("it never came to its end")

    def check_exactly_once(self, documents: list[Document]) -> None:
        states = self.outbox.states([one.id for one in documents])
        assert Counter(states.values()) == {State.CONFIRMED: len(documents)}
        copies = Counter(record.mark for record in self.books.held)
        assert copies == dict.fromkeys((one.id for one in documents), 1)


def needing_each_other(random: Random, count: int) -> list[Document]:
    made = [customer(number) for number in range(3)]
    for number in range(count):
        made.append(journal(number, *{random.choice(made).id for _ in range(random.randrange(3))}))
    return made


@pytest.mark.covers("S001-87", "S001-89", "S001-90")
def test_a_backlog_crosses_at_the_speed_limit_in_order_and_the_urgent_first(tmp_path: Path) -> None:
    """95 % of 40 batches of 30 a minute without a 429; urgent documents wait a tenth of their turn."""
    ours = measure(tmp_path, 3000)
    assert ours.confirmed == ours.documents == 3000
    assert ours.use >= 0.95
    assert ours.refused == 0
    assert ours.out_of_order == 0
    assert ours.calls_per_document <= 1 / 20
    fifo = measure(tmp_path, 3000, urgent_first=False)
    assert fifo.use >= 0.95
    assert ours.urgent_wait <= fifo.urgent_wait / 10


@settings(max_examples=120, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    fates=st.lists(st.sampled_from(list(Fate)), max_size=12),
    crash_at=st.integers(1, 90),
    after=st.booleans(),
)
def test_faults_and_a_crash_with_batches_under_way_lose_and_duplicate_nothing(
    seed: int, fates: list[Fate], crash_at: int, after: bool
) -> None:
    documents = needing_each_other(Random(seed), 20)
    harbour = Harbour(seed, documents, fates)
    with crash_allowed():
        harbour.run(CrashingOutbox(harbour.outbox, crash_at, after=after))
    harbour.run_to_the_end()
    harbour.check_exactly_once(documents)


def test_one_name_at_a_time_while_postings_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [*(customer(number) for number in range(6)), *(journal(number) for number in range(30))]
    harbour = Harbour(3, documents, [])
    names = {one.id for one in documents[:6]}
    under_way: set[str] = set()
    most = Counter[str]()
    start, wait = SimulatedWire.start, SimulatedWire.wait

    def starts(wire: SimulatedWire, batch: StoredBatch) -> None:
        kinds = {key in names for _, key in batch.items}
        assert len(kinds) == 1, "list records travel by themselves"
        kind = "names" if kinds == {True} else "postings"
        under_way.add(f"{kind} {batch.id}")
        most[kind] = max(most[kind], sum(one.startswith(kind) for one in under_way))
        start(wire, batch)

    def waits(wire: SimulatedWire, seconds: int) -> list[tuple[StoredBatch, Reply]]:
        back = wait(wire, seconds)
        for batch, _ in back:
            under_way.difference_update({f"names {batch.id}", f"postings {batch.id}"})
        return back

    monkeypatch.setattr(SimulatedWire, "start", starts)
    monkeypatch.setattr(SimulatedWire, "wait", waits)
    harbour.run_to_the_end()
    harbour.check_exactly_once(documents)
    assert most["names"] == 1
    assert most["postings"] > 1


def test_a_429_in_one_lane_holds_every_lane_back() -> None:
    documents = [journal(number) for number in range(24)]
    harbour = Harbour(5, documents, [])
    harbour.throttle = Throttle(windows=(("batch", 3, 60),))
    harbour.run_to_the_end()
    harbour.check_exactly_once(documents)
    assert harbour.throttle.refused <= 3


def test_the_places_are_shared_with_other_workers() -> None:
    """Another worker holds all places for a while; the run waits for one and then goes on."""
    harbour = Harbour(1, [journal(1)], [])
    quota = MemoryQuota(INTUIT_LIMITS, concurrency=1)
    place = quota.enter(harbour.clock.at, harbour.clock.at)
    assert place == 0
    looks = []
    enter = quota.enter

    def entered(now: object, until: object) -> int | None:
        looks.append(now)
        if len(looks) == 5:
            quota.leave(0, harbour.clock.at)
        return enter(now, until)  # type: ignore[arg-type]

    quota.enter = entered  # type: ignore[method-assign]
    Delivery(
        outbox=harbour.outbox,
        books=harbour.books,
        quota=quota,
        now=harbour.clock.now,
        sleep=harbour.clock.sleep,
        chance=lambda: 0.5,
        settings=harbour.settings,
        wire=SimulatedWire(harbour.clock, harbour.books, harbour.throttle, harbour.random),
    ).until_idle()
    assert len(looks) == 5
    harbour.check_exactly_once([journal(1)])
