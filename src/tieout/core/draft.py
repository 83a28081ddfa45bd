"""Draft: what an event asks the rulebook to post, before the rule has named the accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tieout.core.lot import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Named parts under one event and qualifier.

    `cost` drafts carry values in 10⁻⁸ home units and go to pinned accounts; the others carry minor
    units of `currency`. `links` are (document id, minor units) this draft settles. `part` tells
    several drafts of one event apart. `converted_from` is the currency its amounts were converted from
    to home currency, `converted_at` the rate that was done at; empty where they were not. `stays_on` is
    the day QuickBooks holds its document on already, whatever is closed since; None = it is still to come.
    """

    on: str
    when: str = ""
    parts: tuple[Part, ...]
    day: date
    currency: str
    cost: bool = False
    rate: str = ""
    number: str = ""
    party: str = ""
    due: date | None = None
    memo: str = ""
    channel: str = ""
    gateway: str = ""
    links: tuple[tuple[str, int], ...] = ()
    part: str = ""
    converted_from: str = ""
    converted_at: str = ""
    billed: bool = False
    stays_on: date | None = None
