"""Capabilities: what follows from the settings of a QuickBooks company."""

from __future__ import annotations

from datetime import date

from tieout.core.capabilities import Capabilities


def test_a_day_is_in_the_fiscal_year_that_began_last() -> None:
    april = Capabilities(fiscal_month=4)
    assert april.fiscal_year_start(date(2026, 3, 31)) == date(2025, 4, 1)
    assert april.fiscal_year_start(date(2026, 4, 1)) == date(2026, 4, 1)
    assert Capabilities().fiscal_year_start(date(2026, 12, 31)) == date(2026, 1, 1)
