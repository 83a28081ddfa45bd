# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""Payment: money from a customer, applied to invoices and credits; the rest stays unapplied."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import ZERO, amount
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Draft, Line
from quickbooks_emulator.online.links import Document as LinkedDocument

from .control import RECEIVABLE, settle_control, undeposited_funds
from .document import Document, check_account_currency, party_name, rate, settle_total
from .settlement import RECEIVABLES, applied_links, exchange_lines, settle_applied

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books


class Payment(Document):
    """Debits where the money is kept, credits the receivable with all of it."""

    name, resource = "Payment", "payment"
    party_field, party_entity = "CustomerRef", "Customer"
    voidable = True

    def settle_document(self, books: Books, body: Body, before: Body | None) -> None:
        """Total, applications, unapplied rest, accounts."""
        if "TotalAmt" not in body:
            raise refusal.missing("TotalAmt")
        settle_total(books, body, amount(body["TotalAmt"]))
        net = settle_applied(books, RECEIVABLES, self.name, body)
        refuse_zero_links(books, body)
        if net > body["TotalAmt"]:
            raise refusal.business("The amount applied is more than the payment.", "TotalAmt")
        body["UnappliedAmt"] = amount(body["TotalAmt"] - max(net, ZERO))
        settle_control(books, body, "ARAccountRef", RECEIVABLE)
        if "DepositToAccountRef" not in body:
            body["DepositToAccountRef"] = undeposited_funds(books)
        account = books.refer_field(body, "DepositToAccountRef", "Account")
        check_account_currency(books, body, account, "DepositToAccountRef")
        books.refer_field(body, "PaymentMethodRef", "PaymentMethod")
        body.setdefault("ProcessPayment", False)
        body.setdefault("Line", [])

    def draft(self, books: Books, body: Body) -> Draft:
        """Money in, receivable down, and exchange gain or loss."""
        name = party_name(body, "CustomerRef")
        total = amount(body["TotalAmt"])
        control = body["ARAccountRef"]["value"]
        memo = body.get("PrivateNote", "")
        lines = [
            Line(control, -total, memo, name),
            Line(body["DepositToAccountRef"]["value"], total, memo, name),
        ]
        return Draft(lines, rate(body), exchange_lines(books, RECEIVABLES, body, control))

    def links(self, body: Body) -> dict[LinkedDocument, Decimal]:
        """The invoices, credit memos and journal entries it applies to."""
        return applied_links(body)

    def guard(self, books: Books, before: Body) -> None:
        """6540 once it is in a deposit."""
        refuse_deposited(books, self.name, before)

    def void(self, books: Books, body: Body) -> None:
        """Nothing applied, nothing received."""
        super().void(books, body)
        body["Line"] = []

    def show_links(self, books: Books, body: Body) -> None:
        """The deposit that holds it."""
        show_deposit(books, self.name, body)


def refuse_zero_links(books: Books, body: Body) -> None:
    """A payment of nothing that links a credit and a charge: a setting (unverified)."""
    if body["TotalAmt"] == 0 and body.get("Line") and books.settings.zero_payment_links == "refuse":
        raise refusal.business("You must set a transaction amount.", "TotalAmt")


def deposits_of(books: Books, entity: str, body: Body) -> list[str]:
    """Ids of the deposits that hold a document."""
    sources = books.links.to((entity, body.get("Id", "")))
    return [identity for source, identity in sources if source == "Deposit"]


def refuse_deposited(books: Books, entity: str, before: Body) -> None:
    """6540: take it out of the deposit first."""
    if deposits_of(books, entity, before):
        raise refusal.deposited()


def show_deposit(books: Books, entity: str, body: Body) -> None:
    """LinkedTxn names the deposit, if there is one."""
    held = deposits_of(books, entity, body)
    body.pop("LinkedTxn", None)
    if held:
        body["LinkedTxn"] = [{"TxnId": identity, "TxnType": "Deposit"} for identity in held]
