"""Standard cost: stock stands at what its item is expected to cost; the rest is a variance at once.

The variance of a run is told by cause: the price of its materials, how much it used of them, the rate
and the efficiency of labour, overhead, and what the standard differs from the bill of materials.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from tieout.core.account import AccountKey, account_key
from tieout.core.event import Item, ProductionCompleted
from tieout.core.event.master import BomVersion
from tieout.core.lot import Part
from tieout.core.scaled import half_even
from tieout.costing.method import STANDARD
from tieout.costing.taking import Work, unit_value

CHANGED: Final = "standard_cost"
"""The reason for which stock is revalued when a standard changes."""

REST: Final = "other"


def variance(cause: str) -> AccountKey:
    """The account of what a run cost beyond its standard, for one cause."""
    return account_key("production_variance", cause=cause)


def restate(work: Work, item: Item) -> None:
    """Bring what is on hand, and what is short, to the standard now in effect.

    Dr/Cr inventory_adjustment(standard_cost) against inventory, lot by lot.
    """
    for location in sorted(work.master.locations):
        for lot in list(work.shelf.layers(item.item, location)):
            if lot.layer == STANDARD and lot.quantity:
                change = work.shelved(lot.item, location, lot.quantity, lot.value) - lot.value
                if change:
                    work.shelf.revalue(lot, change, CHANGED)
                    work.part("lost", -change, lot.account, item=lot.item)
                    work.part("adjusted", -change, reason=CHANGED, item=lot.item)


class Used(NamedTuple):
    """What a run took of an item: units (10⁻⁶) and their actual value (10⁻⁸ home units)."""

    units: int
    value: int


def used_by(work: Work, event: ProductionCompleted, parts: Sequence[Part]) -> dict[str, Used]:
    """What the run took of every item, from its lines and the cost noted for them.

    A component that is not stocked took what its line states, else its standard cost.
    """
    found: dict[str, Used] = {}
    for line in event.consumed:
        known = found.get(line.item, Used(0, 0))
        stated = int(line.value or 0)
        if line.value is None and not work.master.is_stocked(line.item):
            unit = unit_value(work.master.standard_cost(line.item) or Decimal(0))
            stated = half_even(unit.numerator * line.quantity, unit.denominator)
        found[line.item] = Used(known.units + line.quantity, known.value + stated)
    for part in parts:
        if part.name == "consumed":
            known = found.get(part.item, Used(0, 0))
            found[part.item] = Used(known.units, known.value + part.value)
    return found


def causes(work: Work, event: ProductionCompleted, good: int, whole: int) -> list[tuple[str, int]]:
    """A run's cost beyond its standard by cause, in 10⁻⁸ home units; the rest, so that all is told, last.

    Without a bill of materials in effect nothing says what the run should have used.
    """
    main = next(output.item for output in event.outputs if output.role == "main")
    recipe = work.master.recipe(main, event.date, event.bom)
    found: dict[str, Fraction] = {}
    if recipe is not None:
        for cause, value in _told(work, event, recipe, good):
            found[cause] = found.get(cause, Fraction(0)) + value
    parts = [(cause, half_even(value.numerator, value.denominator)) for cause, value in found.items()]
    rest = whole - sum(value for _, value in parts)
    return [(cause, value) for cause, value in (*parts, (REST, rest)) if value]


def _told(
    work: Work, event: ProductionCompleted, recipe: BomVersion, good: int
) -> Iterator[tuple[str, Fraction]]:
    outputs = Fraction(good) / (Fraction(recipe.output_quantity) * Fraction(recipe.expected_yield or 1))
    yield from _materials(work, recipe, outputs, used_by(work, event, work.parts))
    in_progress = sum(part.value for part in work.parts if part.name == "progress_used")
    yield "usage", Fraction(in_progress)
    if recipe.labour is not None:
        yield from _labour(event, recipe, outputs)
    if recipe.overhead is not None:
        yield "overhead", event.overhead - recipe.overhead * outputs


def _materials(
    work: Work, recipe: BomVersion, outputs: Fraction, used: Mapping[str, Used]
) -> Iterator[tuple[str, Fraction]]:
    """Price: units used × (actual − standard cost); usage: (used − expected) × standard cost.

    An item that states no standard cost has no price variance: its units count at what they cost.
    """
    expected: dict[str, Fraction] = {}
    for part in recipe.components:
        expected[part.item] = expected.get(part.item, Fraction(0)) + part.quantity * outputs
    for item in {**expected, **used}:
        units, value = used.get(item, Used(0, 0))
        stated = work.master.standard_cost(item)
        unit = unit_value(stated) if stated is not None else Fraction(value, units or 1)
        yield "price", value - units * unit
        yield "usage", (units - expected.get(item, Fraction(0))) * unit


def _labour(
    event: ProductionCompleted, recipe: BomVersion, outputs: Fraction
) -> Iterator[tuple[str, Fraction]]:
    """Rate: what the hours worked cost beyond the expected rate; efficiency: hours beyond the expected.

    Without hours on both sides all of it is rate.
    """
    expected = (recipe.labour or 0) * outputs
    if not recipe.labour_hours or event.labour_hours is None:
        yield "labour_rate", event.labour - expected
        return
    rate = Fraction(recipe.labour or 0, recipe.labour_hours)
    yield "labour_rate", event.labour - event.labour_hours * rate
    yield "labour_efficiency", event.labour_hours * rate - expected
