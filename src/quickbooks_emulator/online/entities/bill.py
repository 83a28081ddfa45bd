"""Bill: a purchase to be paid later; credits the supplier's payable."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.links import Document

from .control import PAYABLE, settle_control
from .expenseform import ExpenseForm
from .invoice import refuse_below_applied, show_applied
from .source import order_links, settle_orders, shown_links

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books


class Bill(ExpenseForm):
    """Balance is the total less what bill payments apply."""

    name, resource = "Bill", "bill"

    def settle_form(self, books: Books, body: Body) -> None:
        """Payable and due date."""
        settle_control(books, body, "APAccountRef", PAYABLE)
        term = books.refer_field(body, "SalesTermRef", "Term") or {}
        day = date.fromisoformat(body["TxnDate"]) + timedelta(days=int(term.get("DueDays", 0)))
        body.setdefault("DueDate", day.isoformat())

    def settle_document(self, books: Books, body: Body, before: Body | None) -> None:
        """The total cannot fall below what is paid."""
        super().settle_document(books, body, before)
        settle_orders(books, body)
        refuse_below_applied(books, self, body)

    def links(self, body: Body) -> dict[Document, Decimal]:
        """The purchase orders its lines are made from."""
        return order_links(body)

    def show_links(self, books: Books, body: Body) -> None:
        """Balance and LinkedTxn follow from the bill payments; orders in its head stay as sent."""
        made_from = shown_links(body, "PurchaseOrder")
        show_applied(books, self.name, body)
        body["LinkedTxn"] = made_from + body["LinkedTxn"]
