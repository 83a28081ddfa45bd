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
