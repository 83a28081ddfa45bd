# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""Transfer: money moved between two balance sheet accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import amount, rounded
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Draft, Line

from .accounttype import PROFIT_AND_LOSS
from .control import PAYABLE, RECEIVABLE
from .document import Document, rate

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books


class Transfer(Document):
    """Debits To, credits From."""

    name, resource = "Transfer", "transfer"

    def settle_document(self, books: Books, body: Body, before: Body | None) -> None:
        """Two different accounts and a positive amount."""
        for field in ("FromAccountRef", "ToAccountRef"):
            account = books.refer_field(body, field, "Account", need=True) or {}
            if account["AccountType"] in PROFIT_AND_LOSS | {PAYABLE, RECEIVABLE}:
                detail = f"Invalid account type: {account['AccountType']}"
                raise refusal.Refusal("6430", "Invalid account type used", detail, field)
        if body["FromAccountRef"]["value"] == body["ToAccountRef"]["value"]:
            raise refusal.business("The two accounts must be different.", "ToAccountRef")
        if "Amount" not in body:
            raise refusal.missing("Amount")
        body["Amount"] = rounded(body["Amount"])
        if body["Amount"] < 0:
            raise refusal.business("Transaction amount must be positive.", "Amount")

    def draft(self, books: Books, body: Body) -> Draft:
        """From one to the other."""
        value, memo = amount(body["Amount"]), body.get("PrivateNote", "")
        lines = [
            Line(body["ToAccountRef"]["value"], value, memo),
            Line(body["FromAccountRef"]["value"], -value, memo),
        ]
        return Draft(lines, rate(body))
