"""Pairing: revenue and cost of a sale of goods stand in one month, as posted (accounting.md 8.6).

An order line is followed through the units its sales took from its shipments: the fact that took units
which still count names the entries that carry their cost. A document counts on the day it crosses with,
after a closed period moved it; an entry not sealed yet on its own day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import Connection

from tieout.core.entry import REVERSAL
from tieout.core.problem import Problem
from tieout.reconcile.pairing import CostPosted, RevenuePosted, month_of, problem, unpaired
from tieout.runtime.access import act
from tieout.runtime.company import Company
from tieout.storage.revisions import entries_taken_back
from tieout.storage.standing_sales import IS_REVENUE, BilledLine, billed_lines
from tieout.storage.unrecognised import unrecognised


class Posted(NamedTuple):
    """An entry that stands: its number in the log, its fact, the day it counts on, and its name."""

    seq: int
    event: str
    day: date
    document: str


class _Billed(NamedTuple):
    """An order line that a standing sale bills."""

    line: str
    number: str
    posted: Posted


_MOVED: Final = "(SELECT r.day FROM redating r WHERE r.document = d.id ORDER BY r.n DESC LIMIT 1)"
_DAY: Final = f"COALESCE({_MOVED}, d.day, e.day)"
_FROM: Final = (
    "FROM entry e LEFT JOIN document_entry x ON x.entry = e.seq LEFT JOIN document d ON d.seq = x.document "
)
_REVENUE: Final = f"SELECT e.seq, e.event, {_DAY}, e.document, e.number {_FROM} WHERE {IS_REVENUE}"
_COSTLY: Final = "SELECT l.entry FROM entry_line l WHERE l.account LIKE 'cogs%'"
_COST: Final = (
    f"SELECT e.id, e.seq, e.event, {_DAY}, e.document, e.number {_FROM} "
    f"WHERE e.rule NOT LIKE '{REVERSAL}%' AND e.seq IN ({_COSTLY}) ORDER BY e.seq"
)
_TAKES: Final = (
    "SELECT l.order_line, t.lot, t.event, t.quantity FROM take t JOIN lot l ON l.id = t.lot "
    "WHERE t.role = 'sold' AND l.order_line != '' ORDER BY t.n"
)


@act("reconcile")
def unpaired_sales(company: Company, through: date) -> list[Problem]:
    """Every order line of a sale up to a day whose cost is missing, or stands in another month.

    Not where the months of both are closed: that was said when they were, and nothing mends it any more.
    """
    with company.database.read() as connection:
        closed = company.settings.closed_through
        return [problem(one) for one in unpaired(*sides(connection, through, closed))]


def unpaired_between(connection: Connection, after: date | None, through: date) -> int:
    """How many such order lines have their revenue in the days after one day, up to another."""
    revenue, costs = sides(connection, through)
    of_span = {one.sale for one in revenue if after is None or one.day > after}
    return sum(one.sale in of_span for one in unpaired(revenue, costs))


def sides(
    connection: Connection, through: date, closed: date | None = None
) -> tuple[list[RevenuePosted], list[CostPosted]]:
    """Both sides of every order line whose revenue counts up to a day, for `unpaired`.

    Left out are those whose entries all stand on days up to `closed`.

    Units that cost nothing have no cost to look for. Where several sales bill one order line, the cost of
    any of them in the month of the revenue is taken for its own.
    """
    lines = billed_lines(connection)
    billed = [one for one in _revenue(connection, lines) if one.posted.day <= through]
    bare = {(one.order_line, one.sale) for one in unrecognised(connection, lines)}
    costs, took = _costs(connection), _took(connection)
    revenue, spent = [], []
    for one in billed:
        sale = f"{one.number}, order line {one.line}"
        lacks = (one.line, one.posted.event) in bare
        carriers = [] if lacks else _carriers(one, took.get(one.line, ()), costs)
        if closed and not lacks and all(side.day <= closed for side in (one.posted, *carriers)):
            continue
        goods = lacks or bool(carriers)
        revenue.append(RevenuePosted(sale, one.posted.document, one.posted.day, goods))
        month = month_of(one.posted.day)
        same = [cost for cost in carriers if month_of(cost.day) == month]
        spent += [CostPosted(sale, cost.document, cost.day) for cost in same or carriers]
    return revenue, spent


def _posted(seq: int, event: str, day: str, type_: str, number: str) -> Posted:
    return Posted(
        seq, event, date.fromisoformat(day), f"{type_} {number}" if number else f"{type_} of {day}"
    )


def _revenue(connection: Connection, lines: Iterable[BilledLine]) -> Iterator[_Billed]:
    """Each order line a sale bills, once."""
    posted = {row[0]: _posted(*row) for row in connection.exec_driver_sql(_REVENUE)}
    known = set[tuple[int, str]]()
    for one in lines:
        if (one.seq, one.order_line) not in known:
            known.add((one.seq, one.order_line))
            yield _Billed(one.order_line, f"{one.kind} {one.number}", posted[one.seq])


def _costs(connection: Connection) -> dict[str, list[Posted]]:
    """The standing entries that move cost of goods sold, by their fact."""
    gone = entries_taken_back(connection)
    found: dict[str, list[Posted]] = {}
    for entry, *posted in connection.exec_driver_sql(_COST):
        if entry not in gone:
            one = _posted(*posted)
            found.setdefault(one.event, []).append(one)
    return found


def _took(connection: Connection) -> dict[str, list[str]]:
    """By order line, the facts that took units of it to its sales which are sold still.

    Units given back are those taken last.
    """
    lots: dict[int, list[tuple[str, int]]] = {}
    lines: dict[str, dict[int, None]] = {}
    for line, lot, event, units in connection.exec_driver_sql(_TAKES):
        taken = lots.setdefault(lot, [])
        lines.setdefault(line, {})[lot] = None
        if units > 0:
            taken.append((event, units))
        back = max(-units, 0)
        while back and taken:
            last, there = taken.pop()
            if there > back:
                taken.append((last, there - back))
            back -= min(back, there)
    return {
        line: list(dict.fromkeys(event for lot in own for event, _ in lots[lot]))
        for line, own in lines.items()
    }


def _carriers(one: _Billed, took: Iterable[str], costs: dict[str, list[Posted]]) -> list[Posted]:
    """The entries that may carry a line's cost: of the facts that took it, and the sale's own since then.

    A shipment that completes a sale of a later day leaves the cost to an entry of the sale's.
    """
    found: dict[Posted, None] = {}
    own = costs.get(one.posted.event, [])
    for event in took:
        carried = costs.get(event, [])
        since = min((cost.seq for cost in carried), default=0)
        found.update(dict.fromkeys([*carried, *(cost for cost in own if cost.seq >= since)]))
    return list(found)
