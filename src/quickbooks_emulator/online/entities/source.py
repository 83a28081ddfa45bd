"""Source: the document an invoice or a bill is made from: an estimate, a purchase order."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import ZERO, amount
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.links import Document

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books


def settle_estimates(books: Books, body: Body) -> None:
    """The estimates an invoice names in its LinkedTxn must be this customer's."""
    for link in _links(body, "Estimate"):
        estimate = books.find("Estimate", link.get("TxnId", ""))
        if estimate is None:
            raise _missing("Estimate", link)
        if estimate["CustomerRef"]["value"] != body["CustomerRef"]["value"]:
            raise refusal.business("The estimate belongs to another customer.", "LinkedTxn")


def estimate_links(body: Body) -> dict[Document, Decimal]:
    """An invoice takes its total from the estimates it names, the first one first."""
    found = _links(body, "Estimate")
    return {("Estimate", link["TxnId"]): amount(body["TotalAmt"]) for link in found}


def settle_orders(books: Books, body: Body) -> None:
    """The orders a bill's lines name must be this supplier's; links in its head count for nothing."""
    for line in body["Line"]:
        for link in _links(line, "PurchaseOrder"):
            order = books.find("PurchaseOrder", link.get("TxnId", ""))
            if order is None:
                raise _missing("PurchaseOrder", link)
            if order["VendorRef"]["value"] != body["VendorRef"]["value"]:
                raise refusal.business("The purchase order belongs to another vendor.", "Line.LinkedTxn")


def order_links(body: Body) -> dict[Document, Decimal]:
    """What each line takes from its order; one bill may be made from many."""
    found: dict[Document, Decimal] = {}
    for line in body.get("Line", []):
        for link in _links(line, "PurchaseOrder"):
            key = ("PurchaseOrder", link["TxnId"])
            found[key] = found.get(key, ZERO) + amount(line.get("Amount"))
    return found


def shown_links(body: Body, kind: str) -> list[Body]:
    """The links to sources that a document itself names."""
    return _links(body, kind)


def _links(body: Body, kind: str) -> list[Body]:
    return [link for link in body.get("LinkedTxn", []) if link.get("TxnType") == kind]


def _missing(entity: str, link: Body) -> refusal.Refusal:
    """6000 in the recorded wording."""
    name = f"{entity} {link.get('TxnId', '')}"
    return refusal.business(f"The entity {name} that you are trying to link does not exist. {name}")
