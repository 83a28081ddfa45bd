"""Run shares: what each output gets, by role, and what stands at a stated value."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tieout.core.lot import Take
from tieout.costing.run_share import run_shares
from tieout.costing.taking import VARIED

RUN = 1
SHARE = 10**12


def made(sink: int, role: str, weight: int = 0, whole: int = 0, value: int = 0) -> Take:
    return Take(RUN, sink, 0, value, role, weight, whole)


def test_scrap_and_co_products_take_their_part_and_main_outputs_the_rest() -> None:
    """100 less 10 stated; a tenth of 90 is scrap; a quarter of 81 goes beside, half-even; 61 by 1 : 2."""
    takes = [
        made(2, "abnormal", 1, 10),
        made(3, "main", 1),
        made(4, "co_product", SHARE // 4, SHARE),
        made(5, "by_product", value=10),
        made(6, "main", 2),
    ]
    assert run_shares(100, takes, {5: 10}) == [9, 20, 20, 10, 41]


def test_what_units_cost_beyond_their_standard_goes_to_the_variances_after_them() -> None:
    takes = [made(2, "main", 1), made(3, VARIED, value=30), made(4, VARIED, value=1)]
    assert run_shares(100, takes, {2: 60}) == [60, 30, 10]


def test_each_part_of_what_was_taken_apart_has_its_own_variance() -> None:
    takes = [made(2, "main", SHARE // 2), made(3, VARIED), made(4, "main", SHARE // 2), made(5, VARIED)]
    assert run_shares(100, takes, {2: 60, 4: 30}) == [60, -10, 30, 20]


@given(
    st.integers(0, 10**14),
    st.lists(st.sampled_from(["main", "co_product"]), min_size=1, max_size=6),
    st.integers(1, 10**9),
)
def test_nothing_of_the_cost_is_lost(cost: int, roles: list[str], weight: int) -> None:
    takes = [made(2, "main", weight)] + [
        made(3 + place, role, *((SHARE // 8, SHARE) if role == "co_product" else (weight + place, 0)))
        for place, role in enumerate(roles)
    ]
    assert sum(run_shares(cost, takes, {})) == cost
