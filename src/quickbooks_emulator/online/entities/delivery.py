"""Delivery: a form that is to be sent by e-mail, and its being sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.clock import stamp
from quickbooks_emulator.online.jsontext import Body

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

SENDABLE = (
    "Invoice",
    "SalesReceipt",
    "CreditMemo",
    "RefundReceipt",
    "Estimate",
    "PurchaseOrder",
    "Payment",
)


def settle_delivery(body: Body, before: Body | None) -> None:
    """DeliveryInfo says that it goes by e-mail, and when it went."""
    body.pop("DeliveryInfo", None)
    if before is not None and "DeliveryInfo" in before:
        body["DeliveryInfo"] = before["DeliveryInfo"]
    elif body.get("EmailStatus", "NotSet") != "NotSet":
        body["DeliveryInfo"] = {"DeliveryType": "Email"}


def send(books: Books, entity: str, identity: str, address: str = "") -> Body:
    """`POST /invoice/ID/send?sendTo=...`: nothing leaves, the form says that it was sent.

    SyncToken stays, as recorded. Without an address of its own or in the request it
    is refused, or marked as sent all the same (a setting).
    """
    if entity not in SENDABLE:
        raise refusal.unsupported_operation("send", entity)
    body = dict(books.read(entity, identity))
    if address:
        body["BillEmail"] = {"Address": address}
    refuses = books.settings.send_without_email == "refuse"
    if refuses and not body.get("BillEmail", {}).get("Address"):
        raise refusal.missing("BillEmail.Address")
    now = stamp(books.clock.now())
    body["EmailStatus"] = "EmailSent"
    body["DeliveryInfo"] = {"DeliveryType": "Email", "DeliveryTime": now}
    body["MetaData"] = {**body["MetaData"], "LastUpdatedTime": now}
    books.store.put(entity, body)
    return body
