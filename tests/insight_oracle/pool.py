"""Pool: units of one item and, per unit, the figures of docs/howto/explain.md they cost what they do by.

All in exact fractions of the home currency, of a supplier's currency and of units.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

ZERO = Fraction(0)


@dataclass
class Bought:
    """Units of one supplier in one currency: their price in it, the same at receipts' rates, freight."""

    units: Fraction = ZERO
    foreign: Fraction = ZERO
    home: Fraction = ZERO
    landed: Fraction = ZERO


@dataclass
class Material:
    """What runs were asked to use of an item, what of that they used, and what no BOM asked for."""

    asked: Fraction = ZERO
    used: Fraction = ZERO
    beside: Fraction = ZERO
    pool: Pool = field(default_factory=lambda: Pool())


@dataclass
class Made:
    """Units made: units begun for them, labour, overhead, others' work, by-products, materials by item."""

    units: Fraction = ZERO
    begun: Fraction = ZERO
    landed: Fraction = ZERO
    labour: Fraction = ZERO
    overhead: Fraction = ZERO
    by_products: Fraction = ZERO
    materials: dict[str, Material] = field(default_factory=dict)


@dataclass
class Stated:
    """Units at a stated value."""

    units: Fraction = ZERO
    value: Fraction = ZERO


@dataclass
class Pool:
    """Units, by the way they came; `written` is what was written up or down of them."""

    units: Fraction = ZERO
    written: Fraction = ZERO
    sources: dict[tuple[str, ...], Bought | Made | Stated] = field(default_factory=dict)

    def value(self) -> Fraction:
        """What all of it cost."""
        return self.written + sum((worth(source) for source in self.sources.values()), ZERO)


def worth(source: Bought | Made | Stated) -> Fraction:
    """What a source's units cost."""
    if isinstance(source, Bought):
        return source.home + source.landed
    if isinstance(source, Stated):
        return source.value
    used = sum((one.pool.value() for one in source.materials.values()), ZERO)
    return used + source.landed + source.labour + source.overhead - source.by_products
