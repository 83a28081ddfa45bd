"""Aged: open items per party by the days they have stood open."""

from __future__ import annotations

from datetime import date

import pytest

from tieout.core.account import parsed_key
from tieout.reconcile.aged import age_days, aged
from tieout.reconcile.subledgers import OpenItem

GRNI = parsed_key("grni")
DAY = date(2026, 6, 30)
CENT = 1_000_000


def item(party: str, since: str, cents: int) -> OpenItem:
    return OpenItem(GRNI, f"{party} {since}", party=party, since=since, value=cents * CENT)


def test_an_item_is_no_day_old_on_its_first() -> None:
    assert age_days(item("Mill", "2026-06-30", 1), DAY) == 0
    assert age_days(item("Mill", "2026-05-31", 1), DAY) == 30


@pytest.mark.covers("S002-58")
def test_each_suppliers_open_receipts_stand_under_their_age() -> None:
    rows = aged(
        [
            item("Mill", "2026-06-30", -100),
            item("Mill", "2026-05-31", -20),
            item("Mill", "2026-05-30", -3),
            item("Salt", "2026-05-01", -7),
            item("Salt", "2026-04-01", -8),
            item("Salt", "2025-01-01", -9),
        ],
        DAY,
        "USD",
    )
    assert [(row.party, row.sums, row.total) for row in rows] == [
        ("Mill", (-120, -3, 0, 0), -123),
        ("Salt", (0, -7, -8, -9), -24),
    ]
