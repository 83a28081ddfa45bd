# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""Estimate: a price offered; it posts nothing, and an invoice made from it closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import NOTHING, Draft

from .salesform import SalesForm
from .source import is_taken

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_STATES = ("Pending", "Accepted", "Closed", "Rejected", "Converted")


class Estimate(SalesForm):
    """TxnStatus is Pending at first."""

    name, resource = "Estimate", "estimate"
    posting = False
    series = "estimatenumber"

    def settle_form(self, books: Books, body: Body) -> None:
        """Status and terms."""
        if not books.preference("SalesFormsPrefs", "AllowEstimates"):
            raise refusal.Refusal("5030", "Feature Not Supported", "Estimates are switched off.", "")
        books.refer_field(body, "SalesTermRef", "Term")
        status = body.setdefault("TxnStatus", "Pending")
        if status not in _STATES:
            text = f"Invalid Enumeration : {status}"
            raise refusal.Refusal("2170", "Invalid Enumeration", text, "TxnStatus")

    def draft(self, books: Books, body: Body) -> Draft:
        """Nothing."""
        return NOTHING

    def show_links(self, books: Books, body: Body) -> None:
        """The invoices made from it; whether they close it once they take all of it is a setting."""
        sources = books.links.to((self.name, body["Id"]))
        before = books.store.get(self.name, body["Id"]) or {}
        body["LinkedTxn"] = [{"TxnId": identity, "TxnType": entity} for entity, identity in sources]
        if is_taken(books, body, sources):
            body["TxnStatus"] = "Closed"
        elif not sources and before.get("LinkedTxn") and body["TxnStatus"] == "Closed":
            body["TxnStatus"] = "Pending"
