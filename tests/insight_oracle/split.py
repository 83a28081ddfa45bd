"""Split: a change of cost by cause, by the order of substitution of docs/howto/explain.md.

A unit's cost is computed eleven times, each time with one more cause's figures of the second period.
"""

from __future__ import annotations

from collections.abc import Set
from fractions import Fraction

from tests.insight_oracle.ledger import Cost
from tests.insight_oracle.pool import ZERO, Bought, Made, Material, Pool, Stated

ORDER = (
    "sourcing mix",
    "BOM change",
    "usage and yield",
    "supplier price",
    "exchange rate",
    "landed cost",
    "labour",
    "overhead",
    "other",
)
"""The causes of a unit's cost, as the page numbers them: 2 to 10."""


def causes_of(old: Cost, new: Cost) -> dict[str, Fraction]:
    """What each cause changed of the whole, those of no effect left out."""
    found = {"prior-period adjustments": new.prior - old.prior}
    was, now = old.pool.units, new.pool.units
    if not was or not now:
        volume = new.pool.value() - old.pool.value()
    else:
        costs = [unit_cost(old.pool, new.pool, set(ORDER[:place])) for place in range(len(ORDER) + 1)]
        assert costs[0] * was == old.pool.value()
        assert costs[-1] * now == new.pool.value()
        volume = (now - was) * costs[0]
        for place, cause in enumerate(ORDER):
            found[cause] = now * (costs[place + 1] - costs[place])
    found["other"] = found.get("other", ZERO) + new.absent - old.absent
    found["volume"] = volume + new.returns - old.returns
    return {cause: value for cause, value in found.items() if value}


def unit_cost(old: Pool | None, new: Pool | None, now: Set[str]) -> Fraction:
    """What a unit costs by the second period's figures of the causes `now`, else by the first's."""
    if old is None or new is None or not old.units or not new.units:
        pool = new if old is None or not old.units else old
        return pool.value() / pool.units if pool is not None and pool.units else ZERO
    cost = (new if "other" in now else old).written / (new if "other" in now else old).units
    shares = new if "sourcing mix" in now else old
    for key in old.sources.keys() | new.sources.keys():
        if key in shares.sources:
            share = shares.sources[key].units / shares.units
            cost += share * _source(old.sources.get(key), new.sources.get(key), now)
    return cost


def _source(
    old: Bought | Made | Stated | None, new: Bought | Made | Stated | None, now: Set[str]
) -> Fraction:
    old, new = old or new, new or old
    if isinstance(old, Bought) and isinstance(new, Bought):
        priced, rated, carried = (
            new if cause in now else old for cause in ("supplier price", "exchange rate", "landed cost")
        )
        rate = rated.home / rated.foreign if rated.foreign else ZERO
        return priced.foreign / priced.units * rate + carried.landed / carried.units
    if isinstance(old, Stated) and isinstance(new, Stated):
        stated = new if "other" in now else old
        return stated.value / stated.units
    assert isinstance(old, Made)
    assert isinstance(new, Made)
    return _made(old, new, now)


def _made(old: Made, new: Made, now: Set[str]) -> Fraction:
    begun, work, labour, overhead = (
        new if cause in now else old for cause in ("usage and yield", "landed cost", "labour", "overhead")
    )
    each = work.landed / work.begun + labour.labour / labour.begun + overhead.overhead / overhead.begun
    cost = begun.begun / begun.units * each
    cost -= begun.by_products / begun.units
    for item in old.materials.keys() | new.materials.keys():
        was, will = old.materials.get(item, Material()), new.materials.get(item, Material())
        bom = (will.asked / new.units) if "BOM change" in now else (was.asked / old.units)
        loose = (will.beside / new.units) if "usage and yield" in now else (was.beside / old.units)
        quantity = bom * _usage(was, will, now) + loose
        if quantity:
            cost += quantity * unit_cost(was.pool, will.pool, now)
    return cost


def _usage(old: Material, new: Material, now: Set[str]) -> Fraction:
    """Used ÷ asked; where only one period asks, that period's."""
    one = new if "usage and yield" in now else old
    one = one if one.asked else (old if one is new else new)
    return one.used / one.asked if one.asked else ZERO
