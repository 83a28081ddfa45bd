# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""Item: what is sold or bought, and the accounts it posts to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import decimal, rounded
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import NOTHING, Draft, Kind, Line
from quickbooks_emulator.online.layers import Movement
from quickbooks_emulator.online.ledger import Posting
from quickbooks_emulator.online.nameindex import name_key
from quickbooks_emulator.online.stock import first_cost

from .inventoryitem import settle_components, settle_inventory
from .naming import check_characters, check_unique, parent_key, retire, settle_tree

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_TYPES = ("Inventory", "Service", "NonInventory", "Category")
_BUNDLE = "Group"
_REFERENCES = {"ClassRef": "Class", "PrefVendorRef": "Vendor"}
_DEAREST = Decimal(99_999_999_999)
# Which account types an item's accounts may be.
_ACCOUNT_TYPES = {
    "IncomeAccountRef": ("Income", "Other Income"),
    "ExpenseAccountRef": ("Expense", "Other Expense", "Cost of Goods Sold"),
    "AssetAccountRef": ("Other Current Asset",),
}


_LIABILITIES = ("Other Current Liability", "Long Term Liability")


class Item(Kind):
    """Service, NonInventory, Inventory (FIFO) and Category; a bundle (Group) only a person can make."""

    name, resource = "Item", "item"
    list_name = "Items"

    def settle(self, books: Books, body: Body, before: Body | None) -> None:
        """Name, type, accounts, prices."""
        if "Name" not in body:
            raise refusal.missing("Name")
        check_characters("Name", body["Name"], ":\t\n")
        body.setdefault("Active", True)
        _settle_type(books, body, before)
        retire(body, "Name")
        settle_tree(books, "Item", body, "SubItem")
        if not body["SubItem"]:
            del body["SubItem"]
        check_unique(books, parent_key("Item", body), body.get("Id"), ("Item",), "product or service")
        if body["Type"] == _BUNDLE:
            settle_components(books, body)
        _settle_accounts(books, body)
        _settle_prices(body)
        for field, entity in _REFERENCES.items():
            books.refer_field(body, field, entity)
        if body["Type"] == "Inventory":
            settle_inventory(books, body, before)
        else:
            body["TrackQtyOnHand"] = False

    def day(self, body: Body) -> str:
        """Its opening stock is dated at the inventory start date."""
        return str(body["InvStartDate"])

    def draft(self, books: Books, body: Body) -> Draft:
        """The opening stock at the cost it was set up with; its other side is a setting."""
        quantity = decimal(body.get("QtyOnHand"))
        other = _other_side(books)
        if body.get("Type") != "Inventory" or quantity <= 0 or not other:
            return NOTHING
        value = rounded(quantity * first_cost(books, body))
        asset, memo = body["AssetAccountRef"]["value"], "Opening inventory"
        opened = Line(asset, value, memo, item=body["Id"], quantity=quantity)
        return Draft([Line(other, -value, memo), opened])

    def movements(self, books: Books, body: Body, postings: Sequence[Posting]) -> dict[str, list[Movement]]:
        """The opening stock, before everything else of its day."""
        opened = [
            Movement(body["InvStartDate"], (-1, 0), ("Item", body["Id"]), posting.quantity, posting.cents)
            for posting in postings
            if posting.item == body["Id"]
        ]
        return {body["Id"]: opened} if opened else {}

    def opening(self, body: Body) -> Body:
        """The purchase cost of the first day is kept: later costs do not change the opening."""
        return {"cost": body.get("PurchaseCost", Decimal(0))} if body.get("Type") == "Inventory" else {}

    def open(self, books: Books, made: Body, opening: Body) -> None:
        """Keep it."""
        books.store.set_fact("first cost:" + made["Id"], str(opening["cost"]))

    def live(self, books: Books, body: Body) -> Body:
        """QtyOnHand of an inventory item follows from its movements."""
        if body.get("Type") != "Inventory":
            return {}
        return {"QtyOnHand": books.stock_on_hand(body["Id"])}


def _settle_type(books: Books, body: Body, before: Body | None) -> None:
    if before is not None:
        body.setdefault("Type", before["Type"])
    if "Type" not in body:
        raise refusal.missing("Type")
    bundle = body["Type"] == _BUNDLE and (before is not None or books.terms.by_person)
    if body["Type"] not in _TYPES and not bundle:
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


def _other_side(books: Books) -> str:
    """Where opening stock comes from: Opening Balance Equity, or Inventory Shrinkage where there is one."""
    if books.settings.opening_stock == "shrinkage":
        for _, identity in books.store.names.holders(name_key("Account", "Inventory Shrinkage", "")):
            return identity
    return books.account_of_subtype("OpeningBalanceEquity")
