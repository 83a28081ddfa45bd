"""The documents named behind a figure are those it was worked out from: they add up to it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest

from tests.insight.plant import books_of
from tests.insight_oracle.histories import MONTHS, history
from tieout.core.period import span
from tieout.insight.pool import Pool, Supply
from tieout.insight.sold import period_cost
from tieout.runtime.cogs import sold_lots
from tieout.runtime.history import history_of

CLOSE = Fraction(1, 10**9)
"""Parts are kept at a grain of their own, far below a quantum."""


def off(pool: Pool) -> Iterator[str]:
    """Figures their evidence does not add up to."""
    for path, one in pool.walk():
        for source, supply in one.sources.items():
            for figure, whole, shown in _figures(supply):
                if abs(whole - shown) > CLOSE:
                    yield f"{path} {source} {figure}: {float(whole)}, and by its documents {float(shown)}"


def _figures(supply: Supply) -> Iterator[tuple[str, Fraction, Fraction]]:
    for figure in ("base", "landed", "labour", "overhead"):
        shown = sum((one.value for one in supply.shown(figure)), Fraction(0))
        yield figure, getattr(supply, figure), shown
    taken_off = sum((one.value for one in supply.shown("by-products")), Fraction(0))
    yield "by-products", -supply.by_products, taken_off
    for name, items in (("standard", supply.standard), ("used", supply.used), ("beside", supply.beside)):
        for item, units in items.items():
            yield name, units, sum((one.units for one in supply.shown(f"{name} {item}")), Fraction(0))


@pytest.mark.covers("S002-26")
def test_what_is_named_behind_a_figure_adds_up_to_it() -> None:
    with books_of(*history(1)) as connection:
        for item in ("GRANOLA", "MIX"):
            sold = sold_lots(connection, item)
            stored = history_of(connection, sold)
            for month in MONTHS:
                pool = period_cost(stored, item, span(month), sold).pool
                assert list(off(pool)) == []
                made = [one for _, each in pool.walk() for one in each.sources.values() if one.labour]
                assert made or not pool.units
