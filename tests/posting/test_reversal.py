"""Reversal: the same lines on the other sides, in the open period, linked by its memo."""

from __future__ import annotations

from datetime import date

from tests.posting.test_sealing import both, entry
from tieout.core.account import AccountKey
from tieout.core.entry import Line, Side
from tieout.core.ids import EventId
from tieout.core.period import Periods
from tieout.posting.cents import Pins
from tieout.posting.reversal import repinned, reversals_of


def test_a_reversal_swaps_the_sides_and_stands_in_an_open_period() -> None:
    one = entry("a", *both(5))
    (back,) = reversals_of(one, EventId("later"), Periods(closed_through=date(2026, 3, 31)), "USD")
    assert [(line.side, line.account, line.minor) for line in back.lines] == [
        (line.side.other(), line.account, line.minor) for line in one.lines
    ]
    assert back.day == date(2026, 4, 1)
    assert back.memo.startswith(f"reverses entry {one.id}")
    assert back.event == "later"


def test_a_pinned_line_taken_back_moves_as_its_subledger_rounds() -> None:
    """-0.075 rounds to -0.08 and -0.245 to -0.24: 0.17 taken back moves 0.16, a cent is rounding."""
    grni, payable, rounding = (AccountKey(role) for role in ("grni", "accounts_payable", "rounding"))
    one = entry("a", Line(Side.DR, grni, 17, 17), Line(Side.CR, payable, 17, 17))
    (back,) = reversals_of(one, EventId("later"), Periods(), "USD")
    pins = Pins("USD", {grni: -7_500_000})
    assert [(line.side, line.account, line.minor) for line in repinned(back, pins).lines] == [
        (Side.CR, grni, 16),
        (Side.DR, payable, 17),
        (Side.CR, rounding, 1),
    ]
    assert pins.cumulative[grni] == -24_500_000
    whole = Pins("USD", {grni: -7_000_000})
    assert repinned(back, whole).lines == back.lines
