"""Costed again: of rows that follow each other the first costing has those that it notes."""

from __future__ import annotations

from collections.abc import Sequence

from tieout.core.account import account_key
from tieout.core.lot import CostedStep, Part, Revalued, Take
from tieout.costing.costed_again import first_costing
from tieout.costing.late_again import LATE_COST
from tieout.costing.shelf import LATE

STOCK = account_key("inventory_raw")


def late(lot: int, sink: int, value: int) -> Take:
    return Take(lot=lot, sink=sink, quantity=0, value=value, role=LATE, weight=0, whole=0)


def kept(lot: int, value: int) -> Revalued:
    return Revalued(lot=lot, value=value, why=LATE_COST)


def step(noted: int, takes: Sequence[Take], revalued: Sequence[Revalued]) -> CostedStep:
    return CostedStep("bill", [], takes, revalued, lambda: [Part("price_difference", noted, STOCK)])


def test_a_bill_and_its_taking_back_are_told_apart() -> None:
    """5 came to lot 1 and stayed; taken back, 5 leave it again."""
    found = first_costing(step(5, [], [kept(1, 5), kept(1, -5)]))
    assert found.revalued == [kept(1, 5)]


def test_what_went_on_is_of_the_costing_whose_lots_it_leaves_even() -> None:
    """Of 9 that came to lot 1, 6 went on to 2 and 2 of those to 3; then all of it the other way."""
    there = [late(1, 2, 6), late(2, 3, 2)]
    back = [late(1, 2, -6), late(2, 3, -2)]
    came = [kept(1, 3), kept(2, 4), kept(3, 2)]
    went = [kept(1, -3), kept(2, -4), kept(3, -2)]
    found = first_costing(step(9, [*there, *back], [*came, *went]))
    assert (found.takes, found.revalued) == (there, came)


def test_a_costing_that_notes_no_late_cost_has_none() -> None:
    takes = [Take(lot=1, sink=2, quantity=3, value=30, role="sold", weight=0, whole=0)]
    found = first_costing(CostedStep("sale", [], takes, [kept(2, 7)], list))
    assert (found.takes, found.revalued) == (takes, [])


def test_rows_that_come_to_nothing_noted_stay_together() -> None:
    whole = step(5, [], [kept(1, 4), kept(1, 3)])
    assert first_costing(whole) == whole
