"""Reservations: set aside, used up by shipments of their order, given up, cancelled; never below zero."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.acceptance import shop
from tieout.core.event import event_of
from tieout.runtime.reservations import Reservation, reserved, standing_reservations
from tieout.storage.standing_facts import StandingFact


def kept(key: str, day: str, units: int, order: str = "", lot: str = "") -> shop.Fact:
    lines = [{"item": "JAM", "quantity": str(units), "lot": lot}]
    return shop.fact("stock_reserved", key, day, reservation=key, location="MAIN", order=order, lines=lines)


def facts(*told: dict[str, Any]) -> list[StandingFact]:
    return [StandingFact(fact["date"], event_of(fact)) for fact in told]


def left(one: Reservation) -> int:
    return sum(one.left.values()) // 10**6


def test_shipments_of_the_order_use_it_up_oldest_first() -> None:
    told = [
        kept("R-1", "2026-03-01", 3, "SO-1"),
        kept("R-2", "2026-03-02", 3, "SO-1"),
        kept("R-3", "2026-03-02", 3),
    ]
    assert [
        left(one) for one in standing_reservations(facts(*told, shop.shipped("SO-1", "2026-03-03", 4)))
    ] == [*(0, 2, 3)]
    assert [
        left(one) for one in standing_reservations(facts(*told, shop.shipped("SO-2", "2026-03-03", 4)))
    ] == [*(3, 3, 3)]


def test_a_cancelled_order_and_a_release_give_it_back() -> None:
    told = [kept("R-1", "2026-03-01", 3, "SO-1"), kept("R-2", "2026-03-01", 2)]
    cancelled = shop.fact("order_cancelled", "SO-1", "2026-03-04", order="SO-1")
    released = shop.fact("reservation_released", "R-2", "2026-03-05", reservation="R-2")
    found = facts(*told, cancelled, released)
    place = ("JAM", "MAIN", "")
    days = ("2026-03-03", "2026-03-04", "2026-03-05")
    assert [reserved(found, day, by_lot=False).get(place, 0) // 10**6 for day in days] == [5, 2, 0]


def test_by_lot_only_what_names_one() -> None:
    found = facts(kept("R-1", "2026-03-01", 3), kept("R-2", "2026-03-01", 2, lot="L-1"))
    assert reserved(found, "2026-03-01", by_lot=True) == {("JAM", "MAIN", "L-1"): 2_000_000}
    assert reserved(found, "2026-03-01", by_lot=False) == {("JAM", "MAIN", ""): 5_000_000}


@given(kept_units=st.lists(st.integers(1, 5), max_size=4), shipped=st.lists(st.integers(1, 5), max_size=4))
def test_what_is_left_is_never_below_zero_and_nothing_is_lost(
    kept_units: list[int], shipped: list[int]
) -> None:
    told = [kept(f"R-{n}", "2026-03-01", units, "SO-1") for n, units in enumerate(kept_units)]
    told += [shop.shipped("SO-1", "2026-03-02", units) for units in shipped]
    found = standing_reservations(facts(*told))
    assert all(left(one) >= 0 for one in found)
    assert sum(map(left, found)) == max(0, sum(kept_units) - sum(shipped))
