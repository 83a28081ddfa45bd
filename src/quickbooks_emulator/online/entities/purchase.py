"""Purchase: money spent at once by cash, check or credit card."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import ZERO
from quickbooks_emulator.online.jsontext import Body

from .control import RECEIVABLE
from .document import check_account_currency
from .expenseform import ExpenseForm, expense_of

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_ACCOUNT_TYPES = {
    "Cash": ("Bank", "Credit Card", "Other Current Asset"),
    "Check": ("Bank",),
    "CreditCard": ("Credit Card",),
}


class Purchase(ExpenseForm):
    """Credits the bank or card; `Credit` true is a card refund."""

    name, resource = "Purchase", "purchase"
    party_field = ""
    control_field = "AccountRef"

    def sign(self, body: Body) -> int:
        """Reversed for a refund to the card."""
        return -1 if body.get("Credit") else 1

    def settle_form(self, books: Books, body: Body) -> None:
        """Payment type, its account, the payee."""
        kind = body.get("PaymentType")
        if kind is None:
            raise refusal.missing("PaymentType")
        if kind not in _ACCOUNT_TYPES:
            raise refusal.Refusal("2170", "Invalid Enumeration", f"Invalid Enumeration : {kind}", "")
        account = books.refer_field(body, "AccountRef", "Account", need=True)
        if account and account["AccountType"] not in _ACCOUNT_TYPES[kind]:
            detail = f"Invalid account type: {account['AccountType']}"
            raise refusal.Refusal("6430", "Invalid account type used", detail, "AccountRef")
        if body.get("Credit") and kind != "CreditCard":
            raise refusal.business("Only a credit card purchase can be a credit.", "Credit")
        check_account_currency(books, body, account, "AccountRef")
        body.setdefault("Credit", False)
        if "EntityRef" in body:
            _settle_payee(books, body["EntityRef"])

    def settle_document(self, books: Books, body: Body, before: Body | None) -> None:
        """What payments took from its receivable lines must still be there."""
        super().settle_document(books, body, before)
        applied = books.links.applied((self.name, body.get("Id", "")))
        if applied and applied > _receivable(books, body):
            raise refusal.business("The total is less than what is applied to it.", "Line.Amount")

    def show_links(self, books: Books, body: Body) -> None:
        """The payments applied to its receivable lines."""
        sources = books.links.to((self.name, body["Id"]))
        body.pop("LinkedTxn", None)
        if sources:
            body["LinkedTxn"] = [{"TxnId": identity, "TxnType": entity} for entity, identity in sources]


def _receivable(books: Books, body: Body) -> Decimal:
    """What its lines on receivable accounts add up to."""
    total = ZERO
    for line in body["Line"]:
        account, value = expense_of(books, line)
        if account and books.store.objects["Account"][account]["AccountType"] == RECEIVABLE:
            total += value
    return total


def _settle_payee(books: Books, reference: Body) -> None:
    """The payee by its type, or by id alone in the one id space of names."""
    kinds = [reference["type"]] if "type" in reference else ["Vendor", "Customer", "Employee"]
    for entity in kinds:
        if entity in ("Vendor", "Customer", "Employee") and books.find(entity, reference["value"]):
            books.refer(entity, reference)
            reference["type"] = entity
            return
    raise refusal.invalid_reference("Names", reference["value"])
