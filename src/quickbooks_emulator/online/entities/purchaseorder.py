# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""PurchaseOrder: what was ordered and not yet billed; it posts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import NOTHING, Draft

from .control import PAYABLE, settle_control
from .customfield import settle_custom_fields
from .expenseform import ExpenseForm
from .source import is_taken

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books


class PurchaseOrder(ExpenseForm):
    """Open until bills take all of it, or somebody closes it."""

    name, resource = "PurchaseOrder", "purchaseorder"
    posting = False
    numbering = "order"

    def settle_form(self, books: Books, body: Body) -> None:
        """Payable account, addresses, custom fields."""
        settle_control(books, body, "APAccountRef", PAYABLE)
        books.refer_field(body, "SalesTermRef", "Term")
        vendor = books.store.objects["Vendor"][body["VendorRef"]["value"]]
        if "BillAddr" in vendor:
            body.setdefault("VendorAddr", dict(vendor["BillAddr"]))
        company = books.store.objects["CompanyInfo"]["1"]
        if "CompanyAddr" in company:
            body.setdefault("ShipAddr", dict(company["CompanyAddr"]))
        settle_custom_fields(books, body, order=True)
        body.setdefault("POStatus", "Open")
        if body.get("ManuallyClosed"):
            body["POStatus"] = "Closed"

    def draft(self, books: Books, body: Body) -> Draft:
        """Nothing."""
        return NOTHING

    def show_links(self, books: Books, body: Body) -> None:
        """The bills made from it; whether they close it once they take all of it is a setting."""
        sources = books.links.to((self.name, body["Id"]))
        body["LinkedTxn"] = [{"TxnId": identity, "TxnType": entity} for entity, identity in sources]
        if is_taken(books, body, sources):
            body["POStatus"] = "Closed"
        elif body.get("POStatus") == "Closed" and not body.get("ManuallyClosed") and _reopened(books, body):
            body["POStatus"] = "Open"


def _reopened(books: Books, body: Body) -> bool:
    """It was closed by bills that are there no more."""
    before = books.store.get("PurchaseOrder", body["Id"])
    return bool(before and before.get("LinkedTxn") and before["POStatus"] == "Closed")
