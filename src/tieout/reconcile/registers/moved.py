"""Moved: what one fact does to one register, computed from what the fact says."""

from __future__ import annotations

from typing import Final, NamedTuple

from tieout.core.account import AccountKey


class Fact(NamedTuple):
    """An operational fact, all its revisions together: its kind, source and id there."""

    kind: str
    source: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind} {self.id} of {self.source}"


class Moved(NamedTuple):
    """A change of one open item of a register.

    `value` is in 10⁻⁸ home units, debit above zero; `minor` the same in minor units of `currency`, the
    account's own. `day` is the business day it counts on, as text. `quantity` (10⁻⁶ units of `item`) is
    what the open item counts, where it counts something. `kept`, `units` and `carried` (home minor units)
    say which balance the fact moves by how much, for what is carried at what it came in at (`Carried`).
    On clearing `kept` is the item, and `beside` what it realises on a later day, home minor units.
    `amount` is what money whose documents are converted is in the currency it came in, `original`, in
    10⁻⁸ units: its home amounts differ by the rates of their days, so that alone says what is settled.
    `closed` is 1 where the fact ends the item whatever is left of it, -1 where that is taken back.
    """

    account: AccountKey
    name: str
    value: int
    day: str
    party: str = ""
    minor: int = 0
    currency: str = ""
    item: str = ""
    quantity: int = 0
    kept: str = ""
    units: int = 0
    carried: int = 0
    beside: int = 0
    original: str = ""
    amount: int = 0
    closed: int = 0


class MoneyLine(NamedTuple):
    """A line on a clearing account as it was posted: its rule, its entry's currency, signed amounts."""

    rule: str
    currency: str
    minor: int
    home: int
    reference: str


REGISTERS: Final[dict[str, tuple[str, str]]] = {
    "inventory_raw": ("lots", "what costing found of each event, lot by lot"),
    "inventory_semi": ("lots", "what costing found of each event, lot by lot"),
    "inventory_finished": ("lots", "what costing found of each event, lot by lot"),
    "inventory_merchandise": ("lots", "what costing found of each event, lot by lot"),
    "inventory_wip": ("work in progress", "what costing found of each run"),
    "inventory_in_transit": ("lots in transit", "what costing found of each transfer"),
    "shipped_not_invoiced": ("units shipped, not invoiced", "what costing found of each shipment and sale"),
    "grni": (
        "open receipts",
        "receipts at order price less returns, bills and what they differ, as costing has them",
    ),
    "landed_cost_clearing": ("landed cost not allocated", "bills, less what costing gave to lots"),
    "supplier_prepayments": (
        "prepaid bills",
        "debits of open receipts at the end of a period, for a day",
    ),
    "accounts_receivable": (
        "open invoices",
        "invoices less payments, credits and write-offs, per customer",
    ),
    "clearing": ("unsettled items", "money captured and given back, less the items of payouts"),
    "undeposited": ("money not deposited", "no fact of today moves it: it must be zero"),
    "chargebacks": ("disputes", "disputes opened, less what those won gave back"),
    "customer_deposits": ("deposits", "money before recognition, less what sales and refunds took of it"),
    "gift_cards": ("gift cards", "cards sold less redeemed and expired"),
    "store_credit": ("store credit", "credit issued less redeemed"),
    "deferred_revenue": (
        "remaining schedules",
        "subscriptions as billed, less what was given back and what their days earned",
    ),
    "sales_tax": ("tax by agency", "tax as billed less tax as refunded, by month"),
    "input_tax": ("tax by agency", "recoverable tax of bills, by month"),
}
"""What the open items of a role are called, and from which facts they are computed.

Roles that are not here have no register. Tax remitted is paid in QuickBooks: it is no fact of ours, and
stands among the documents of others.
"""
