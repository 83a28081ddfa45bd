"""Company: what a QuickBooks company has switched on, and the products it keeps the cost of itself."""

from __future__ import annotations

from datetime import date

from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.jsontext import Json
from tieout.core.capabilities import Capabilities, ClassTracking

COUNTRIES = {"USA": "US", "UNITED STATES": "US"}
"""Spellings of a country QuickBooks has used beside the two letters (fact sheet 1)."""

MONTHS = {
    name: number
    for number, name in enumerate(
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        1,
    )
}
"""The months as CompanyInfo.FiscalYearStartMonth names them, whatever the machine's language."""


def capabilities(client: Client) -> Capabilities:
    """Limits and settings from Preferences and CompanyInfo: two reads."""
    return capabilities_of(
        client.get("/preferences")["Preferences"],
        client.get(f"/companyinfo/{client.realm}")["CompanyInfo"],
    )


def capabilities_of(preferences: Json, company: Json) -> Capabilities:
    """The two objects as capabilities; what QuickBooks leaves out is off."""
    accounting = preferences.get("AccountingInfoPrefs", {})
    currency = preferences.get("CurrencyPrefs", {})
    tax = preferences.get("TaxPrefs", {})
    closed = accounting.get("BookCloseDate")
    named = str(company.get("Country") or "US").upper()
    country = COUNTRIES.get(named, named)
    return Capabilities(
        home_currency=currency.get("HomeCurrency", {}).get("value", "USD"),
        multi_currency=_on(currency, "MultiCurrencyEnabled"),
        country=country,
        closed_through=date.fromisoformat(closed) if closed else None,
        fiscal_month=MONTHS.get(str(company.get("FiscalYearStartMonth")), 1),
        custom_numbers=_on(preferences.get("SalesFormsPrefs", {}), "CustomTxnNumbers"),
        offering=_named(company, "OfferingSku"),
        classes=_classes(accounting),
        locations=_on(accounting, "TrackDepartments"),
        sales_tax=_on(tax, "UsingSalesTax"),
        automated_tax=_on(tax, "PartnerTaxEnabled"),
        latin1_only=country == "US",
    )


def _on(group: Json, name: str) -> bool:
    """A switch, which QuickBooks writes as a boolean or as a word."""
    return str(group.get(name, False)).casefold() == "true"


def _classes(accounting: Json) -> ClassTracking:
    if _on(accounting, "ClassTrackingPerTxnLine"):
        return "line"
    return "transaction" if _on(accounting, "ClassTrackingPerTxn") else "off"


def _named(company: Json, name: str) -> str:
    """A value among CompanyInfo's pairs of name and value; "" = not told."""
    pairs = company.get("NameValue") or []
    return next((str(one.get("Value", "")) for one in pairs if one.get("Name") == name), "")


def tracked_items(client: Client) -> list[str]:
    """Names of active products whose quantity and cost QuickBooks tracks."""
    return [
        str(row["Name"]) for row in client.rows("Item", "Type = 'Inventory'") if row.get("Active", True)
    ]
