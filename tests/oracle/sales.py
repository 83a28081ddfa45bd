"""Recognition: what is invoiced and shipped (accounting.md 1 and 5; decisions: recognition)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tests.oracle.accounts import Account, plain
from tests.oracle.exact import cents_as_billed, number
from tests.oracle.genealogy import ShippedLine

OrderLine = tuple[str, str]


@dataclass
class Sale:
    """An invoice or a sale paid at once, posted whole when the last of its goods is shipped."""

    event: str
    date: str
    """The later of its own date and those of the shipments that fulfilled it."""
    cents: dict[Account, int]
    deposited: bool = False
    open_lines: int = 0


@dataclass
class InvoicedLine:
    """Units invoiced and not yet matched with shipped ones."""

    sale: Sale
    date: str
    open: Fraction


@dataclass
class Matching:
    """Shipped and invoiced units of each order line, matched first in, first out."""

    shipped: dict[OrderLine, list[ShippedLine]] = field(default_factory=lambda: defaultdict(list))
    invoiced: dict[OrderLine, list[InvoicedLine]] = field(default_factory=lambda: defaultdict(list))

    def recognise(self, key: OrderLine) -> Iterator[tuple[str, ShippedLine, Fraction, InvoicedLine]]:
        """Move matched units from not invoiced to sold: date, shipped line, cost moved, invoice line."""
        while True:
            ship = next((line for line in self.shipped[key] if line.open.quantity), None)
            bill = next((line for line in self.invoiced[key] if line.open), None)
            if ship is None or bill is None:
                return
            units = min(ship.open.quantity, bill.open)
            cost = ship.open.take(units)
            ship.sold.put(units, cost)
            bill.open -= units
            day = max(ship.date, bill.date)
            bill.sale.date = max(bill.sale.date, day)
            if not bill.open:
                bill.sale.open_lines -= 1
            yield day, ship, cost, bill


def sale_cents(event: dict[str, Any], category_of: dict[str, str], rate: Fraction) -> dict[Account, int]:
    """Dr receivable or tenders · Dr discounts · Cr revenue per line, shipping, tax (accounting.md 5).

    What the source's own cents do not add up to is in `rounding`.
    """
    cents: dict[Account, int] = defaultdict(int)

    def credit(account: Account, amount: Any) -> None:
        cents[account] -= cents_as_billed(number(amount) * rate)

    for line in event["lines"]:
        credit(("revenue", (event["channel"], category_of[line["item"]])), line["amount"])
        credit(plain("discounts"), -number(line.get("discount", "0")))
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


def is_settled(sale: Sale) -> bool:
    """Whether every goods line of an order is shipped, so that the document is recognisable."""
    return sale.open_lines == 0
