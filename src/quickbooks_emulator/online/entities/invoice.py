"""Invoice: a sale to be paid later; debits the customer's receivable."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import amount, rounded
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Draft, Line
from quickbooks_emulator.online.links import Document as LinkedDocument

from .control import RECEIVABLE, settle_control
from .document import Document, party_name, rate
from .salesform import SalesForm, settle_deposit_account
from .source import estimate_links, settle_estimates, shown_links

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_ONLINE = (
    "AllowIPNPayment",
    "AllowOnlinePayment",
    "AllowOnlineCreditCardPayment",
    "AllowOnlineACHPayment",
)


class Invoice(SalesForm):
    """Balance is the total less what payments apply."""

    name, resource = "Invoice", "invoice"
    voidable = True

    def settle_form(self, books: Books, body: Body) -> None:
        """Receivable, due date, online payment switches."""
        settle_control(books, body, "ARAccountRef", RECEIVABLE)
        books.refer_field(body, "SalesTermRef", "Term")
        body.setdefault("DueDate", due_date(books, body))
        settle_estimates(books, body)
        _settle_deposit(books, body)
        for field in _ONLINE:
            body.setdefault(field, False)
        refuse_below_applied(books, self, body)

    def draft(self, books: Books, body: Body) -> Draft:
        """As every sale; a deposit taken with it is not owed any more."""
        draft = super().draft(books, body)
        taken = amount(body.get("Deposit"))
        if not taken:
            return draft
        name, control = party_name(body, "CustomerRef"), body["ARAccountRef"]["value"]
        kept = Line(body["DepositToAccountRef"]["value"], taken, "Deposit", name)
        return replace(draft, lines=[Line(control, -taken, "Deposit", name), kept, *draft.lines])

    def links(self, body: Body) -> dict[LinkedDocument, Decimal]:
        """The estimates it is made from."""
        return estimate_links(body)

    def show_links(self, books: Books, body: Body) -> None:
        """Balance and LinkedTxn follow from the payments; estimates stay as sent."""
        made_from = shown_links(body, "Estimate")
        show_applied(books, self.name, body)
        body["LinkedTxn"] = made_from + body["LinkedTxn"]


def _settle_deposit(books: Books, body: Body) -> None:
    """A deposit on the invoice, where the company allows it: at most the total."""
    if not books.preference("SalesFormsPrefs", "AllowDeposit"):
        body.pop("Deposit", None)
        body.pop("DepositToAccountRef", None)
        return
    body["Deposit"] = amount(body.get("Deposit"))
    if not 0 <= body["Deposit"] <= body["TotalAmt"]:
        raise refusal.business("The deposit is more than the total.", "Deposit")
    if body["Deposit"]:
        settle_deposit_account(books, body)


def refuse_below_applied(books: Books, kind: Document, body: Body) -> None:
    """What is applied to a document holds its party and keeps its total up, or is freed: two settings."""
    applied = books.links.applied((kind.name, body.get("Id", "")))
    if applied > body["TotalAmt"] - amount(body.get("Deposit")):
        if books.settings.total_below_applied == "unlink":
            books.unlink((kind.name, body["Id"]))
            return
        raise refusal.business("The total is less than what is applied to it.", "TotalAmt")
    before = books.store.get(kind.name, body.get("Id", ""))
    field = kind.party_field
    if applied and before and before[field]["value"] != body[field]["value"]:
        if books.settings.paid_name_change == "unlink":
            books.unlink((kind.name, body["Id"]))
            return
        raise refusal.business("The name cannot change while payments are applied.", field)


def show_applied(books: Books, entity: str, body: Body) -> None:
    """Balance and LinkedTxn of a document that others apply to."""
    sources = books.links.to((entity, body["Id"]))
    body["LinkedTxn"] = [
        {"TxnId": identity, "TxnType": linked_type(books, source, identity)} for source, identity in sources
    ]
    balance = amount(body["TotalAmt"]) - amount(body.get("Deposit")) - sum(sources.values(), amount(0))
    body["Balance"] = amount(balance)
    if books.settings.multi_currency:
        body["HomeBalance"] = rounded(balance * rate(body))


def linked_type(books: Books, entity: str, identity: str) -> str:
    """A bill payment is shown as its kind: BillPaymentCheck or BillPaymentCreditCard."""
    if entity != "BillPayment":
        return entity
    return "BillPayment" + str(books.store.objects[entity][identity]["PayType"])


def due_date(books: Books, body: Body) -> str:
    """TxnDate plus the days of the invoice's, the customer's or the company's term."""
    customer = books.store.objects["Customer"][body["CustomerRef"]["value"]]
    reference = (
        body.get("SalesTermRef")
        or customer.get("SalesTermRef")
        or books.preference("SalesFormsPrefs", "DefaultTerms")
    )
    term = books.find("Term", reference["value"]) if reference else None
    days = int((term or {}).get("DueDays", 0))
    return (date.fromisoformat(body["TxnDate"]) + timedelta(days=days)).isoformat()
