"""Inventory item: what an item with a tracked quantity must say, and how its count is corrected."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import decimal
from quickbooks_emulator.online.jsontext import Body

from .control import special_account

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_NEEDS = (
    "TrackQtyOnHand",
    "QtyOnHand",
    "InvStartDate",
    "AssetAccountRef",
    "IncomeAccountRef",
    "ExpenseAccountRef",
)
SHRINKAGE = "OtherCostsOfServiceCos"


def settle_inventory(books: Books, body: Body, before: Body | None) -> None:
    """All of the inventory fields.

    A quantity counts at creation; a later one, sent with a date, is an adjustment of that day, or
    nothing (a setting).
    """
    sent = dict(body)
    if before is not None and before["Type"] == "Inventory":
        for field in ("QtyOnHand", "InvStartDate", "TrackQtyOnHand"):
            body[field] = before[field]
    for field in _NEEDS:
        if field not in body:
            raise refusal.missing(field)
    if not body["TrackQtyOnHand"]:
        raise refusal.missing("TrackQtyOnHand")
    if before is None or before["Type"] != "Inventory":
        return
    counts = books.settings.quantity_later == "adjusts"
    if counts and {"QtyOnHand", "InvStartDate"} <= books.sent:
        _recount(books, body, sent)
    if sent.get("InvStartDate", body["InvStartDate"]) < body["InvStartDate"]:
        body["InvStartDate"] = sent["InvStartDate"]


def _recount(books: Books, body: Body, sent: Body) -> None:
    """What is on hand becomes what was sent, by an adjustment dated as sent."""
    difference = decimal(sent["QtyOnHand"]) - books.stock_on_hand(body["Id"])
    if not difference:
        return
    if not body.get("Active", True):
        text = "you need to activate this item before updating the quantity"
        raise refusal.business(text, "QtyOnHand")
    kind = "ItemAdjustmentLineDetail"
    line = {"DetailType": kind, kind: {"ItemRef": {"value": body["Id"]}, "QtyDiff": difference}}
    day = max(sent["InvStartDate"], body["InvStartDate"])
    adjust = shrinkage(books)
    books.create("InventoryAdjustment", {"TxnDate": day, "AdjustAccountRef": adjust, "Line": [line]})


def shrinkage(books: Books) -> Body:
    """The account QuickBooks adjusts stock against, made if it is not there."""
    for account in books.store.each("Account"):
        if account["Name"] == "Inventory Shrinkage" and account["Active"]:
            return {"value": account["Id"], "name": account["FullyQualifiedName"]}
    return special_account(books, SHRINKAGE, "Inventory Shrinkage", "Cost of Goods Sold")


def settle_components(books: Books, body: Body) -> None:
    """A bundle holds at least one item, and no bundle."""
    lines = body.get("ItemGroupDetail", {}).get("ItemGroupLine", [])
    if not lines:
        raise refusal.missing("ItemGroupDetail")
    for line in lines:
        item = books.refer_field(line, "ItemRef", "Item", need=True) or {}
        if item["Type"] in ("Group", "Category"):
            raise refusal.business("A bundle cannot hold a bundle or a category.", "ItemRef")
        line.setdefault("Qty", Decimal(1))
