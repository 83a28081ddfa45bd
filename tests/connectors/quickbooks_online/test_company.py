"""Company: settings as QuickBooks writes them become capabilities; tracked products are named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.company import capabilities_of, tracked_items

RECORDED = Path(__file__).parents[4] / "shared/data/payloads/quickbooks-online"


class Rows:
    """A client that knows its products."""

    def __init__(self, items: list[dict[str, Any]]) -> None:
        self.items = items

    def rows(self, entity: str, where: str) -> Iterator[dict[str, Any]]:
        assert (entity, where) == ("Item", "Type = 'Inventory'")
        yield from self.items


def test_settings_come_from_preferences_and_company() -> None:
    preferences = {
        "CurrencyPrefs": {"HomeCurrency": {"value": "CAD"}, "MultiCurrencyEnabled": True},
        "AccountingInfoPrefs": {"BookCloseDate": "2025-12-31", "TrackDepartments": True},
        "SalesFormsPrefs": {"CustomTxnNumbers": True},
        "TaxPrefs": {"UsingSalesTax": True, "PartnerTaxEnabled": False},
    }
    pairs = [{"Name": "OfferingSku", "Value": "QuickBooks Online Plus"}]
    company = {"Country": "USA", "NameValue": pairs, "FiscalYearStartMonth": "April"}
    found = capabilities_of(preferences, company)
    assert found.fiscal_month == 4
    assert (found.home_currency, found.multi_currency, found.country) == ("CAD", True, "US")
    assert found.closed_through == date(2025, 12, 31)
    assert (found.custom_numbers, found.locations, found.sales_tax) == (True, True, True)
    assert (found.automated_tax, found.edition, found.latin1_only) == (False, "plus", True)


def test_what_quickbooks_leaves_out_is_off() -> None:
    found = capabilities_of({}, {"Country": "CA"})
    assert (found.multi_currency, found.custom_numbers, found.locations) == (False, False, False)
    assert (found.classes, found.sales_tax, found.automated_tax) == ("off", False, False)
    assert found.fiscal_month == 1
    assert (found.edition, found.country, found.latin1_only) == ("unknown", "CA", False)


@pytest.mark.parametrize(
    ("switches", "tracked"),
    [
        ({"ClassTrackingPerTxn": False, "ClassTrackingPerTxnLine": False}, "off"),
        ({"ClassTrackingPerTxn": True, "ClassTrackingPerTxnLine": False}, "transaction"),
        ({"ClassTrackingPerTxnLine": "true"}, "line"),
    ],
)
def test_classes_stand_on_lines_or_once(switches: dict[str, Any], tracked: str) -> None:
    assert capabilities_of({"AccountingInfoPrefs": switches}, {}).classes == tracked


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded answers are not at hand")
def test_recorded_companies() -> None:
    """A sandbox without classes in 2017; another that tracks locations, classes per line, and is closed."""
    text = (RECORDED / "exquickbooks/read_preferences.json").read_text(encoding="utf-8")
    sandbox = capabilities_of(json.loads(text)["Preferences"], {"Country": "US"})
    assert (sandbox.classes, sandbox.locations, sandbox.sales_tax) == ("off", False, True)
    assert sandbox.home_currency == "USD"
    text = (RECORDED / "fyle/preference_response.json").read_text(encoding="utf-8")
    company = json.loads((RECORDED / "fyle/company_info.json").read_text(encoding="utf-8"))
    tracking = capabilities_of(json.loads(text), company)
    assert (tracking.classes, tracking.locations, tracking.edition) == ("line", True, "plus")
    assert tracking.closed_through == date(2018, 12, 31)


def test_an_inactive_product_hurts_nobody() -> None:
    items: list[dict[str, Any]] = [{"Name": "Jam"}, {"Name": "Old", "Active": False}]
    assert tracked_items(cast("Client", Rows(items))) == ["Jam"]
