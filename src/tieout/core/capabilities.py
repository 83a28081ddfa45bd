"""Capabilities: what the connected QuickBooks company can hold, so that gates ask before sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """Limits and settings of one QuickBooks company as read from it.

    Lengths are in characters (facts: QuickBooks Online sheet, sections 10 and 11).
    """

    home_currency: str = "USD"
    multi_currency: bool = False
    country: str = "US"
    closed_through: date | None = None
    custom_numbers: bool = True
    number_length: int = 21
    name_length: int = 500
    item_name_length: int = 100
    memo_length: int = 4000
    text_length: int = 4000
    zero_totals: bool = True
    forbidden_in_names: str = ":\t\n"
    latin1_only: bool = True
