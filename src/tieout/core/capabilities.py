"""Capabilities: what the connected QuickBooks company can hold, so that gates ask before sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Edition = Literal["unknown", "simple_start", "essentials", "plus", "advanced"]
ClassTracking = Literal["off", "transaction", "line"]

OFFERINGS: tuple[tuple[str, Edition], ...] = (
    ("simple start", "simple_start"),
    ("easystart", "simple_start"),
    ("essentials", "essentials"),
    ("plus", "plus"),
    ("advanced", "advanced"),
)
"""Words of QuickBooks' offering (CompanyInfo, NameValue OfferingSku) and the edition they mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """Limits and settings of one QuickBooks company as read from it.

    Lengths are in characters (facts: QuickBooks Online sheet, sections 10 and 11). `offering` is
    QuickBooks' own name of its edition; "" = it does not say. `classes` says where a class may
    stand: on each line, or once on a transaction. What a company without a feature gets instead is
    the table in `core.feature`. `fiscal_month` is the first month of the fiscal year, 1 = January: income
    and expense begin at zero there in QuickBooks' trial balance.
    """

    home_currency: str = "USD"
    multi_currency: bool = False
    country: str = "US"
    closed_through: date | None = None
    fiscal_month: int = 1
    custom_numbers: bool = True
    offering: str = ""
    classes: ClassTracking = "off"
    locations: bool = False
    sales_tax: bool = True
    automated_tax: bool = False
    number_length: int = 21
    name_length: int = 500
    item_name_length: int = 100
    memo_length: int = 4000
    text_length: int = 4000
    zero_totals: bool = True
    forbidden_in_names: str = ":\t\n"
    latin1_only: bool = True

    def fiscal_year_start(self, day: date) -> date:
        """The first day of the fiscal year a day is in."""
        return date(day.year - (day.month < self.fiscal_month), self.fiscal_month, 1)

    @property
    def edition(self) -> Edition:
        """The edition, from QuickBooks' own words; where it does not say, from what is switched on.

        Classes and locations exist in Plus and Advanced only, so a company that tracks them has at
        least Plus (facts: QuickBooks Online fields, Preferences.AccountingInfoPrefs).
        """
        told = self.offering.casefold()
        for words, edition in OFFERINGS:
            if words in told:
                return edition
        return "plus" if self.classes != "off" or self.locations else "unknown"
