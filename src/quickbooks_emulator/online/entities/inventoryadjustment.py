# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""InventoryAdjustment: a count that differs; it states quantities, QuickBooks states the value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import decimal
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.layers import Movement
from quickbooks_emulator.online.ledger import Posting

from .accounttype import PROFIT_AND_LOSS
from .document import Document, check_stock_date, settle_dimensions

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_DETAIL = "ItemAdjustmentLineDetail"


class InventoryAdjustment(Document):
    """Down at FIFO cost, up at the purchase cost or the last cost (u); updates are sparse only."""

    name, resource = "InventoryAdjustment", "inventoryadjustment"
    line_types = frozenset((_DETAIL,))
    needs_amount = False
    sparse_only = True

    def settle_line(self, books: Books, body: Body, line: Body) -> None:
        """An inventory item and the difference in quantity."""
        detail = line.get(_DETAIL, {})
        for field in ("ItemRef", "QtyDiff"):
            if field not in detail:
                raise refusal.missing(f"Line.{_DETAIL}.{field}")
        item = books.refer("Item", detail["ItemRef"]) or {}
        if item["Type"] != "Inventory":
            raise refusal.business("Only inventory items can be adjusted.", "ItemRef")
        check_stock_date(body, item)
        settle_dimensions(books, detail)
        for field in ("NewQty", "SalesPrice"):
            detail.pop(field, None)
        line.pop("Amount", None)

    def settle_document(self, books: Books, body: Body, before: Body | None) -> None:
        """The account of the other side; the date cannot be edited."""
        if books.settings.country == "US" and not books.preference(
            "ProductAndServicesPrefs", "QuantityOnHand"
        ):
            raise refusal.Refusal("5030", "Feature Not Supported", "Inventory is not tracked.", "")
        account = books.refer_field(body, "AdjustAccountRef", "Account", need=True) or {}
        if account["AccountType"] not in PROFIT_AND_LOSS | {"Equity"}:
            text = f"Invalid account type: {account['AccountType']}"
            raise refusal.Refusal("6430", "Invalid account type used", text, "AdjustAccountRef")
        if before is not None and body["TxnDate"] != before["TxnDate"]:
            raise refusal.business("The date of an inventory adjustment cannot be changed.", "TxnDate")
        books.refer_field(body, "CustomerRef", "Customer")

    def movements(self, books: Books, body: Body, postings: Sequence[Posting]) -> dict[str, list[Movement]]:
        """Each line's quantity; its worth is found by the stock."""
        found: dict[str, list[Movement]] = {}
        for line in body["Line"]:
            detail = line[_DETAIL]
            item = books.store.objects["Item"][detail["ItemRef"]["value"]]
            quantity = decimal(detail["QtyDiff"])
            unit = None
            if books.settings.adjustment_cost == "purchase_cost":
                unit = decimal(item.get("PurchaseCost")) * 100
            rank = (int(quantity < 0), int(body["Id"]))
            one = Movement(body["TxnDate"], rank, (self.name, body["Id"]), quantity, unit=unit)
            found.setdefault(item["Id"], []).append(one)
        return found
