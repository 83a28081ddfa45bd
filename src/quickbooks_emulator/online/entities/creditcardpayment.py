# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""CreditCardPayment: a bank account pays what a credit card owes; home currency only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import amount, rounded
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Draft, Line

from .document import Document

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_TYPES = {"CreditCardAccountRef": "Credit Card", "BankAccountRef": "Bank"}


class CreditCardPayment(Document):
    """Debits the card, credits the bank. The entity's name is CreditCardPaymentTxn."""

    name, resource = "CreditCardPaymentTxn", "creditcardpayment"

    def settle_document(self, books: Books, body: Body, before: Body | None) -> None:
        """Two accounts of their kind and a positive amount."""
        if body["CurrencyRef"]["value"] != books.settings.home_currency:
            raise refusal.business("Credit card payments are in home currency only.", "CurrencyRef")
        for field, wanted in _TYPES.items():
            account = books.refer_field(body, field, "Account", need=True) or {}
            if account["AccountType"] != wanted:
                text = f"Invalid account type: {account['AccountType']}"
                raise refusal.Refusal("6430", "Invalid account type used", text, field)
        books.refer_field(body, "VendorRef", "Vendor")
        if "Amount" not in body:
            raise refusal.missing("Amount")
        body["Amount"] = rounded(body["Amount"])
        if body["Amount"] <= 0:
            raise refusal.business("You must set a transaction amount.", "Amount")

    def draft(self, books: Books, body: Body) -> Draft:
        """Card up, bank down."""
        value, memo = amount(body["Amount"]), body.get("Memo") or body.get("PrivateNote", "")
        card, bank = body["CreditCardAccountRef"]["value"], body["BankAccountRef"]["value"]
        return Draft([Line(card, value, memo), Line(bank, -value, memo)])
