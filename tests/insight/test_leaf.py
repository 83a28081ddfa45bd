"""Leaf: the ends of a pool, and what they lack as rounding."""

from __future__ import annotations

from fractions import Fraction

from tieout.insight.leaf import Leaf, leaves_of, settled
from tieout.insight.pool import MADE, Pool, Source


def bread() -> Pool:
    pool = Pool("BREAD")
    made = pool.supply(MADE)
    made.note("labour", "run", "R-1", Fraction(0), Fraction(7))
    made.note("by-products", "run", "R-1", Fraction(0), Fraction(-2))
    flour = pool.materials.setdefault("FLOUR", Pool("FLOUR"))
    bought = flour.supply(Source("bought", "S1", "USD"))
    bought.note("base", "goods_received", "GR-1/1", Fraction(5), Fraction(10, 3))
    bought.note("base", "bill_approved", "B-1", Fraction(0), Fraction(1))
    flour.supply(Source("stated", "opening_stock")).note(
        "base", "opening_stock", "O", Fraction(1), Fraction(4)
    )
    flour.revalued.note("other", "stock_revalued", "V-1", Fraction(5), Fraction(-1))
    return pool


def test_every_end_is_named_with_its_way() -> None:
    found = {(leaf.kind, leaf.name): (leaf.path, value) for leaf, value in leaves_of(bread())}
    flour, own = ("BREAD", "FLOUR"), ("BREAD",)
    assert found == {
        ("labour", "R-1"): (own, 7),
        ("by-products", "R-1"): (own, -2),
        ("material", "GR-1/1"): (flour, Fraction(10, 3)),
        ("price difference", "B-1"): (flour, 1),
        ("stated cost", "O"): (flour, 4),
        ("write-up or write-down", "V-1"): (flour, -1),
    }
    assert all(value == -found[leaf.kind, leaf.name][1] for leaf, value in leaves_of(bread(), -1))


def test_leaves_in_quanta_sum_to_the_whole() -> None:
    leaves = list(leaves_of(bread()))
    found = settled(leaves, 13)
    assert sum(leaf.value for leaf in found) == 13
    assert found[-1].kind == "rounding"
    one = Leaf(kind="labour", fact="run", name="R-1")
    assert settled([(one, Fraction(5))], 5)[0].value == 5
