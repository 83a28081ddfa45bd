"""Switches: each setting of QuickBooks that hurts is found, and each that does not is left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.runtime.preflight.seen import GOOD, codes, seen
from tieout.core.outside import OutsideRecord
from tieout.runtime.preflight import switches

RATE = OutsideRecord(type="TaxCode", id="2", name="California")
PSEUDO = OutsideRecord(type="TaxCode", id="TAX", name="TAX")


@pytest.mark.covers("S004-07", "S004-29")
def test_an_edition_without_bills_is_an_error() -> None:
    small = replace(GOOD, offering="QuickBooks Online Simple Start")
    assert codes(switches.edition(seen(limits=small))) == ["edition_too_small"]
    for words in (
        "QuickBooks Online Essentials",
        "QuickBooks Online Plus",
        "QuickBooks Online Advanced",
        "",
    ):
        assert codes(switches.edition(seen(limits=replace(GOOD, offering=words)))) == []


@pytest.mark.covers("S001-153")
def test_what_the_company_does_without_is_said() -> None:
    said = switches.edition(seen(limits=replace(GOOD, classes="off")))
    assert "does without class tracking" in said


@pytest.mark.parametrize(
    ("look", "limits", "more", "code"),
    [
        (switches.home_currency, {"home_currency": "CAD"}, {}, "home_currency_differs"),
        (switches.multi_currency, {}, {"currencies": ["EUR"]}, "multi_currency_off"),
        (switches.numbers, {"custom_numbers": False}, {}, "custom_numbers_off"),
        (switches.closing_date, {"closed_through": date(2026, 3, 31)}, {}, "closing_date_set"),
        (switches.sales_tax, {"sales_tax": False}, {"tax_agencies": ["CA"]}, "sales_tax_off"),
        (switches.tax_codes, {}, {"tax_agencies": ["CA"], "tax_codes": [PSEUDO]}, "tax_codes_missing"),
        (switches.tracked_products, {}, {"tracked": ["Jam"]}, "items_tracked"),
    ],
)
@pytest.mark.covers("S004-18", "S004-19", "S004-29", "S001-85")
def test_a_setting_that_hurts_is_found(
    look: Any, limits: dict[str, Any], more: dict[str, Any], code: str
) -> None:
    found = seen(limits=replace(GOOD, **limits), **more)
    assert codes(look(found)) == [code]
    assert codes(look(seen())) == []


def test_tax_is_no_matter_where_none_is_billed() -> None:
    off = seen(limits=replace(GOOD, sales_tax=False))
    assert codes(switches.sales_tax(off)) == codes(switches.tax_codes(off)) == []


def test_automated_tax_touches_no_line_of_ours() -> None:
    """Lines say NON and the tax is a line: what QuickBooks computes itself is nothing."""
    on = seen(limits=replace(GOOD, automated_tax=True), tax_agencies=["CA"], tax_codes=[RATE])
    assert "QuickBooks computes it itself" in switches.sales_tax(on)
    assert switches.tax_codes(on) == "1 set up in QuickBooks"


@pytest.mark.parametrize(
    ("limits", "strategy", "found"),
    [
        ({"automated_tax": True}, "override", ["tax_strategy_unfit"]),
        ({"automated_tax": True}, "native", []),
        ({"automated_tax": False}, "override", []),
        ({"sales_tax": False}, "native", ["tax_strategy_unfit"]),
    ],
)
def test_a_stated_tax_that_may_not_hold_is_found(
    limits: dict[str, Any], strategy: str, found: list[str]
) -> None:
    look = seen(limits=replace(GOOD, **limits), tax_agencies=["CA"], tax_strategies=frozenset({strategy}))
    assert codes(switches.sales_tax(look)) == found


def test_a_period_closed_before_our_first_day_is_as_it_should_be() -> None:
    assert codes(switches.closing_date(seen(limits=replace(GOOD, closed_through=date(2026, 2, 28))))) == []


def test_another_currency_is_no_matter_where_quickbooks_takes_it() -> None:
    on = seen(limits=replace(GOOD, multi_currency=True), currencies=["EUR"])
    assert codes(switches.multi_currency(on)) == []
