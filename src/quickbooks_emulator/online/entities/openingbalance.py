"""Opening balance: what a new customer or supplier already owed, or an account already held.

A customer's becomes an opening invoice, a supplier's an opening bill, an account's a journal entry;
the other side is Opening Balance Equity, or Uncategorized Income and Expense by the setting
`opening_balance_account` (u).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online.amount import amount
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.nameindex import name_key

from .accounttype import PROFIT_AND_LOSS, credit_normal
from .control import special_account

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_ITEM = "Opening Balance"
_EXPENSE = "AccountBasedExpenseLineDetail"


def taken(body: Body, field: str, day: str) -> Body:
    """The opening balance of a body that is being created, taken out of it."""
    value = body.pop(field, None)
    if not value:
        return {}
    return {"value": amount(value), "day": body.get(day, "")}


def open_customer(books: Books, made: Body, opening: Body) -> None:
    """An invoice of the balance; a credit memo when the customer is owed something."""
    value = opening["value"]
    detail: Body = {"ItemRef": {"value": _opening_item(books)}}
    if books.settings.country == "US":
        detail["TaxCodeRef"] = {"value": "NON"}
    line = {"Amount": abs(value), "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
    body = _document(made, opening, line) | {"CustomerRef": {"value": made["Id"]}}
    if books.settings.country != "US":
        body["GlobalTaxCalculation"] = "NotApplicable"
    _make(books, "Invoice" if value > 0 else "CreditMemo", body)


def open_vendor(books: Books, made: Body, opening: Body) -> None:
    """A bill of the balance; a supplier's credit when he owes us something."""
    value = opening["value"]
    account = _other_side(books, "Uncategorized Expense")
    line = {"Amount": abs(value), "DetailType": _EXPENSE, _EXPENSE: {"AccountRef": {"value": account}}}
    body = _document(made, opening, line) | {"VendorRef": {"value": made["Id"]}}
    _make(books, "Bill" if value > 0 else "VendorCredit", body)


def open_account(books: Books, made: Body, opening: Body) -> None:
    """A journal entry on the account's own side against Opening Balance Equity."""
    kind = made["AccountType"]
    if kind in PROFIT_AND_LOSS or kind in ("Accounts Receivable", "Accounts Payable"):
        return
    value = opening["value"] * (-1 if credit_normal(kind) else 1)
    equity = special_account(books, "OpeningBalanceEquity", "Opening Balance Equity", "Equity")["value"]
    lines = [_side(made["Id"], value), _side(equity, -value)]
    body: Body = {"Line": lines, "PrivateNote": "Opening Balance", "CurrencyRef": _currency(made)}
    if opening["day"]:
        body["TxnDate"] = opening["day"]
    _make(books, "JournalEntry", body)


def _side(account: str, value: Decimal) -> Body:
    kind = "JournalEntryLineDetail"
    side = "Debit" if value > 0 else "Credit"
    detail = {"PostingType": side, "AccountRef": {"value": account}}
    return {"Amount": abs(value), "DetailType": kind, kind: detail, "Description": "Opening Balance"}


def _document(made: Body, opening: Body, line: Body) -> Body:
    line["Description"] = "Opening Balance"
    body: Body = {"Line": [line], "CurrencyRef": _currency(made)}
    if opening["day"]:
        body["TxnDate"] = opening["day"]
    return body


def _currency(made: Body) -> Body:
    return {"value": made["CurrencyRef"]["value"]}


def _make(books: Books, entity: str, body: Body) -> None:
    """As QuickBooks makes it by itself: no custom numbers, no limits of a person's entry."""
    terms = books.terms
    books.terms = replace(terms, include=frozenset(("allowduplicatedocnum",)))
    books.create(entity, body)
    books.terms = terms


def _opening_item(books: Books) -> str:
    for _, identity in books.store.names.holders(name_key("Item", _ITEM, "")):
        return identity
    account = _other_side(books, "Uncategorized Income")
    item: Body = {"Name": _ITEM, "FullyQualifiedName": _ITEM, "Active": True, "Type": "Service"}
    item |= {"IncomeAccountRef": {"value": account}, "UnitPrice": Decimal(0), "PurchaseCost": Decimal(0)}
    return str(
        books.save(books.kinds["Item"], item | {"Taxable": False, "TrackQtyOnHand": False}, None)["Id"]
    )


def _other_side(books: Books, uncategorized: str) -> str:
    if books.settings.opening_balance_account == "income":
        for _, identity in books.store.names.holders(name_key("Account", uncategorized, "")):
            return identity
    equity = special_account(books, "OpeningBalanceEquity", "Opening Balance Equity", "Equity")
    return str(equity["value"])
