"""Valuation: an owned account that held something before our first day is found."""

from __future__ import annotations

import pytest

from tests.runtime.preflight.seen import KEYS, codes, seen
from tieout.runtime.preflight import valuation


@pytest.mark.covers("S004-21", "S004-28", "S004-29")
@pytest.mark.parametrize(
    ("theirs", "opened", "found"),
    [
        (0, 0, []),
        (0, 50_000, []),  # the opening entry brings the value in
        (50_000, 0, ["opening_unaligned"]),
        (50_000, 49_999, ["opening_unaligned"]),
        (50_000, 50_000, ["opening_doubled"]),  # it would count twice
    ],
)
def test_a_subledger_begins_where_its_account_begins(theirs: int, opened: int, found: list[str]) -> None:
    look = seen(before={"inventory_raw": theirs}, opened={KEYS["inventory_raw"]: opened})
    assert codes(valuation.alignment(look)) == found


def test_shared_and_yearly_accounts_may_hold_what_they_like() -> None:
    assert codes(valuation.alignment(seen(before={"bank": 1, "revenue": 2, "opening_balance": 3}))) == []


def test_a_balance_that_moved_before_the_first_day_is_found() -> None:
    assert codes(valuation.history(seen(before={"bank": 5}))) == ["history_changed"]
    assert codes(valuation.history(seen(before={"bank": 5}, stored={"bank": 5}))) == []
