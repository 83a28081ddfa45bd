"""Feature: what a QuickBooks edition may lack, and the rule by which tieout does without (S001-153)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from tieout.core.capabilities import Capabilities, Edition

_EVERY: Final[tuple[Edition, ...]] = ("simple_start", "essentials", "plus", "advanced")
_PAID_BILLS: Final = _EVERY[1:]
_TRACKING: Final = _EVERY[2:]


class Feature(NamedTuple):
    """One thing a QuickBooks company has or lacks.

    `editions` are those that can have it at all; `without` is what tieout does where it is lacking:
    a sentence a controller can sign.
    """

    name: str
    editions: tuple[Edition, ...]
    has: Callable[[Capabilities], bool]
    without: str


FEATURES: Final[dict[str, Feature]] = {
    "bills": Feature(
        "bills and suppliers",
        _PAID_BILLS,
        lambda limits: limits.edition != "simple_start",
        "Nothing is posted: pre-flight stops, because bills cannot be kept.",
    ),
    "classes": Feature(
        "class tracking",
        _TRACKING,
        lambda limits: limits.classes != "off",
        "A mapped class is written into the memo, and the document crosses without it.",
    ),
    "class_per_line": Feature(
        "classes on each line",
        _TRACKING,
        lambda limits: limits.classes == "line",
        "A sales form bears the one class all its lines have; where they differ, each is in the memo. "
        "Journals and bills keep a class on each line.",
    ),
    "locations": Feature(
        "location tracking",
        _TRACKING,
        lambda limits: limits.locations,
        "A mapped location is written into the memo, and the document crosses without it.",
    ),
    "purchase_orders": Feature(
        "purchase orders",
        _TRACKING,
        lambda limits: limits.edition not in {"simple_start", "essentials"},
        "Purchase orders stay with tieout, whatever the setting purchase-orders says; nothing is posted of "
        "one in any edition.",
    ),
    "multi_currency": Feature(
        "multi-currency",
        _PAID_BILLS,
        lambda limits: limits.multi_currency,
        "A new company posts in home currency at the rate of the day, with the original amount, currency "
        "and rate on the event; a document made in another currency before is held.",
    ),
    "custom_numbers": Feature(
        "custom transaction numbers",
        _EVERY,
        lambda limits: limits.custom_numbers,
        "QuickBooks numbers sales forms itself; the source's number is written into the memo.",
    ),
    "sales_tax": Feature(
        "sales tax",
        _EVERY,
        lambda limits: limits.sales_tax,
        "Tax crosses as a line of the document to the agency's liability account, as the source billed it; "
        "QuickBooks' own tax report stays empty.",
    ),
}
"""Every feature tieout uses where it is there, by its name in code."""


def lacking(limits: Capabilities) -> dict[str, Feature]:
    """The features the company does without, by name."""
    return {name: feature for name, feature in FEATURES.items() if not feature.has(limits)}
