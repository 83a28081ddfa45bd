"""Reversal: the same lines on the other sides, in the open period, linked by its memo."""

from __future__ import annotations

from datetime import date

from tests.posting.test_sealing import both, entry
from tieout.core.ids import EventId
from tieout.core.period import Periods
from tieout.posting.reversal import reversals_of


def test_a_reversal_swaps_the_sides_and_stands_in_an_open_period() -> None:
    one = entry("a", *both(5))
    (back,) = reversals_of(one, EventId("later"), Periods(closed_through=date(2026, 3, 31)), "USD")
    assert [(line.side, line.account, line.minor) for line in back.lines] == [
        (line.side.other(), line.account, line.minor) for line in one.lines
    ]
    assert back.day == date(2026, 4, 1)
    assert back.memo.startswith(f"reverses entry {one.id}")
    assert back.event == "later"
