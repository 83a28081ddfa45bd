"""Source: the document an invoice or a bill is made from: an estimate, a purchase order."""

from __future__ import annotations

from collections.abc import Mapping
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
    """The orders a bill's lines name must be this supplier's; links in its head are a setting.

    Where they are ignored, as recorded, none is kept; where they count, those of the lines are enough.
    """
    by_lines = [link for line in body["Line"] for link in _links(line, "PurchaseOrder")]
    head = _links(body, "PurchaseOrder") if books.settings.bill_head_links == "taken" else []
    for link in [*by_lines, *head]:
        order = books.find("PurchaseOrder", link.get("TxnId", ""))
        if order is None:
            raise _missing("PurchaseOrder", link)
        if order["VendorRef"]["value"] != body["VendorRef"]["value"]:
            raise refusal.business("The purchase order belongs to another vendor.", "Line.LinkedTxn")
    named = {link["TxnId"] for link in by_lines}
    body["LinkedTxn"] = [link for link in head if link["TxnId"] not in named]


def order_links(body: Body) -> dict[Document, Decimal]:
    """What a bill takes from its orders: each line from its own, all of it from the first in its head."""
    head = _links(body, "PurchaseOrder")[:1]
    found = {("PurchaseOrder", link["TxnId"]): amount(body["TotalAmt"]) for link in head}
    for line in body.get("Line", []):
        for link in _links(line, "PurchaseOrder"):
            key = ("PurchaseOrder", link["TxnId"])
            found[key] = found.get(key, ZERO) + amount(line.get("Amount"))
    return found


def is_taken(books: Books, body: Body, sources: Mapping[Document, Decimal]) -> bool:
    """Whether what is made from an estimate or order closes it: a setting."""
    setting = books.settings.order_close
    if not sources or setting == "never":
        return False
    return setting == "first" or sum(sources.values(), ZERO) >= amount(body["TotalAmt"])


def shown_links(body: Body, kind: str) -> list[Body]:
    """The links to sources that a document itself names."""
    return _links(body, kind)


def _links(body: Body, kind: str) -> list[Body]:
    return [link for link in body.get("LinkedTxn", []) if link.get("TxnType") == kind]


def _missing(entity: str, link: Body) -> refusal.Refusal:
    """6000 in the recorded wording."""
    name = f"{entity} {link.get('TxnId', '')}"
    return refusal.business(f"The entity {name} that you are trying to link does not exist. {name}")
