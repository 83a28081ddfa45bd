"""Destination: where units of a lot stand now, whatever was made of them, and what they are worth there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tieout.insight.history import History
from tieout.insight.origin import Draw, Origin
from tieout.insight.pool import ZERO, Pool
from tieout.insight.substitution import apportioned


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A lot that holds something of what is followed.

    `units` (10⁻⁶) and `value` (10⁻⁸ home units) are those of what is followed, not of the whole lot.
    """

    lot: int
    account: str
    fact: str
    name: str
    day: str
    item: str
    units: int
    value: int


def destinations(
    history: History, followed: Iterable[int], holding: Mapping[int, int]
) -> tuple[Destination, ...]:
    """Where the followed lots' units are: in every lot that holds units (10⁻⁶) or runs not finished."""
    stopping, whole_way = Origin(history, stop=frozenset(followed)), Origin(history)
    found = []
    for lot, units in sorted(holding.items()):
        drawn = _drawn(stopping, lot, units)
        if any(drawn.values()):
            found.append((lot, drawn))
    values = [_worth(whole_way, drawn) for _, drawn in found]
    whole = sum(values, ZERO)
    quanta = apportioned([*values, round(whole) - whole])
    return tuple(
        _destination(history, lot, drawn, value) for (lot, drawn), value in zip(found, quanta, strict=False)
    )


def _drawn(origin: Origin, lot: int, units: int) -> dict[Draw, Fraction]:
    """What a lot holds of the followed ones: the takes from these, and the units."""
    origin.stopped = {}
    there = origin.history.lots[lot]
    if there.role == "inventory_wip":
        for item, draw, part in origin.in_progress(lot):
            origin.fill(Pool(item), [(draw, part)])
    elif units > 0:
        origin.fill(Pool(there.item), [(Draw(lot, None), Fraction(units))])
    return origin.stopped


def _worth(origin: Origin, drawn: Mapping[Draw, Fraction]) -> Fraction:
    value = ZERO
    for draw, units in drawn.items():
        pool = Pool(origin.history.lots[draw.lot].item)
        origin.fill(pool, [(draw, units)])
        value += pool.value()
    return value


def _destination(history: History, lot: int, drawn: Mapping[Draw, Fraction], value: int) -> Destination:
    there = history.lots[lot]
    fact = history.facts[there.event]
    return Destination(
        lot=lot,
        account=there.account,
        fact=fact.kind,
        name=fact.external_id,
        day=fact.posted,
        item=there.item,
        units=round(sum(drawn.values(), ZERO)),
        value=value,
    )
