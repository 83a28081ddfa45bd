"""Leaf: where a cost ends when it is followed back: a receipt, a bill's difference, freight, labour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from tieout.insight.pool import ZERO, Pool, Source, Supply
from tieout.insight.substitution import apportioned

KINDS: Final = {"base": "material", "landed": "landed cost", "labour": "labour", "overhead": "overhead"}
ROUNDING: Final = "rounding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One end of a cost: `value` in 10⁻⁸ home units, `units` in 10⁻⁶ of `item` where it has any.

    `kind` says what it is (material, price difference, landed cost, labour, overhead, by-products,
    write-up or write-down, late cost, rounding), `fact` and `name` what brought it; `path` are the items
    made of it, the sold one first.
    """

    kind: str
    fact: str
    name: str
    item: str = ""
    path: tuple[str, ...] = ()
    units: int = 0
    value: int = 0


Loose = tuple[Leaf, Fraction]
"""A leaf, and its exact value before rounding."""


def leaves_of(pool: Pool, sign: int = 1) -> Iterator[Loose]:
    """Every end of what went into a pool; `sign` −1 where its units came back."""
    for path, one in pool.walk():
        way = (pool.item, *path)
        for evidence in one.revalued.shown("other"):
            leaf = Leaf(
                kind="write-up or write-down", fact=evidence.kind, name=evidence.name, item=one.item
            )
            yield _at(leaf, way, ZERO), sign * evidence.value
        for source, supply in one.sources.items():
            yield from _of_source(one.item, way, source, supply, sign)


def _of_source(
    item: str, way: tuple[str, ...], source: Source, supply: Supply, sign: int
) -> Iterator[Loose]:
    for figure in ("base", "landed", "labour", "overhead", "by-products"):
        for one in supply.shown(figure):
            kind = KINDS.get(figure, figure)
            if figure == "base" and source.what == "stated":
                kind = "stated cost"
            elif figure == "base" and not one.units:
                kind = "price difference"
            if one.value or one.units:
                leaf = Leaf(kind=kind, fact=one.kind, name=one.name, item=item)
                yield _at(leaf, way, sign * one.units), sign * one.value


def _at(leaf: Leaf, way: tuple[str, ...], units: Fraction) -> Leaf:
    return Leaf(
        kind=leaf.kind, fact=leaf.fact, name=leaf.name, item=leaf.item, path=way, units=round(units)
    )


def settled(leaves: Sequence[Loose], whole: int) -> tuple[Leaf, ...]:
    """Leaves in whole quanta that sum to `whole`; what they differ by is rounding, the last one."""
    rest = whole - sum((value for _, value in leaves), ZERO)
    rounding = Leaf(kind=ROUNDING, fact="", name="")
    every = [*leaves, (rounding, rest)]
    values = apportioned([value for _, value in every])
    found = [
        Leaf(
            kind=leaf.kind,
            fact=leaf.fact,
            name=leaf.name,
            item=leaf.item,
            path=leaf.path,
            units=leaf.units,
            value=value,
        )
        for (leaf, _), value in zip(every, values, strict=True)
    ]
    kept = [leaf for leaf in found[:-1] if leaf.value or leaf.units]
    kept.sort(key=lambda leaf: (-abs(leaf.value), leaf.kind, leaf.fact, leaf.name, leaf.path))
    return (*kept, *(leaf for leaf in found[-1:] if leaf.value))
