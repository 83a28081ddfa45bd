"""Transfers: asked for, decided by somebody else, on the road, arrived."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.acceptance import shop
from tieout.core.event import event_of
from tieout.runtime.transfers import Transfer, standing_transfers
from tieout.storage.standing_facts import StandingFact

TODAY = date(2026, 3, 5)
PLACES = {"transfer": "T-1", "from_location": "MAIN", "to_location": "CELLAR"}
LINES = [{"item": "JAM", "quantity": "2"}]
ASKED = shop.fact("transfer_requested", "T-1", "2026-03-01", **PLACES, requested_by="ann", lines=LINES)
MOVED = shop.fact("stock_transferred", "T-1", "2026-03-03", **PLACES, arrived="2026-03-06", lines=LINES)


def decided(decision: str, by: str = "bob") -> shop.Fact:
    fields = {"transfer": "T-1", "decision": decision, "decided_by": by}
    return shop.fact("transfer_decided", "T-1", "2026-03-02", **fields)


def standing(*facts: dict[str, Any]) -> Transfer:
    [found] = standing_transfers(StandingFact(fact["date"], event_of(fact)) for fact in facts)
    return found


@pytest.mark.covers("S002-32")
def test_a_transfer_from_its_request_to_its_arrival() -> None:
    assert standing(ASKED).status(TODAY) == "requested"
    assert standing(ASKED, decided("refused")).status(TODAY) == "refused"
    assert standing(ASKED, decided("approved")).status(TODAY) == "approved"
    moved = standing(ASKED, decided("approved"), MOVED)
    assert (moved.status(TODAY), moved.status(date(2026, 3, 6))) == ("on the road", "arrived")
    assert (moved.asked, moved.moved, moved.unapproved) == ({"JAM": 2_000_000}, {"JAM": 2_000_000}, False)


@pytest.mark.parametrize("decision", [None, decided("refused"), decided("approved", "ann")])
def test_goods_that_moved_without_the_word_of_another_are_shown(decision: shop.Fact | None) -> None:
    assert standing(*([ASKED, decision] if decision else [ASKED]), MOVED).unapproved
    assert not standing(MOVED).unapproved


DISPATCHED = shop.fact("transfer_dispatched", "T-1", "2026-03-03", **PLACES, lines=LINES)


def off_the_road(kind: str, day: str, units: str) -> shop.Fact:
    place = {"to_location": "CELLAR"} if kind == "transfer_arrived" else {}
    lines = [{"item": "JAM", "quantity": units}]
    return shop.fact(kind, f"{kind} {day}", day, transfer="T-1", lines=lines, **place)


@pytest.mark.covers("S002-32")
def test_goods_of_unknown_arrival_from_their_dispatch_to_the_end_of_each() -> None:
    day = date(2026, 3, 20)
    sent = standing(ASKED, decided("approved"), DISPATCHED)
    assert (sent.status(day), sent.in_transit(day), sent.unapproved) == (
        "on the road",
        {"JAM": 2_000_000},
        False,
    )
    assert (sent.due, sent.age_days(day), sent.overdue_days(day)) == ("2026-03-17", 17, 3)
    some = standing(DISPATCHED, off_the_road("transfer_arrived", "2026-03-05", "1.5"))
    assert (some.status(day), some.in_transit(day)) == ("partly arrived", {"JAM": 500_000})
    came = off_the_road("transfer_arrived", "2026-03-05", "1")
    gone = off_the_road("transfer_lost", "2026-03-19", "1")
    short = standing(came, DISPATCHED, gone)
    assert (short.status(day), short.in_transit(day), short.overdue_days(day)) == ("arrived short", {}, 0)
    assert standing(DISPATCHED, off_the_road("transfer_lost", "2026-03-19", "2")).status(day) == "lost"
    assert (
        standing(DISPATCHED, off_the_road("transfer_arrived", "2026-03-19", "2")).status(day) == "arrived"
    )


def test_a_day_of_arrival_that_was_known_is_never_late() -> None:
    moved = standing(MOVED)
    assert moved.in_transit(TODAY) == {"JAM": 2_000_000}
    assert (moved.age_days(TODAY), moved.overdue_days(date(2026, 4, 30))) == (2, 0)
