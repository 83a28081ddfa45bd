"""Item: what is sold or bought, and the accounts it posts to."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Kind

from .naming import check_characters, check_unique, parent_key, retire, settle_tree

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_TYPES = ("Inventory", "Service", "NonInventory", "Category")
_INVENTORY_NEEDS = (
    "TrackQtyOnHand",
    "QtyOnHand",
    "InvStartDate",
    "AssetAccountRef",
    "IncomeAccountRef",
    "ExpenseAccountRef",
)
_DEAREST = Decimal(99_999_999_999)
# Which account types an item's accounts may be.
_ACCOUNT_TYPES = {
    "IncomeAccountRef": ("Income", "Other Income"),
    "ExpenseAccountRef": ("Expense", "Other Expense", "Cost of Goods Sold"),
    "AssetAccountRef": ("Other Current Asset",),
}


_LIABILITIES = ("Other Current Liability", "Long Term Liability")


class Item(Kind):
    """Service, NonInventory, Inventory (FIFO) and Category; bundles cannot be created."""

    name, resource = "Item", "item"
    list_name = "Items"

    def settle(self, books: Books, body: Body, before: Body | None) -> None:
        """Name, type, accounts, prices."""
        if "Name" not in body:
            raise refusal.missing("Name")
        check_characters("Name", body["Name"], ":\t\n")
        body.setdefault("Active", True)
        _settle_type(body, before)
        retire(body, "Name")
        settle_tree(books, "Item", body, "SubItem")
        if not body["SubItem"]:
            del body["SubItem"]
        check_unique(books, parent_key("Item", body), body.get("Id"), ("Item",), "product or service")
        _settle_accounts(books, body)
        _settle_prices(body)
        if body["Type"] == "Inventory":
            _settle_inventory(body, before)
        else:
            body["TrackQtyOnHand"] = False

    def live(self, books: Books, body: Body) -> Body:
        """QtyOnHand of an inventory item follows from its movements."""
        if body.get("Type") != "Inventory":
            return {}
        return {"QtyOnHand": books.stock_on_hand(body["Id"])}


def _settle_type(body: Body, before: Body | None) -> None:
    if before is not None:
        body.setdefault("Type", before["Type"])
    if "Type" not in body:
        raise refusal.missing("Type")
    if body["Type"] not in _TYPES:
        detail = f"Item type {body['Type']} is not supported."
        raise refusal.Refusal("2120", "Invalid Type", detail, "Type")
    if before is not None and before["Type"] == "Inventory" != body["Type"]:
        raise refusal.business("An inventory item cannot change its type.", "Type")


def _settle_accounts(books: Books, body: Body) -> None:
    for field, types in _ACCOUNT_TYPES.items():
        account = books.refer_field(body, field, "Account")
        if _may_owe(books, body, field):
            types = (*types, *_LIABILITIES)
        if account is not None and account["AccountType"] not in types:
            detail = f"Invalid account type: {account['AccountType']}"
            raise refusal.Refusal("6430", "Invalid account type used", detail, field)
    posting = body["Type"] in ("Service", "NonInventory")
    if posting and "IncomeAccountRef" not in body and "ExpenseAccountRef" not in body:
        raise refusal.missing("IncomeAccountRef")


def _may_owe(books: Books, body: Body, field: str) -> bool:
    """Gift cards are sold through products on a liability account (Intuit community 262795)."""
    allowed = books.settings.service_item_accounts == "liability"
    return allowed and field == "IncomeAccountRef" and body["Type"] in ("Service", "NonInventory")


def _settle_prices(body: Body) -> None:
    body.setdefault("Taxable", False)
    for field in ("UnitPrice", "PurchaseCost"):
        body.setdefault(field, Decimal(0))
        if abs(body[field]) > _DEAREST:
            raise refusal.Refusal("2110", "Invalid Decimal", f"Supplied value: {body[field]}", field)


def _settle_inventory(body: Body, before: Body | None) -> None:
    """All of the inventory fields; quantity and start date count at creation only."""
    if before is not None:
        for field in ("QtyOnHand", "InvStartDate", "TrackQtyOnHand"):
            body[field] = before[field]
    for field in _INVENTORY_NEEDS:
        if field not in body:
            raise refusal.missing(field)
    if not body["TrackQtyOnHand"]:
        raise refusal.missing("TrackQtyOnHand")
