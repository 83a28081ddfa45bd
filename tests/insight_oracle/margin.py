"""Margin: a change of gross margin by its parts, item by item, as docs/howto/explain.md says."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.insight_oracle.ledger import Ledger, number
from tests.insight_oracle.pool import ZERO
from tests.insight_oracle.split import causes_of


@dataclass
class Revenue:
    """What an item was billed at in a month."""

    units: Fraction = ZERO
    gross: Fraction = ZERO
    discount: Fraction = ZERO
    refund: Fraction = ZERO


def revenue_of(ledger: Ledger, item: str, month: str, **whose: str) -> Revenue:
    """All of it, or that of a channel or customer."""
    found = Revenue()
    for sale in ledger.sales.values():
        if sale.place and sale.day.startswith(month) and whose.items() <= sale.invoice.items():
            (line,) = sale.invoice["lines"]
            if line["item"] == item:
                found.units += number(line["quantity"])
                found.gross += number(line["amount"])
                found.discount += number(line.get("discount", "0"))
    for event in ledger.refunds:
        (line,) = event["lines"]
        if line["item"] == item and event["date"].startswith(month) and whose.items() <= event.items():
            found.refund += number(line["amount"])
    return found


def parts_of(
    ledger: Ledger, items: tuple[str, ...], before: str, after: str, **whose: str
) -> dict[str, Fraction]:
    """The parts of the change, of these items together; those of no effect are left out."""
    found: dict[str, Fraction] = {}
    for item in items:
        for part, value in _of_item(ledger, item, before, after, **whose).items():
            found[part] = found.get(part, ZERO) + value
    return {part: value for part, value in found.items() if value}


def _of_item(ledger: Ledger, item: str, before: str, after: str, **whose: str) -> dict[str, Fraction]:
    old, new = (revenue_of(ledger, item, month, **whose) for month in (before, after))
    costs = [ledger.sold(item, f"{month}-01", f"{month}-31", **whose) for month in (before, after)]
    found = {cause: -value for cause, value in causes_of(costs[0], costs[1]).items()}
    first, last = old if old.units else new, new if new.units else old
    price = [one.gross / one.units if one.units else ZERO for one in (first, last)]
    off = [one.discount / one.units if one.units else ZERO for one in (first, last)]
    found["volume"] = found.get("volume", ZERO) + (new.units - old.units) * (price[0] - off[0])
    found["selling price"] = new.units * (price[1] - price[0])
    found["discounts"] = -new.units * (off[1] - off[0])
    found["refunds"] = old.refund - new.refund
    return found
