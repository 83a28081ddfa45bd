# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""BillPayment: money to a supplier, applied to bills and credits; the rest stays a credit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import ZERO, amount
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Draft, Line
from quickbooks_emulator.online.links import Document as LinkedDocument

from .control import PAYABLE, settle_control
from .document import Document, check_account_currency, party_name, rate, settle_total
from .payment import refuse_zero_links
from .settlement import PAYABLES, applied_links, exchange_lines, settle_applied

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_WAYS = {
    "Check": ("CheckPayment", "BankAccountRef", "Bank"),
    "CreditCard": ("CreditCardPayment", "CCAccountRef", "Credit Card"),
}


class BillPayment(Document):
    """Debits the payable with all of it, credits the bank or card."""

    name, resource = "BillPayment", "billpayment"
    numbering = "purchase"
    party_field, party_entity = "VendorRef", "Vendor"
    voidable = True

    def settle_document(self, books: Books, body: Body, before: Body | None) -> None:
        """Way of paying, total, applications."""
        for field in ("TotalAmt", "PayType"):
            if field not in body:
                raise refusal.missing(field)
        _settle_way(books, body)
        settle_total(books, body, amount(body["TotalAmt"]))
        net = settle_applied(books, PAYABLES, self.name, body)
        refuse_zero_links(books, body)
        if net > body["TotalAmt"]:
            raise refusal.business("The amount applied is more than the payment.", "TotalAmt")
        settle_control(books, body, "APAccountRef", PAYABLE)
        body.setdefault("Line", [])

    def draft(self, books: Books, body: Body) -> Draft:
        """Payable down, money out, and exchange gain or loss."""
        name = party_name(body, "VendorRef")
        total = amount(body["TotalAmt"])
        way, field, _ = _WAYS[body["PayType"]]
        control = body["APAccountRef"]["value"]
        memo = body.get("PrivateNote", "")
        lines = [
            Line(control, total, memo, name),
            Line(body[way][field]["value"], -total, memo, name),
        ]
        return Draft(lines, rate(body), exchange_lines(books, PAYABLES, body, control))

    def links(self, body: Body) -> dict[LinkedDocument, Decimal]:
        """The bills, credits and journal entries it applies to."""
        return applied_links(body)

    def void(self, books: Books, body: Body) -> None:
        """Nothing applied, nothing paid."""
        super().void(books, body)
        body["Line"] = []
        body["TotalAmt"] = ZERO


def _settle_way(books: Books, body: Body) -> None:
    """Check or credit card, with an account of that kind."""
    way, field, account_type = _WAYS[body["PayType"]]
    detail = body.get(way, {})
    if field not in detail:
        raise refusal.missing(f"{way}.{field}")
    account = books.refer_field(detail, field, "Account")
    if account and account["AccountType"] != account_type:
        text = f"Invalid account type: {account['AccountType']}"
        raise refusal.Refusal("6430", "Invalid account type used", text, field)
    check_account_currency(books, body, account, field)
