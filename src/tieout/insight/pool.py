"""Pool: units of one item with all that went into them, source by source, down to what was bought.

A source is how the units came: bought of a supplier, made by runs, or at a stated value. Made units
hold a pool of each material; so a pool is the exploded bill of what really happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, NamedTuple

GRAIN: Final = 10**18
"""Attributed quantities and values are kept in this part of a micro-unit or quantum."""

ZERO: Final = Fraction(0)


def fine(value: Fraction) -> Fraction:
    """A value at the grain: exact enough that a million of them are far below a quantum."""
    return Fraction(round(value * GRAIN), GRAIN)


class Source(NamedTuple):
    """How units came: `bought` of a supplier, `made` by runs, `stated` by a kind of fact."""

    what: str
    name: str = ""
    currency: str = ""

    def __str__(self) -> str:
        """As a person says it."""
        name = self.name.replace("_", " ") if self.what == "stated" else self.name
        return " ".join(part for part in (self.what, name, self.currency) if part)


MADE: Final = Source("made")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A document or run behind a figure: units (10⁻⁶) and value (10⁻⁸ home units) attributed to it."""

    kind: str
    name: str
    units: Fraction
    value: Fraction


@dataclass(slots=True)
class Supply:
    """What one source gave to a pool: units, and their value by what it is made of.

    `amount` is the price in the supplier's currency and `base` the same in home currency, both with
    price differences of bills; `landed`; of a stated source `base` alone. Of made units
    `standard`, `used` and `beside` are quantities per item, `started` the units the runs began with:
    `used` of what a run's BOM asks for, `beside` of what it does not.
    """

    units: Fraction = ZERO
    amount: Fraction = ZERO
    base: Fraction = ZERO
    landed: Fraction = ZERO
    other: Fraction = ZERO
    labour: Fraction = ZERO
    overhead: Fraction = ZERO
    by_products: Fraction = ZERO
    started: Fraction = ZERO
    standard: dict[str, Fraction] = field(default_factory=dict)
    used: dict[str, Fraction] = field(default_factory=dict)
    beside: dict[str, Fraction] = field(default_factory=dict)
    evidence: dict[tuple[str, str, str], list[Fraction]] = field(default_factory=dict)

    def add(self, name: str, value: Fraction) -> None:
        """Add to one of the figures."""
        setattr(self, name, getattr(self, name) + value)

    def note(self, figure: str, kind: str, name: str, units: Fraction, value: Fraction) -> None:
        """Note which document or run brought part of a figure."""
        known = self.evidence.setdefault((figure, kind, name), [ZERO, ZERO])
        known[0] += units
        known[1] += value

    def shown(self, figure: str) -> tuple[Evidence, ...]:
        """The evidence of a figure, the largest value first."""
        found = [
            Evidence(kind=kind, name=name, units=units, value=value)
            for (of, kind, name), (units, value) in self.evidence.items()
            if of == figure
        ]
        return tuple(sorted(found, key=lambda one: (-abs(one.value), one.kind, one.name)))

    def own_value(self) -> Fraction:
        """Its value without that of its materials, in 10⁻⁸ home units."""
        return self.base + self.landed + self.labour + self.overhead - self.by_products


@dataclass(slots=True)
class Pool:
    """Units of one item: its sources, the pools of what was used to make them, and write-ups and -downs."""

    item: str
    revalued: Supply = field(default_factory=Supply)
    sources: dict[Source, Supply] = field(default_factory=dict)
    materials: dict[str, Pool] = field(default_factory=dict)

    def supply(self, source: Source) -> Supply:
        """What a source gave, from nothing where it gave nothing yet."""
        return self.sources.setdefault(source, Supply())

    @property
    def units(self) -> Fraction:
        """Units of all sources, 10⁻⁶."""
        return sum((supply.units for supply in self.sources.values()), ZERO)

    def value(self) -> Fraction:
        """Its value, materials included, in 10⁻⁸ home units."""
        own = sum((supply.own_value() for supply in self.sources.values()), self.revalued.other)
        return own + sum((pool.value() for pool in self.materials.values()), ZERO)

    def walk(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Pool]]:
        """This pool and every pool below it, each with the items on the way."""
        yield path, self
        for item in sorted(self.materials):
            yield from self.materials[item].walk((*path, item))
