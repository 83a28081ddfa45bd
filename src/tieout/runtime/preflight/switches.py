"""Switches: edition, currencies, numbers, closing date, tax and products, as QuickBooks has them set."""

from __future__ import annotations

from typing import Final

from tieout.core.capabilities import Capabilities
from tieout.core.catalogue import problem
from tieout.core.feature import FEATURES, lacking
from tieout.core.problem import Problem
from tieout.runtime.preflight.survey import Looked, Survey, listed

PSEUDO_TAX_CODES: Final = frozenset({"TAX", "NON", "CustomSalesTax"})
"""Rows QuickBooks puts into every list of tax codes of a US company (fact sheet 16)."""

DROPPED: Final = "Sales tax is off in QuickBooks, which then drops a tax that is stated or asked for"
COMPUTED_ANEW: Final = (
    "QuickBooks computes sales tax itself, and sources differ on whether it keeps a stated one"
)


def edition(seen: Survey) -> Looked:
    """Essentials or higher (S004-07), as far as QuickBooks tells."""
    offering = seen.limits.offering or "QuickBooks does not tell its edition"
    if seen.limits.edition == "simple_start":
        return [problem("edition_too_small", offering=offering)]
    without = [FEATURES[name].name for name in lacking(seen.limits)]
    return (
        f"{offering}; does without {', '.join(without)}" if without else f"{offering}; nothing is lacking"
    )


def home_currency(seen: Survey) -> Looked:
    """One home currency on both sides."""
    ours, theirs = seen.home_currency, seen.limits.home_currency
    return ours if ours == theirs else [problem("home_currency_differs", ours=ours, theirs=theirs)]


def multi_currency(seen: Survey) -> Looked:
    """Switched on where documents in other currencies wait to cross."""
    if seen.limits.multi_currency:
        return "on"
    if not seen.currencies:
        return "off, and not needed"
    return [problem("multi_currency_off", currencies=", ".join(seen.currencies))]


def numbers(seen: Survey) -> Looked:
    """Whether sales forms may bear the source's numbers."""
    return numbering(seen.limits) or "custom numbers are on"


def numbering(limits: Capabilities) -> list[Problem]:
    """That QuickBooks numbers sales forms itself, where it does."""
    return [] if limits.custom_numbers else [problem("custom_numbers_off")]


def closing_date(seen: Survey) -> Looked:
    """Closed before our first day, or not at all."""
    closed = seen.limits.closed_through
    if closed is None or closed < seen.start:
        return f"closed through {closed}" if closed else "nothing is closed"
    return [problem("closing_date_set", closed=closed, start=seen.start)]


def sales_tax(seen: Survey) -> Looked:
    """Tax that crosses as a line is touched by neither kind of QuickBooks' own tax; a stated one may be."""
    if not seen.tax_agencies:
        return "no tax is billed"
    stated = sorted(seen.tax_strategies - {"tax_line"})
    if stated and not seen.limits.sales_tax:
        return [problem("tax_strategy_unfit", strategy=stated[0], why=DROPPED)]
    if not seen.limits.sales_tax:
        return [problem("sales_tax_off", agencies=listed(seen.tax_agencies))]
    if "override" in stated and seen.limits.automated_tax:
        return [problem("tax_strategy_unfit", strategy="override", why=COMPUTED_ANEW)]
    kind = "QuickBooks computes it itself" if seen.limits.automated_tax else "by rates set up there"
    return f"on, {kind}; billed tax crosses as {', '.join(sorted(seen.tax_strategies))}, and is compared"


def tax_codes(seen: Survey) -> Looked:
    """Rates set up before anything is posted (S004-18), where tax is billed at all."""
    own = [one for one in seen.tax_codes if one.active and one.id not in PSEUDO_TAX_CODES]
    if seen.tax_agencies and seen.limits.sales_tax and not own:
        return [problem("tax_codes_missing", agencies=listed(seen.tax_agencies))]
    return f"{len(own)} set up in QuickBooks"


def tracked_products(seen: Survey) -> Looked:
    """None: QuickBooks would post a second cost of goods sold."""
    names = list(seen.tracked)
    return [problem("items_tracked", count=len(names), names=listed(names))] if names else "none"
