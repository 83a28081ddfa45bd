"""Encode: documents to the body of a batch request, the same bytes for the same documents."""

from __future__ import annotations

from collections.abc import Sequence

from tieout.connectors.quickbooks_online.convention import Convention
from tieout.connectors.quickbooks_online.fields import breaches
from tieout.connectors.quickbooks_online.journal import journal
from tieout.connectors.quickbooks_online.jsontext import Json, written
from tieout.connectors.quickbooks_online.names import item, party
from tieout.connectors.quickbooks_online.order import purchase_order, without_version
from tieout.connectors.quickbooks_online.payment import payment
from tieout.connectors.quickbooks_online.purchase import purchase
from tieout.connectors.quickbooks_online.references import unfit
from tieout.connectors.quickbooks_online.sale import sale
from tieout.core.crosswalk import Crosswalk
from tieout.core.document import Document

__all__ = ["Convention", "batch_body", "encoded"]


def encoded(document: Document, crosswalk: Crosswalk, convention: Convention) -> Json:
    """One document in QuickBooks' form, without Id: tieout creates, but for later states of an order.

    Raises:
        TerminalError: it has no such form, a field breaks QuickBooks' reference, or it refers to what
            is not mapped or not there.
    """
    body = _body(document, crosswalk, convention)
    found = breaches(document.type, without_version(body))
    if found:
        raise unfit(
            document,
            "field_unfit",
            f"QuickBooks' reference does not allow it: {'; '.join(map(str, found))}.",
            "Correct the field at its source; then replace the document.",
            "operations",
        )
    return body


def _body(document: Document, crosswalk: Crosswalk, convention: Convention) -> Json:
    match document.type:
        case "Invoice" | "SalesReceipt" | "CreditMemo" | "RefundReceipt":
            return sale(document, crosswalk, convention)
        case "JournalEntry":
            return journal(document, crosswalk, convention)
        case "Payment":
            return payment(document, crosswalk, convention)
        case "Bill" | "VendorCredit":
            return purchase(document, crosswalk, convention)
        case "PurchaseOrder":
            return purchase_order(document, crosswalk, convention)
        case "Customer" | "Vendor":
            return party(document, crosswalk)
        case "Item":
            return item(document, crosswalk)


def batch_body(
    items: Sequence[tuple[str, Document]], crosswalk: Crosswalk, convention: Convention
) -> bytes:
    """The batch of (item id, document) pairs.

    Raises:
        TerminalError: one of them has no QuickBooks form.
    """
    rows = []
    for name, document in items:
        body = encoded(document, crosswalk, convention)
        operation = "update" if "Id" in body else "create"
        rows.append({"bId": name, "operation": operation, document.type: body})
    return written({"BatchItemRequest": rows}).encode("ascii")
