"""The scenarios of bills notice faults planted into the matching of receipts and bills.

Each fault is one wrong line of the engine, put there while the scenarios of `bills.md` are played: at
least one of them must then tell something else than is written.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from tests.scenarios.scenario import play, read
from tieout.core.match import Match, MatchFact
from tieout.costing import matching, price_difference
from tieout.costing.late import shares
from tieout.costing.matching import Claim
from tieout.cycle import chunk, matches
from tieout.cycle import matching as settling

BILLS: Final = Path(__file__).parent / "procure_to_pay" / "bills.md"
Patch = pytest.MonkeyPatch
FAULTS: Final[dict[str, Callable[[Patch], None]]] = {}


def fault(plant: Callable[[Patch], None]) -> Callable[[Patch], None]:
    FAULTS[plant.__name__] = plant
    return plant


def without(patch: Patch, *kinds: str) -> None:
    """Matching overlooks facts of these kinds."""
    whole = matching.match_of

    def some(facts: list[MatchFact], *more: Any) -> Match:
        return whole([one for one in facts if one.kind not in kinds], *more)

    for module in (matching, matches):
        patch.setattr(module, "match_of", some)


@fault
def a_second_bill_is_overlooked(patch: Patch) -> None:
    whole = matching.match_of

    def first(facts: list[MatchFact], *more: Any) -> Match:
        bills = [one for one in facts if one.kind == "billed"]
        return whole([one for one in facts if one not in bills[1:]], *more)

    patch.setattr(matches, "match_of", first)


@fault
def credits_are_overlooked(patch: Patch) -> None:
    without(patch, "credited")


@fault
def credits_of_the_price_are_overlooked(patch: Patch) -> None:
    without(patch, "credited without quantity")


@fault
def returns_are_overlooked(patch: Patch) -> None:
    without(patch, "returned")


@fault
def what_is_taken_back_still_counts(patch: Patch) -> None:
    without(patch, "taken back")


@fault
def closing_closes_nothing(patch: Patch) -> None:
    without(patch, "closed")


@fault
def a_credit_takes_back_what_was_billed_first(patch: Patch) -> None:
    last = matching._taken_last

    def first(bills: list[Claim], units: int) -> Claim:
        bills.reverse()
        taken = last(bills, units)
        bills.reverse()
        return taken

    patch.setattr(matching, "_taken_last", first)


@fault
def the_bill_s_own_rate_prices_the_goods(patch: Patch) -> None:
    patch.setattr(matching._Line, "_claim", lambda _, fact, units: Claim(units, fact.value, fact.value))


@fault
def units_sent_back_take_part(patch: Patch) -> None:
    patch.setattr(price_difference, "sent_back", lambda *_: frozenset())


@fault
def every_lot_carries_alike(patch: Patch) -> None:
    patch.setattr(price_difference, "shares", lambda value, weights: shares(value, [1] * len(weights)))


@fault
def what_lots_carry_is_forgotten(patch: Patch) -> None:
    patch.setattr(matches.ChunkMatches, "carries", lambda *_: {})


@fault
def what_was_settled_is_forgotten(patch: Patch) -> None:
    patch.setattr(matches.ChunkMatches, "settled", lambda *_: price_difference.Settled())


@fault
def a_difference_stays_in_grni(patch: Patch) -> None:
    patch.setattr(settling, "settle_lines", lambda *_: None)
    patch.setattr("tieout.cycle.desk.settle_lines", lambda *_: None)


@fault
def nobody_is_told(patch: Patch) -> None:
    patch.setattr(chunk, "keep_match_cases", lambda *_: None)


@fault
def any_price_is_in_order(patch: Patch) -> None:
    patch.setattr(settling, "price_problems", lambda *_: [])


def told_otherwise() -> list[str]:
    """The scenarios whose answers are not those written."""
    return [
        scenario.title
        for scenario in read(BILLS)
        if any(block.lines != answer for block, answer in play(scenario))
    ]


def test_without_a_fault_all_is_as_written() -> None:
    assert told_otherwise() == []


@pytest.mark.parametrize("name", FAULTS)
def test_the_scenarios_notice(name: str, monkeypatch: Patch) -> None:
    FAULTS[name](monkeypatch)
    try:
        found = told_otherwise()
    except Exception as broken:  # noqa: BLE001 - a fault that breaks the run is noticed too
        found = [repr(broken)]
    assert found, name
