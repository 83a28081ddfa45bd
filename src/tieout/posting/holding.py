"""Holding: the name under which money of a customer is kept open until it is used or given back.

A deposit is held per order, customer and currency: two customers who count alike have one order number
each, and money of one never pays the other's invoice. Cards and credits have numbers of their own.
"""

from __future__ import annotations

import re
from typing import Final

RELEASED: Final = frozenset({"customer_deposits", "gift_cards", "store_credit", "chargebacks"})
"""Roles whose open items have references of their own (an order, a card, a dispute) and leave at what
they came in at."""

OF_ONE_CURRENCY: Final = frozenset({"chargebacks"})
"""Those whose items have one currency by nature: a dispute is about one payment."""

_AMBIGUOUS: Final = re.compile(r"%|\b(of|in)\b")


def holding(name: str, party: str, currency: str) -> str:
    """The reference of money held: `SO-7 of C-1 in EUR`; home currency and an unnamed party are left out.

    A name that holds the words between the parts itself has its spaces written as %20, so that no two
    holdings share a reference. No name = no reference.
    """
    if not name:
        return ""
    of = f" of {plain(party)}" if party else ""
    return f"{plain(name)}{of}" + (f" in {currency}" if currency else "")


def plain(name: str) -> str:
    """A name as it stands in a reference of money held."""
    if not _AMBIGUOUS.search(name):
        return name
    return name.replace("%", "%25").replace(" ", "%20")
