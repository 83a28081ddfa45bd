"""Margin: a change of gross margin split into price, discounts, refunds, volume and the causes of cost.

Gross margin = revenue − discounts − refunds − cost of goods sold. Revenue per unit is replaced as costs
are: units first, then the price, then the discount. Each item is split by itself, and the parts of a
group of items are summed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, NamedTuple

from tieout.insight.cause import Cause, Explained, Step
from tieout.insight.pool import ZERO
from tieout.insight.substitution import apportioned, in_minor_units

PRICE: Final = "selling price"
DISCOUNT: Final = "discounts"
REFUND: Final = "refunds"
_OF_COST: Final = tuple(one.value for one in Cause if one is not Cause.VOLUME)
PARTS: Final = (Cause.VOLUME.value, PRICE, DISCOUNT, REFUND, *_OF_COST)
"""The parts of a change of margin, in order: volume, what is sold for, then what it costs."""


class Sales(NamedTuple):
    """What was posted of an item's sales in a period: units (10⁻⁶), amounts in 10⁻⁸ home units."""

    units: int = 0
    gross: int = 0
    discount: int = 0
    refund: int = 0

    @property
    def net(self) -> int:
        """Revenue less discounts and refunds."""
        return self.gross - self.discount - self.refund


class ItemMargin(NamedTuple):
    """One item: its sales of both periods and the causes of its change of cost."""

    item: str
    before: Sales
    after: Sales
    cost: tuple[Explained, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginPart:
    """One part of the change: value in 10⁻⁸ home units and in minor units; above zero = more margin.

    `by_item` are its parts per item, `steps` those of cost behind it (there, above zero = dearer), each
    with its item first on its path.
    """

    name: str
    value: int
    minor: int
    by_item: tuple[tuple[str, int], ...]
    steps: tuple[Step, ...]


def explain_margin(items: Sequence[ItemMargin], quanta: int, minor: int) -> tuple[MarginPart, ...]:
    """The parts of the change of margin, every one of them, in order; their values sum to it exactly.

    `quanta` is what one minor unit is in 10⁻⁸ home units, `minor` the change as shown.
    """
    found: dict[str, list[tuple[str, int]]] = {name: [] for name in PARTS}
    for one in items:
        parts = list(_parts(one))
        values = apportioned([value for _, value in parts])
        for (name, _), value in zip(parts, values, strict=True):
            if value:
                found[name].append((one.item, value))
    totals = [sum(value for _, value in found[name]) for name in PARTS]
    minors = in_minor_units(totals, quanta, minor)
    return tuple(
        MarginPart(
            name=name,
            value=total,
            minor=shown,
            by_item=tuple(sorted(_summed(found[name]), key=lambda row: (-abs(row[1]), row[0]))),
            steps=tuple(sorted(_steps(items, name), key=lambda step: -abs(step.value))),
        )
        for name, total, shown in zip(PARTS, totals, minors, strict=True)
    )


def _summed(rows: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    whole: dict[str, int] = {}
    for item, value in rows:
        whole[item] = whole.get(item, 0) + value
    return list(whole.items())


def _steps(items: Iterable[ItemMargin], name: str) -> list[Step]:
    return [
        replace(step, path=(one.item, *step.path))
        for one in items
        for cause in one.cost
        if cause.cause.value == name
        for step in cause.steps
    ]


def _parts(one: ItemMargin) -> Iterable[tuple[str, Fraction]]:
    """Revenue by substitution, refunds as they are, and every cause of cost with its sign turned."""
    before, after = one.before, one.after
    price, discount = _per_unit(before, after)
    sold = (after.units - before.units) * (price[0] - discount[0])
    yield Cause.VOLUME.value, sold + _unitless(before, after)
    yield PRICE, after.units * (price[1] - price[0])
    yield DISCOUNT, -after.units * (discount[1] - discount[0])
    yield REFUND, Fraction(before.refund - after.refund)
    for cause in one.cost:
        yield cause.cause.value, Fraction(-cause.value)


def _per_unit(before: Sales, after: Sales) -> tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]:
    """Price and discount per unit of both periods; where nothing was sold, those of the other one."""
    sides = [one if one.units else None for one in (before, after)]
    first, last = sides[0] or sides[1], sides[1] or sides[0]
    if first is None or last is None:
        return (ZERO, ZERO), (ZERO, ZERO)
    prices = (Fraction(first.gross, first.units), Fraction(last.gross, last.units))
    return prices, (Fraction(first.discount, first.units), Fraction(last.discount, last.units))


def _unitless(before: Sales, after: Sales) -> Fraction:
    """Revenue of a period whose units cancel out, such as a sale taken back: it has no price."""
    loose = [0 if one.units else one.gross - one.discount for one in (before, after)]
    return Fraction(loose[1] - loose[0])
