"""Aged GRNI: by supplier, in bands of thirty days."""

from __future__ import annotations

from datetime import date

import pytest

from tieout.core.match import OpenReceipt
from tieout.reconcile.aged_grni import AgedSupplier, aged, band_of

TODAY = date(2026, 4, 30)


def item(supplier: str, day: str, cents: int) -> OpenReceipt:
    return OpenReceipt(f"{supplier}-{day}/1", supplier, day, 10**6, cents * 10**6)


@pytest.mark.parametrize(
    ("day", "band"),
    [("2026-04-30", 0), ("2026-03-31", 0), ("2026-03-30", 1), ("2026-01-30", 2), ("2025-01-01", 3)],
)
def test_the_band_of_an_item(day: str, band: int) -> None:
    assert band_of(item("S", day, 1), TODAY) == band


def test_suppliers_with_what_they_are_owed_by_age() -> None:
    items = [
        item("S-2", "2026-04-01", -500),
        item("S-1", "2026-04-02", -100),
        item("S-1", "2026-02-10", 30),
    ]
    assert aged(items, TODAY, "USD") == [
        AgedSupplier("S-1", (-100, 0, 30, 0), -70),
        AgedSupplier("S-2", (-500, 0, 0, 0), -500),
    ]
