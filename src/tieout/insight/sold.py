"""Sold: what a period's cost of goods sold is made of, line by line as shipped.

Own cost: that of units sold in the period, with late costs of the same period. Returns: units of
earlier periods that came back. Prior-period adjustments: late costs of units sold in earlier periods.
The three are the whole movement of cost of goods sold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from tieout.core.period import Span
from tieout.insight.history import LAST, SOLD, Fact, History, StoredChange, StoredLot, StoredTake
from tieout.insight.known import Known, Moment
from tieout.insight.origin import Draw, Origin
from tieout.insight.pool import ZERO, Evidence, Pool, fine


class Moved(NamedTuple):
    """What moved a sold lot: units (10⁻⁶) and value (10⁻⁸), and the day it counts on.

    `late` = a late cost; units below zero = they came back, or were not billed after all.
    """

    event: str
    posted: str
    units: int
    value: int
    late: bool


@dataclass(slots=True)
class PeriodCost:
    """One period's cost of goods sold of one item; values in 10⁻⁸ home units.

    `units` are those sold in the period and not back by its end; `pool` is what went into them.
    """

    span: Span
    pool: Pool
    units: Fraction = ZERO
    own: Fraction = ZERO
    returns: Fraction = ZERO
    prior: Fraction = ZERO
    evidence: dict[tuple[str, str, str], list[Fraction]] = field(default_factory=dict)

    @property
    def total(self) -> Fraction:
        """Everything that moved cost of goods sold in the period."""
        return self.own + self.returns + self.prior

    def note(self, figure: str, kind: str, name: str, units: Fraction, value: Fraction) -> None:
        """Note the fact behind returns or prior-period adjustments."""
        known = self.evidence.setdefault((figure, kind, name), [ZERO, ZERO])
        known[0] += units
        known[1] += value

    def shown(self, figure: str) -> tuple[Evidence, ...]:
        """The evidence of returns or prior-period adjustments, the largest first."""
        found = [
            Evidence(kind=kind, name=name, units=units, value=value)
            for (of, kind, name), (units, value) in self.evidence.items()
            if of == figure
        ]
        return tuple(sorted(found, key=lambda one: (-abs(one.value), one.kind, one.name)))


def period_cost(history: History, item: str, span: Span, sold: Iterable[int]) -> PeriodCost:
    """The cost of goods sold of one item in one period, from its sold lots."""
    known = Known(history, span.first.isoformat(), span.last.isoformat())
    cost = PeriodCost(span, Pool(item))
    drawn: dict[Moment, list[tuple[Draw, Fraction]]] = {}
    for lot in sold:
        for moment, units in _SoldLot(history, cost, known).walk(_moves(history, lot)):
            drawn.setdefault(moment, []).append((Draw(lot, None), units))
            cost.units += units
    for stray in history.strays:
        _stray(history, cost, stray)
    for moment, draws in sorted(drawn.items()):
        Origin(history, known.by(moment)).fill(cost.pool, draws)
    return cost


def _stray(history: History, cost: PeriodCost, lot: StoredLot) -> None:
    """Units that came back of no known shipment: returns of what was sold before, at their stated cost."""
    fact = history.facts[lot.event]
    first, last = cost.span.first.isoformat(), cost.span.last.isoformat()
    if lot.item == cost.pool.item and first <= fact.posted <= last:
        cost.returns -= lot.value
        cost.note("returns", fact.kind, fact.external_id, Fraction(-lot.quantity), Fraction(-lot.value))


def _moves(history: History, lot: int) -> list[Moved]:
    """Everything that moved a sold lot, in the order of the log, each on the day it counts on."""
    rows: list[tuple[int, int, StoredTake | StoredChange]] = [
        (history.place(take.event), take.n, take)
        for take in (*history.into.get(lot, ()), *history.out_of.get(lot, ()))
        if take.quantity or (take.role == SOLD and take.value)
    ]
    rows += [(history.facts[change.event].last, LAST, change) for change in history.changes.get(lot, ())]
    there: dict[str, int] = {}
    return [
        moved
        for _place, _n, one in sorted(rows, key=lambda row: row[:2])
        for moved in _dated(history.facts[one.event], lot, one, there)
    ]


def _dated(fact: Fact, lot: int, one: StoredTake | StoredChange, there: dict[str, int]) -> list[Moved]:
    """One movement, in parts where its fact has entries of several days; `there` = units by day of sale.

    What was sold last goes back first, and a late cost is of all units that are sold, as costing has it.
    """
    if isinstance(one, StoredChange):
        parts = list(there.items()) if fact.days else []
        return _parts(fact, parts, 0, one.value, late=True)
    if one.sink == lot and one.role == SOLD:
        day = date.fromordinal(one.whole).isoformat() if one.whole else fact.posted
        if not one.quantity:  # fewer were shipped than were told: those sold cost another share of them
            return [Moved(fact.id, fact.day_of(day), 0, one.value, late=True)]
        there[day] = there.get(day, 0) + one.quantity
        return _parts(fact, [(day, one.quantity)], 1, one.value)
    parts, left = [], one.quantity
    for day in sorted(there, reverse=True):
        gone = min(left, there[day])
        there[day] -= gone
        left -= gone
        parts += [(day, gone)] if gone else []
    parts += [("", left)] if left else []
    return _parts(fact, parts if fact.days else [("", one.quantity)], -1, -one.value)


def _parts(
    fact: Fact, parts: Sequence[tuple[str, int]], sign: int, value: int, *, late: bool = False
) -> list[Moved]:
    """A value by the units sold on each day, the last part takes the rest; without parts it is whole."""
    whole = sum(units for _, units in parts)
    if not whole:
        return [Moved(fact.id, fact.posted, 0, value, late)]
    found, done, given = [], 0, 0
    for day, units in parts:
        done += units
        share = value * done // whole - given
        given += share
        found.append(Moved(fact.id, fact.day_of(day), sign * units, share, late))
    return found


class _SoldLot:
    """A sold lot in the order of the log, as one period sees it: units sold before it and in it.

    Units sold in it are kept by what counts for them (see `Known.at`).
    """

    def __init__(self, history: History, cost: PeriodCost, known: Known) -> None:
        self.history, self.cost, self.known = history, cost, known
        self.before = 0
        self.within: dict[Moment, Fraction] = {}

    def walk(self, moves: Iterable[Moved]) -> list[tuple[Moment, Fraction]]:
        """Split what moved the lot in the period; units sold in it that are still sold at its end."""
        first, last = self.cost.span.first.isoformat(), self.cost.span.last.isoformat()
        after = 0
        for one in moves:
            if one.posted <= last:
                self._move(one, counts=one.posted >= first)
            else:
                after += one.units
                self._gone(one, max(0, -after))
                after = max(0, after)
        return [(moment, units) for moment, units in self.within.items() if units]

    def _gone(self, one: Moved, back: int) -> None:
        """Units that came back after the period: what was told later of it reached the others alone."""
        there = {moment: units for moment, units in self.within.items() if moment.own == LAST and units}
        within = sum(there.values(), ZERO)
        for moment, units in there.items() if back else ():
            piece = fine(min(units, units * back / within))
            until = Moment(moment.others, self.known.at(0, self.history.place(one.event)).own)
            self.within[moment] -= piece
            self.within[until] = self.within.get(until, ZERO) + piece

    def _move(self, one: Moved, *, counts: bool) -> None:
        if one.late:
            if counts:
                self._late(one)
        elif one.units < 0:
            self._back(one, counts=counts)
        elif counts:
            moment = self.known.at(self.history.place(one.event))
            self.within[moment] = self.within.get(moment, ZERO) + one.units
            self.cost.own += one.value
        else:
            self.before += one.units

    def _late(self, one: Moved) -> None:
        within = sum(self.within.values(), ZERO)
        whole = self.before + within
        own = fine(one.value * within / whole) if whole else ZERO
        self.cost.own += own
        self.cost.prior += one.value - own
        if one.value != own:
            fact = self.history.facts[one.event]
            self.cost.note("prior", fact.kind, fact.external_id, ZERO, one.value - own)

    def _back(self, one: Moved, *, counts: bool) -> None:
        """Units that came back: those sold in the period first, where the return counts in it."""
        within = sum(self.within.values(), ZERO)
        own = min(int(within), -one.units) if counts else 0
        if own:
            self.within = {moment: units - units * own / within for moment, units in self.within.items()}
        self.before -= -one.units - own
        if counts:
            value = fine(Fraction(one.value * own, -one.units))
            self.cost.own += value
            self.cost.returns += one.value - value
            if own != -one.units:
                fact = self.history.facts[one.event]
                rest = Fraction(one.units + own)
                self.cost.note("returns", fact.kind, fact.external_id, rest, one.value - value)
