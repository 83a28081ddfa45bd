"""Recognition: what is invoiced and shipped (accounting.md 1 and 5; decisions: recognition)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tests.oracle.accounts import Account, plain
from tests.oracle.exact import ZERO, cents_as_billed, largest_remainder, number
from tests.oracle.genealogy import ShippedLine

OrderLine = tuple[str, str]


@dataclass
class Sale:
    """An invoice or a sale paid at once, posted whole when the last of its goods is shipped."""

    event: str
    date: str
    """Its own date; once recognised the latest of it and of the shipments whose units it takes."""
    order: str
    cents: dict[Account, int]
    needs: dict[OrderLine, Fraction] = field(default_factory=dict)
    recognised: bool = False


@dataclass
class Matching:
    """Shipped lines of each order line, first in first out, and the sales that wait for them."""

    shipped: dict[OrderLine, list[ShippedLine]] = field(default_factory=lambda: defaultdict(list))
    waiting: dict[str, list[Sale]] = field(default_factory=lambda: defaultdict(list))

    def is_shipped(self, sale: Sale) -> bool:
        """Whether all its goods are shipped and not billed before."""
        return all(
            sum((line.open.quantity for line in self.shipped[key]), ZERO) >= units
            for key, units in sale.needs.items()
        )

    def recognise(self, sale: Sale) -> list[tuple[ShippedLine, Fraction]]:
        """Move the units of a sale from not invoiced to sold; each shipped line with the cost moved."""
        moved = []
        for key, units in sale.needs.items():
            for line in self.shipped[key]:
                part = min(units, line.open.quantity)
                if part:
                    cost = line.open.take(part)
                    line.sold.put(part, cost)
                    units -= part
                    sale.date = max(sale.date, line.date)
                    moved.append((line, cost))
        self.waiting[sale.order].remove(sale)
        sale.recognised = True
        return moved


def sale_cents(event: dict[str, Any], category_of: dict[str, str], rate: Fraction) -> dict[Account, int]:
    """Dr receivable or tenders · Dr discounts · Cr revenue per line, shipping, tax (accounting.md 5).

    What the source's own cents do not add up to is in `rounding`.
    """
    cents: dict[Account, int] = defaultdict(int)

    def credit(account: Account, amount: Any) -> None:
        cents[account] -= cents_as_billed(number(amount) * rate)

    amounts = [number(line["amount"]) for line in event["lines"]]
    printed = largest_remainder(cents_as_billed(sum(amounts, ZERO) * rate), amounts)
    for line, part in zip(event["lines"], printed, strict=True):
        cents["revenue", (event["channel"], category_of[line["item"]])] -= part
    credit(plain("discounts"), -sum((number(line.get("discount", "0")) for line in event["lines"]), ZERO))
    credit(plain("shipping_income"), event.get("shipping", "0"))
    for tax in event.get("taxes", []):
        credit(("sales_tax", (tax["agency"],)), tax["amount"])
    for account, amount in _paid(event):
        credit(account, -amount)
    cents[plain("rounding")] -= sum(cents.values())
    return cents


def _paid(event: dict[str, Any]) -> Iterator[tuple[Account, Fraction]]:
    if event["kind"] == "invoice_issued":
        yield plain("accounts_receivable"), number(event["total"])
        return
    roles = {"gift_card": "gift_cards", "store_credit": "store_credit", "deposit": "customer_deposits"}
    for tender in event.get("tenders", []):
        account = plain(roles.get(tender["type"], ""))
        if tender["type"] == "gateway":
            account = ("clearing", (tender["gateway"], event["currency"]))
        yield account, number(tender["amount"])


def from_deposit(cents: dict[Account, int]) -> tuple[dict[Account, int], dict[Account, int]]:
    """Money before recognition: Dr clearing · Cr customer_deposits, and the sale paid from the deposit."""
    money = {account: amount for account, amount in cents.items() if account[0] == "clearing"}
    sale = {account: amount for account, amount in cents.items() if account not in money}
    held = sum(money.values())
    deposits = plain("customer_deposits")
    sale[deposits] = sale.get(deposits, 0) + held
    return {**money, deposits: -held}, sale
