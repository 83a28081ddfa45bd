"""Drivers: the figures a pool's unit cost is computed from, each with the cause it belongs to.

unit cost = Σ sources share × unit cost of the source + write-ups and write-downs
bought    = price × exchange rate + landed cost
made      = Σ items (BOM quantity × usage + quantity beside the BOM) × unit cost of the item
            + (labour + overhead + suppliers' work) per unit begun × units begun per good unit − by-products
stated    = its stated cost
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from tieout.insight.cause import Cause
from tieout.insight.pool import ZERO, Evidence, Pool, Source, Supply, fine

Path = tuple[str, ...]


class Key(NamedTuple):
    """One driver: of a source of a pool; `item` is the material it is about."""

    path: Path
    source: Source
    name: str
    item: str = ""


REVALUED: Final = Source("stated", "revalued")
"""The place of what write-ups and write-downs made of a unit."""

CAUSES: Final[dict[str, Cause]] = {
    "share": Cause.SOURCING,
    "standard": Cause.BOM,
    "usage": Cause.USAGE,
    "beside": Cause.USAGE,
    "begun": Cause.USAGE,
    "by-products": Cause.USAGE,
    "price": Cause.PRICE,
    "rate": Cause.EXCHANGE,
    "landed": Cause.LANDED,
    "labour": Cause.LABOUR,
    "overhead": Cause.OVERHEAD,
    "stated": Cause.OTHER,
    "revalued": Cause.OTHER,
}
_FIGURE: Final = {"price": "base", "rate": "base", "stated": "base", "begun": "made", "share": "made"}
_OF_ITEM: Final = {"standard": "standard", "usage": "used", "beside": "beside"}
"""Under which name the evidence of a material's figures is noted."""


class Drivers:
    """The drivers of one pool, with their evidence; `nodes` and `sources` say what there was."""

    def __init__(self, pool: Pool) -> None:
        """Work them out."""
        self.values: dict[Key, Fraction] = {}
        self.nodes: set[Path] = set()
        self.sources: set[tuple[Path, Source]] = set()
        self._pools: dict[Path, Pool] = {}
        for path, one in pool.walk():
            units = one.units
            if units:
                self.nodes.add(path)
                self._pools[path] = one
                self._node(path, one, units)

    def _node(self, path: Path, pool: Pool, units: Fraction) -> None:
        self.sources.add((path, REVALUED))
        self.values[Key(path, REVALUED, "revalued")] = fine(pool.revalued.other / units)
        for source, supply in pool.sources.items():
            if supply.units:
                self.sources.add((path, source))
                self.values[Key(path, source, "share")] = fine(supply.units / units)
                for name, item, value in _figures(source, supply):
                    self.values[Key(path, source, name, item)] = fine(value)

    def evidence(self, key: Key) -> tuple[Evidence, ...]:
        """Where a driver comes from: receipts and bills, runs, versions of the BOM."""
        pool = self._pools.get(key.path)
        if pool is None:
            return ()
        if key.source == REVALUED:
            return pool.revalued.shown("other")
        supply = pool.sources.get(key.source)
        if supply is None:
            return ()
        if key.name in _OF_ITEM:
            return supply.shown(f"{_OF_ITEM[key.name]} {key.item}")
        figure = _FIGURE.get(key.name, key.name)
        return supply.shown(figure) or supply.shown("base")


def _figures(source: Source, supply: Supply) -> Iterator[tuple[str, str, Fraction]]:
    """The drivers of one source: (name, material, per unit)."""
    units = supply.units
    if source.what == "bought":
        yield "price", "", supply.amount / units
        yield "rate", "", supply.base / supply.amount if supply.amount else Fraction(1)
        yield "landed", "", supply.landed / units
    elif source.what == "stated":
        yield "stated", "", supply.base / units
    else:
        yield from _made(supply)


def _made(supply: Supply) -> Iterator[tuple[str, str, Fraction]]:
    for item in sorted({*supply.standard, *supply.used, *supply.beside}):
        asked, beside = supply.standard.get(item, ZERO), supply.beside.get(item, ZERO)
        if asked:
            yield "standard", item, asked / supply.units
            yield "usage", item, supply.used.get(item, ZERO) / asked
        if beside:
            yield "beside", item, beside / supply.units
    begun = supply.started or supply.units
    yield "begun", "", begun / supply.units
    yield "landed", "", supply.landed / begun
    yield "labour", "", supply.labour / begun
    yield "overhead", "", supply.overhead / begun
    yield "by-products", "", supply.by_products / supply.units


NEUTRAL: Final = {"usage": Fraction(1), "rate": Fraction(1), "begun": Fraction(1)}
"""What a driver is where its source exists and does not state it; any other is then zero."""
