"""Run work: what suppliers billed for work on runs, shared among the runs and their completions.

As costing shares it: among the runs of a bill in equal parts; of a run that was begun by an issue, as if it
had been put in at the beginning; of another by the main output of the completions that were there, as it
was known then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from sqlalchemy import Connection

from tieout.core.money import split_largest_remainder
from tieout.insight.history import History, Work

_BILLS: Final = (
    "SELECT e.id, r.raw, c.parts FROM event e JOIN record r ON r.seq = e.seq JOIN cost c ON c.event = e.id "
    "WHERE e.kind = 'landed_cost_billed' AND e.id IN (SELECT value FROM json_each(?)) ORDER BY c.n"
)
_COMPLETED: Final = (
    "SELECT l.id, l.event, SUM(t.weight) AS made, MIN(c.n) AS place FROM lot l "
    "JOIN take t ON t.lot = l.id AND t.role = 'main' JOIN cost c ON c.event = l.event "
    "AND (SELECT MIN(k.n) FROM cost k WHERE k.event = t.event) < ? "
    "WHERE l.order_line != '' AND l.order_line = ? GROUP BY l.id, l.event, c.event ORDER BY l.id"
)
_BEGUN: Final = (
    "SELECT l.id, MIN(c.n) FROM lot l JOIN cost c ON c.event = l.event WHERE l.reference = ? "
    "GROUP BY l.id ORDER BY l.id LIMIT 1"
)


class _Bill(NamedTuple):
    """A bill for work on runs: its value in 10⁻⁸ home units, and its place in the log of costs."""

    event: str
    runs: tuple[str, ...]
    value: int
    place: int


def run_work(connection: Connection, history: History) -> dict[int, list[Work]]:
    """Work of suppliers by the lot it joined: a run in progress as a whole, or one of its completions."""
    found: dict[int, list[Work]] = {}
    for bill in _bills(connection, history):
        for run, value in zip(
            bill.runs, split_largest_remainder(bill.value, [1] * len(bill.runs)), strict=True
        ):
            for lot, part in _shared(connection, run, bill.place, value):
                if part:
                    found.setdefault(lot, []).append(Work(bill.event, part))
    return found


def _bills(connection: Connection, history: History) -> Iterator[_Bill]:
    billed = sorted(fact.id for fact in history.facts.values() if fact.kind == "landed_cost_billed")
    rows = connection.exec_driver_sql(_BILLS, (json.dumps(billed),)) if billed else ()
    for event, raw, parts in rows:
        runs = tuple(str(run) for run in json.loads(raw).get("runs") or ())
        value = sum(int(part[1]) for part in json.loads(parts) if part[0] == "allocated")
        if runs and value:
            yield _Bill(str(event), runs, value, history.place(str(event)))


def _shared(connection: Connection, run: str, place: int, value: int) -> Iterable[tuple[int, int]]:
    begun = connection.exec_driver_sql(_BEGUN, (f"run:{run}",)).first()
    if begun is not None and begun[1] < place:
        return [(int(begun[0]), value)]
    found = connection.exec_driver_sql(_COMPLETED, (place, f" run:{run}"))
    rows = [row for row in found if row.place < place and row.made]
    if not rows:
        return []
    parts = split_largest_remainder(value, [int(row.made) for row in rows])
    return [(int(row.id), part) for row, part in zip(rows, parts, strict=True)]
