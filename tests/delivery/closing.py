"""Closing: random schedules in which a company crosses while its closing date moves.

`python -m tests.delivery.closing 100000` runs so many seeds; the tests run fewer. QuickBooks here refuses
what is closed at the moment it arrives; what delivery sends although it knew better is a violation.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from tests.delivery.company import MAPPING, Clock, journal
from tieout.connectors.memory import MemoryBooks
from tieout.core.account import account_key
from tieout.core.closed_period import Redating
from tieout.core.crossing import GENESIS, State
from tieout.core.document import Document
from tieout.core.entry import Line, Side
from tieout.core.ids import DocumentId
from tieout.core.mapping import MappedAccount, Mapping
from tieout.core.problem import Problem
from tieout.delivery.deliver import Delivery
from tieout.delivery.quota import MemoryQuota
from tieout.delivery.settings import DeliverySettings
from tieout.ports import Answer, Confirmed, Refused
from tieout.storage.memory_outbox import MemoryOutbox

FIRST = date(2026, 3, 25)
COGS = account_key("cogs")
KNOWN = Mapping({**MAPPING.accounts, COGS: MappedAccount(outside_id="3", name="COGS")})
CLOSED = Problem(code="closed_in_quickbooks", what="w.", why="w.", next_step="n.", owner="controller")


@dataclass
class Closing(MemoryBooks):
    """Books whose closing date moves as requests come in."""

    random: Random = field(default_factory=Random)
    chance: int = 30
    days: dict[str, tuple[date, datetime]] = field(default_factory=dict)
    changes: list[datetime] = field(default_factory=list)

    def send(self, request_id: str, body: bytes) -> dict[str, Answer]:
        self.maybe_close()
        return super().send(request_id, body)

    def maybe_close(self) -> None:
        if self.random.randrange(100) < self.chance:
            through = FIRST + timedelta(days=self.random.randrange(-1, 12))
            self.limits = replace(self.limits, closed_through=through)
            self.changes.append(self.now())

    def _stored(self, row: dict[str, Any]) -> Answer:
        day = date.fromisoformat(row["day"])
        if self.limits.closed_through and day <= self.limits.closed_through:
            return Refused(problem=CLOSED, raw="6210")
        answer = super()._stored(row)
        if isinstance(answer, Confirmed):
            self.days[row["mark"]] = (day, self.now())
        return answer


class Remembers(MemoryOutbox):
    """An outbox that remembers when a document was redated."""

    redatings: dict[str, datetime]
    runs: list[datetime]

    def redate(self, key: DocumentId, to: Redating, why: str, now: datetime) -> None:
        self.redatings.setdefault(key, now)
        super().redate(key, to, why, now)


class Watched(Delivery):
    """A run whose every document is looked at as it leaves."""

    def _claimed(self, documents: Any) -> Any:
        for document in documents:
            assert not self._closed_through or document.day > self._closed_through, "sent though closed"
        return super()._claimed(documents)


def documents(random: Random) -> list[tuple[Document, Document]]:
    """Pairs of revenue and its cost, of one day."""
    made = []
    for number in range(random.randrange(1, 8)):
        day = FIRST + timedelta(days=random.randrange(10))
        revenue = journal(2 * number, day=day)
        cost = replace(
            journal(2 * number + 1, day=day),
            lines=(
                Line(Side.DR, COGS, 40, 40),
                Line(Side.CR, account_key("bank"), 40, 40),
            ),
        )
        made.append((revenue, cost))
    return made


def schedule(seed: int) -> Counter[str]:
    """One company to its end; what became of its documents. Raises AssertionError on a violation."""
    random, clock = Random(seed), Clock()
    outbox = Remembers(mapping=KNOWN, genesis=GENESIS)
    outbox.redatings, outbox.runs = {}, []
    books = Closing(now=lambda: clock.at, random=random)
    policy = {"sales": random.choice(["next_open", "hold", "adjust"])}
    pairs = documents(random)
    flat = [one for pair in pairs for one in pair]
    while flat:
        some, flat = flat[:5], flat[5:]
        outbox.seal(some, clock.now())
        _run(outbox, books, clock, random, policy)
        books.maybe_close()
    _run(outbox, books, clock, random, policy)
    return _judged(outbox, books, pairs, policy["sales"])


def _run(outbox: Remembers, books: Closing, clock: Clock, random: Random, policy: dict[str, str]) -> None:
    outbox.runs.append(clock.now())
    Watched(
        outbox=outbox,
        books=books,
        quota=MemoryQuota(()),
        now=clock.now,
        sleep=clock.sleep,
        chance=random.random,
        settings=DeliverySettings(
            batch_size=3, closed_through=books.limits.closed_through, closed_periods=policy
        ),
        closing=lambda: books.limits.closed_through,
    ).until_idle()


def _judged(
    outbox: Remembers, books: Closing, pairs: list[tuple[Document, Document]], policy: str
) -> Counter[str]:
    """Each document is there once or held; a pair is apart only where the close moved meanwhile."""
    told: Counter[str] = Counter()
    for pair in pairs:
        states = outbox.states([one.id for one in pair])
        there = [books.days[one.id] for one in pair if states[one.id] is State.CONFIRMED]
        for one in pair:
            if states[one.id] is not State.CONFIRMED:
                assert policy == "hold"
                assert outbox.problems[one.id].code == "period_held"
                told["held"] += 1
        told["crossed"] += len(there)
        told["moved"] += sum(day != pair[0].day for day, _ in there)
        if len(there) == 2 and there[0][0] != there[1][0]:
            decided = [outbox.redatings[one.id] for one in pair if one.id in outbox.redatings]
            first, *_, late = sorted([*decided, *(at for _, at in there)])
            early = max(run for run in outbox.runs if run <= first)  # a run knows what was so at its start
            assert any(early <= change <= late for change in books.changes), "apart without a reason"
            told["apart"] += 1
    copies = Counter(record.mark for record in books.held)
    assert set(copies.values()) <= {1}
    return told


def main() -> None:
    """Run the seeds and print what became of all documents."""
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    told: Counter[str] = Counter()
    for seed in range(seeds):
        told += schedule(seed)
    print(f"{seeds:,} schedules, 0 written into a closed period: {dict(told)}")


if __name__ == "__main__":
    main()
