"""Costed steps read back: births, takes and revaluations of each, in the order costing appended them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, groupby, takewhile
from operator import attrgetter
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import Connection

from tieout.core.account import AccountKey, parsed_key
from tieout.core.event.stock import ROAD
from tieout.core.lot import CostedStep, LotBorn, Part, Revalued, Take

AT_ONCE: Final = 20_000
"""Rows fetched at a time, so that a large company's costs need no large answer."""

_LOTS: Final = (
    "SELECT id, event, event, item, location, number, account, reference, quantity, value, category, "
    "order_line, price, day, layer FROM lot WHERE id > ? ORDER BY id LIMIT ?"
)
_TAKES: Final = (
    "SELECT n, event, lot, sink, quantity, value, role, weight, whole FROM take WHERE n > ? "
    "ORDER BY n LIMIT ?"
)
_REVALUATIONS: Final = "SELECT n, event, lot, value, why FROM revaluation WHERE n > ? ORDER BY n LIMIT ?"
_COSTS: Final = "SELECT n, event, step, parts FROM cost WHERE n > ? ORDER BY n LIMIT ?"
_AGAIN: Final = (
    "SELECT event FROM cost WHERE event IN (SELECT event FROM cost GROUP BY event HAVING COUNT(*) > 1)"
)
_ARRIVING: Final = "SELECT event FROM cost WHERE step = 1"

_Kept = TypeVar("_Kept")


def costed_through(connection: Connection) -> int:
    """The acceptance number up to which every event was worked; 0 = none yet."""
    return int(
        connection.exec_driver_sql(
            "SELECT COALESCE(MAX(c.watermark), 0) FROM cycle c JOIN cycle_mark m ON m.cycle = c.id "
            "WHERE m.done = 1"
        ).scalar_one()
    )


def costed_steps(
    connection: Connection, first: Callable[[CostedStep], CostedStep] = lambda step: step
) -> Iterator[CostedStep]:
    """Every step costed, in the order they were appended.

    Of an event that is costed again later, `first` gives the rows of a costing among those that follow
    each other.

    Raises:
        ValueError: a birth, take or revaluation stands where its event was not costed.
    """
    keys: dict[str, AccountKey] = {}

    def lot(row: Sequence[Any]) -> LotBorn:
        account = keys.get(row[6])
        if account is None:
            account = keys[row[6]] = parsed_key(row[6])
        return LotBorn._make((row[0], *row[2:6], account, *row[7:]))

    born = _Queue(connection, _LOTS, lot)
    takes = _Queue(connection, _TAKES, lambda row: Take._make(row[2:]))
    revalued = _Queue(connection, _REVALUATIONS, lambda row: Revalued._make(row[2:]))
    arriving = {event for (event,) in connection.exec_driver_sql(_ARRIVING)}
    costs_kept = chain.from_iterable(_rows(connection, _COSTS))
    costings = Counter(event for (event,) in connection.exec_driver_sql(_AGAIN))
    for event, rows in groupby(costs_kept, key=attrgetter("event")):
        costs = list(rows)
        whole = CostedStep(event, born.of(event), takes.of(event), revalued.of(event), _reader(costs))
        step = whole
        costings[event] -= len(costs)
        if event in arriving and not any(row.step for row in costs):
            step = _on_the_road(whole)
        elif costings[event] > 0:
            step = first(whole)
        born.put_back(event, whole.born[len(step.born) :])
        takes.put_back(event, whole.takes[len(step.takes) :])
        revalued.put_back(event, whole.revalued[len(step.revalued) :])
        yield step
    for name, queue in (("lot", born), ("take", takes), ("revaluation", revalued)):
        if queue.next_event is not None:
            raise ValueError(f"a {name} of event {queue.next_event} stands where that was not costed")


def _on_the_road(step: CostedStep) -> CostedStep:
    """What a transfer did when its goods left, without what is of the day they arrived.

    It arrives with the first take from what it put on the road; until then nothing is covered.
    """
    road = {lot.id for lot in step.born if lot.location.startswith(ROAD)}
    left = list(takewhile(lambda take: take.lot not in road, step.takes))
    last = max((take.sink for take in left), default=0)
    gone = [lot for lot in step.born if lot.id <= last]
    return step._replace(born=gone, takes=left, revalued=[])


def _reader(costs: Sequence[Any]) -> Callable[[], list[Part]]:
    return lambda: [part for row in costs for part in parts_of(row.parts)]


def parts_of(text: str) -> list[Part]:
    """The parts a cost was kept with."""
    return [
        Part(row[0], row[1], parsed_key(row[2]) if row[2] else None, *row[3:9]) for row in json.loads(text)
    ]


def held_lots(connection: Connection) -> Iterator[tuple[int, int, int]]:
    """Lot, quantity and value of everything that is kept as held, by lot."""
    rows = connection.exec_driver_sql("SELECT lot, quantity, value FROM lot_held ORDER BY lot")
    return ((lot, quantity, value) for lot, quantity, value in rows)


def _rows(connection: Connection, sql: str) -> Iterator[Sequence[Any]]:
    """All rows of a numbered table, some at a time."""
    after = -1
    while rows := connection.exec_driver_sql(sql, (after, AT_ONCE)).all():
        yield rows
        after = rows[-1][0]


class _Queue(Generic[_Kept]):
    """The rows of one table in order, handed out to the step of their event."""

    def __init__(self, connection: Connection, sql: str, made: Callable[[Any], _Kept]) -> None:
        self._rows, self._made = _rows(connection, sql), made
        self._kept: list[_Kept] = []
        self._events: list[str] = []
        self._at = 0
        self._read()

    def _read(self) -> None:
        rows = next(self._rows, ())
        self._kept = [self._made(row) for row in rows]
        self._events = [row[1] for row in rows]
        self._at = 0

    @property
    def next_event(self) -> str | None:
        """The event whose rows come next; None = there are no more."""
        return self._events[self._at] if self._events else None

    def of(self, event: str) -> list[_Kept]:
        """The rows that come next, as long as they are of this event."""
        events, start, end = self._events, self._at, self._at
        while end < len(events) and events[end] == event:
            end += 1
        found = self._kept[start:end]
        self._at = end
        if events and end == len(events):
            self._read()
            return found + self.of(event)
        return found

    def put_back(self, event: str, rows: Sequence[_Kept]) -> None:
        """Let these rows of an event, the last that were handed out, come next again."""
        self._kept[self._at : self._at] = rows
        self._events[self._at : self._at] = [event] * len(rows)
