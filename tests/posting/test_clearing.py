"""Clearing in foreign currency: money leaves at what it came in at, and the rest is realised."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tieout.core.account import account_key
from tieout.core.entry import Entry, Line, Side
from tieout.core.ids import EntryId, EventId
from tieout.core.open_item import OpenItem
from tieout.posting.clearing import clearing_moves, difference, difference_draft

EUR = account_key("clearing", gateway="stripe", currency="EUR")
USD = account_key("clearing", gateway="stripe", currency="USD")


def entry(currency: str, *lines: Line) -> Entry:
    return Entry(
        id=EntryId("e"), event=EventId("v"), rule="payout", day=date(2026, 3, 2), currency=currency,
        rate="1.1" if currency != "USD" else "", lines=lines, document="JournalEntry", memo="payout 7",
    )  # fmt: skip


def test_only_clearing_in_foreign_currency_is_a_pool() -> None:
    bank = account_key("bank", currency="EUR")
    paid = entry("EUR", Line(Side.DR, bank, 100, 110), Line(Side.CR, EUR, 100, 110))
    assert clearing_moves(paid, "USD") == {EUR: OpenItem(-100, -110)}
    home = entry("USD", Line(Side.DR, EUR, 5, 5), Line(Side.CR, USD, 5, 5))
    assert clearing_moves(home, "USD") == {EUR: OpenItem(0, 5)}


def test_what_leaves_takes_its_share_and_the_last_takes_the_rest() -> None:
    assert difference(OpenItem(300, 331), OpenItem(-100, -120)) == 10
    assert difference(OpenItem(200, 221), OpenItem(-200, -240)) == 19
    assert difference(OpenItem(0, 0), OpenItem(-100, -120)) == 0, "nothing there: at its own rate"
    assert difference(OpenItem(-100, -120), OpenItem(100, 110)) == 10
    assert difference(OpenItem(100, 110), OpenItem(0, 3)) == -3


def test_the_difference_is_a_journal_at_home() -> None:
    paid = entry("EUR", Line(Side.DR, account_key("bank"), 100, 120), Line(Side.CR, EUR, 100, 120))
    draft = difference_draft(paid, "payout_settled", EUR, 10, "USD")
    assert (draft.on, draft.when) == ("payout_settled", "clearing exchange difference")
    assert (draft.currency, draft.rate, draft.parts[0].value) == ("USD", "", 10)


moves = st.lists(st.tuples(st.integers(1, 900), st.integers(1, 2000)), min_size=1, max_size=6)


@given(moves, moves)
def test_a_pool_that_is_settled_comes_to_zero(
    came: list[tuple[int, int]], left: list[tuple[int, int]]
) -> None:
    minor = home = 0
    for units, worth in came:
        minor, home = minor + units, home + worth
    for units, worth in left:
        part = min(units, minor)
        home += -worth + difference(OpenItem(minor, home), OpenItem(-part, -worth)) if part else 0
        minor -= part
        assert home >= 0
    if minor:
        home += -7 + difference(OpenItem(minor, home), OpenItem(-minor, -7))
        minor = 0
    assert (minor, home) == (0, 0)
