"""Transit: goods that are on the road longer than they should become a case, which ends when they do not.

They came, or were lost, or the dispatch was another: each is a fact, so no person closes the case.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import Connection

from tieout.core.case import Case
from tieout.core.catalogue import problem
from tieout.core.event import TransferDispatched
from tieout.core.event.stock import ROAD
from tieout.core.event.stored import stored_event
from tieout.core.problem import Problem, Where
from tieout.core.scaled import Quantity
from tieout.storage.cases import open_cases, open_cases_of, resolve_cases

TRANSFER_OVERDUE: Final = "transfer_overdue"


class OnTheRoad(NamedTuple):
    """What is on the road of one dispatch: its event, and units (10⁻⁶) by item."""

    event: str
    dispatch: TransferDispatched
    units: dict[str, int]

    def due(self, days: int) -> date:
        """When it should have come: as stated, else `days` after it left."""
        return self.dispatch.due or self.dispatch.date + timedelta(days=days)


def watch_transit(connection: Connection, today: date, days: int, now: datetime) -> None:
    """Open a case for each dispatch with goods on the road after they are due, and end those gone."""
    late = {
        one.event: _told(one, one.due(days)) for one in on_the_road(connection) if one.due(days) < today
    }
    gone = [
        case.id
        for case in open_cases_of(connection, "recognition")
        if case.problem.code == TRANSFER_OVERDUE and not _stands(case, late)
    ]
    resolve_cases(connection, gone, "tieout", now, "it is not on the road any more, not due, or told anew")
    open_cases(connection, "recognition", list(late.items()), now)


def _stands(case: Case, late: Mapping[str, Problem]) -> bool:
    """Whether a case says what is on the road now; where less of it is, it is told anew."""
    return case.subject in late and late[case.subject].what == case.problem.what


def on_the_road(connection: Connection) -> Iterator[OnTheRoad]:
    """Dispatches of which something is on the road, in the order they were accepted."""
    rows = connection.exec_driver_sql(
        "SELECT e.id, r.raw, h.item, SUM(h.quantity) FROM lot_held h JOIN lot l ON l.id = h.lot "
        "JOIN event e ON e.id = l.event JOIN record r ON r.seq = e.seq "
        "WHERE h.location LIKE ? AND h.layer != '' AND h.quantity > 0 "
        "GROUP BY e.seq, e.id, r.raw, h.item ORDER BY e.seq, h.item",
        (f"{ROAD}%",),
    )
    found: dict[str, OnTheRoad] = {}
    for event, raw, item, units in rows:
        dispatch = stored_event(json.loads(raw))
        if isinstance(dispatch, TransferDispatched):
            found.setdefault(event, OnTheRoad(event, dispatch, {})).units[item] = int(units)
    yield from found.values()


def _told(one: OnTheRoad, due: date) -> Problem:
    dispatch = one.dispatch
    return problem(
        TRANSFER_OVERDUE,
        Where(subject=f"transfer_dispatched {dispatch.id} of {dispatch.source}"),
        transfer=dispatch.transfer,
        day=dispatch.date,
        place=dispatch.to_location,
        due=due,
        units=", ".join(f"{Quantity(units)} {item}" for item, units in one.units.items()),
    )
