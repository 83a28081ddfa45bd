"""Pool: what went into units sums up to their value; evidence stands under its figure."""

from __future__ import annotations

from fractions import Fraction

from tieout.insight.pool import GRAIN, MADE, Pool, Source, fine


def test_a_pool_is_worth_what_went_into_it_materials_included() -> None:
    pool = Pool("BREAD")
    made = pool.supply(MADE)
    made.units, made.labour, made.by_products = Fraction(10), Fraction(30), Fraction(5)
    flour = pool.materials.setdefault("FLOUR", Pool("FLOUR"))
    flour.supply(Source("bought", "S1", "USD")).base = Fraction(100)
    pool.revalued.other = Fraction(-2)
    assert pool.units == 10
    assert pool.value() == 30 - 5 + 100 - 2
    assert [path for path, _ in pool.walk()] == [(), ("FLOUR",)]


def test_the_evidence_of_a_figure_is_summed_and_sorted_by_value() -> None:
    supply = Pool("FLOUR").supply(Source("bought", "S1", "USD"))
    for name, value in (("GR-1", 3), ("GR-2", -9), ("GR-1", 2)):
        supply.note("base", "goods_received", name, Fraction(1), Fraction(value))
    supply.note("landed", "landed_cost_billed", "LC-1", Fraction(0), Fraction(1))
    found = supply.shown("base")
    assert [(one.name, int(one.units), int(one.value)) for one in found] == [
        ("GR-2", 1, -9),
        ("GR-1", 2, 5),
    ]


def test_a_value_at_the_grain_is_off_by_less_than_a_grain() -> None:
    third = Fraction(1, 3)
    assert abs(fine(third) - third) < Fraction(1, GRAIN)
    assert fine(Fraction(7)) == 7


def test_a_source_is_said_in_words() -> None:
    assert [str(Source("bought", "S1", "EUR")), str(MADE)] == ["bought S1 EUR", "made"]


def test_a_kind_of_fact_is_said_without_underlines_and_a_supplier_as_it_is() -> None:
    assert str(Source("stated", "opening_stock")) == "stated opening stock"
    assert str(Source("bought", "S_1", "EUR")) == "bought S_1 EUR"
