"""Drivers: the figures of a pool, per unit, each with its cause."""

from __future__ import annotations

from fractions import Fraction

from tieout.insight.cause import Cause
from tieout.insight.drivers import CAUSES, Drivers, Key
from tieout.insight.pool import MADE, Pool, Source

BOUGHT = Source("bought", "S1", "EUR")


def bread() -> Pool:
    """Ten loaves of 12 kg flour (asked: 11) at 2.00 EUR, 1.5 USD to the euro; twelve loaves begun."""
    pool = Pool("BREAD")
    made = pool.supply(MADE)
    made.units, made.started, made.labour = Fraction(10), Fraction(12), Fraction(24)
    made.used["FLOUR"], made.standard["FLOUR"], made.beside["SALT"] = (
        Fraction(12),
        Fraction(11),
        Fraction(1),
    )
    made.note("used FLOUR", "run", "R-1", Fraction(12), Fraction(0))
    flour = pool.materials.setdefault("FLOUR", Pool("FLOUR")).supply(BOUGHT)
    flour.units, flour.amount, flour.base, flour.landed = map(Fraction, (12, 24, 36, 6))
    return pool


def test_every_figure_is_per_unit() -> None:
    found = Drivers(bread()).values
    assert found[Key((), MADE, "share")] == 1
    assert found[Key((), MADE, "standard", "FLOUR")] == Fraction(11, 10)
    assert round(found[Key((), MADE, "usage", "FLOUR")], 12) == round(Fraction(12, 11), 12)
    assert found[Key((), MADE, "beside", "SALT")] == Fraction(1, 10)
    assert found[Key((), MADE, "begun")] == Fraction(6, 5)
    assert found[Key((), MADE, "labour")] == 2
    assert found[Key(("FLOUR",), BOUGHT, "price")] == 2
    assert found[Key(("FLOUR",), BOUGHT, "rate")] == Fraction(3, 2)
    assert found[Key(("FLOUR",), BOUGHT, "landed")] == Fraction(1, 2)


def test_every_figure_has_a_cause_and_its_evidence() -> None:
    drivers = Drivers(bread())
    assert {key.name for key in drivers.values} <= set(CAUSES)
    assert set(CAUSES.values()) == set(Cause) - {Cause.VOLUME, Cause.PRIOR}
    [run] = drivers.evidence(Key((), MADE, "usage", "FLOUR"))
    assert (run.kind, run.name, int(run.units)) == ("run", "R-1", 12)
    assert drivers.evidence(Key(("NUTS",), BOUGHT, "price")) == ()


def test_a_pool_of_nothing_has_no_drivers() -> None:
    assert Drivers(Pool("BREAD")).values == {}
