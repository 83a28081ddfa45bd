"""Checks: every look at a connected QuickBooks company, in the order a controller would ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple

from tieout.connectors.quickbooks_online.target import QuickBooksOnline
from tieout.runtime.company import Company
from tieout.runtime.preflight import mapped, naming, switches, valuation
from tieout.runtime.preflight.survey import Looked, Survey, survey

Weight = Literal["warning", "error"]


class Check(NamedTuple):
    """A look, and how much what it finds weighs: an error stops posting or makes it wrong."""

    name: str
    weight: Weight
    look: Callable[[Survey], Looked]


CHECKS: Final = (
    Check("edition", "error", switches.edition),
    Check("home currency", "error", switches.home_currency),
    Check("multi-currency", "warning", switches.multi_currency),
    Check("transaction numbers", "warning", switches.numbers),
    Check("classes", "warning", mapped.classes),
    Check("locations", "warning", mapped.locations),
    Check("closing date", "warning", switches.closing_date),
    Check("sales tax", "warning", switches.sales_tax),
    Check("tax codes", "warning", switches.tax_codes),
    Check("tracked products", "error", switches.tracked_products),
    Check("mapping complete", "warning", mapped.complete),
    Check("mapped accounts", "error", mapped.accounts),
    Check("chart size", "warning", mapped.chart_size),
    Check("names", "warning", naming.lists),
    Check("party names", "warning", naming.parties),
    Check("opening balances", "error", valuation.history),
    Check("valuation", "warning", valuation.alignment),
)


def books_checks(company: Company, books: QuickBooksOnline) -> Iterator[tuple[Check, Looked]]:
    """Read what is needed, once, and look at all of it."""
    seen = survey(company, books)
    for check in CHECKS:
        yield check, check.look(seen)
