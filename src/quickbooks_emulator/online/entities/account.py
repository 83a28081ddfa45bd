"""Account: one line of the chart; its balance is read from the ledger, never stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import from_cents
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Kind
from quickbooks_emulator.online.nameindex import number_key
from quickbooks_emulator.online.schema import ENUMS

from .accounttype import (
    CLASSIFICATION,
    DEFAULT_SUBTYPE,
    PROFIT_AND_LOSS,
    TYPE_OF_SUBTYPE,
    credit_normal,
)
from .naming import check_characters, check_unique, parent_key, retire, settle_tree
from .openingbalance import open_account, taken
from .party import settle_currency

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_NUMBER_LENGTH = {"US": 7, "GB": 7, "UK": 7, "IN": 7}
_LONG_NUMBER = 20


class Account(Kind):
    """Never deleted: Active=false renames it."""

    name, resource = "Account", "account"
    list_name = "Accounts"

    def settle(self, books: Books, body: Body, before: Body | None) -> None:
        """Name, type, number, currency."""
        if "Name" not in body:
            raise refusal.missing("Name")
        body.setdefault("Active", True)
        check_characters("Name", body["Name"], '":')
        _settle_type(body, before)
        settle_currency(books, body, before)
        for field in ("OpeningBalance", "OpeningBalanceDate"):
            body.pop(field, None)
        retire(body, "Name")
        settle_tree(books, "Account", body, "SubAccount")
        check_unique(books, parent_key("Account", body), body.get("Id"), ("Account",), "account")
        _check_number(books, body)

    def opening(self, body: Body) -> Body:
        """OpeningBalance, dated OpeningBalanceDate."""
        return taken(body, "OpeningBalance", "OpeningBalanceDate")

    def open(self, books: Books, made: Body, opening: Body) -> None:
        """A journal entry against Opening Balance Equity."""
        open_account(books, made, opening)

    def live(self, books: Books, body: Body) -> Body:
        """CurrentBalance of balance sheet accounts in the account's currency; others show 0 as recorded."""
        own = _own_cents(books, body)
        whole = own + _below_cents(books, body["Id"])
        return {"CurrentBalance": from_cents(own), "CurrentBalanceWithSubAccounts": from_cents(whole)}


def _own_cents(books: Books, body: Body) -> int:
    if body["AccountType"] in PROFIT_AND_LOSS:
        return 0
    foreign = body["CurrencyRef"]["value"] != books.settings.home_currency
    if foreign and books.settings.foreign_balances == "foreign":
        total = books.ledger.native_balance(body["Id"])
    else:
        total = books.ledger.balance(body["Id"])
    return -total if credit_normal(body["AccountType"]) else total


def _below_cents(books: Books, identity: str) -> int:
    accounts = books.store.objects["Account"]
    return sum(
        _own_cents(books, accounts[below]) + _below_cents(books, below)
        for below in books.children("Account", identity)
    )


def _settle_type(body: Body, before: Body | None) -> None:
    subtype = body.get("AccountSubType")
    if subtype is not None and subtype not in ENUMS["AccountSubTypeEnum"]:
        detail = f"Invalid Enumeration : {subtype}"
        raise refusal.Refusal("2170", "Invalid Enumeration", detail, "AccountSubType")
    if "AccountType" not in body and before is not None:
        body["AccountType"] = before["AccountType"]
        body.setdefault("AccountSubType", before["AccountSubType"])
    if "AccountType" not in body and subtype is None:
        detail = "You must specify either an Account.AccountType or an Account.AccountSubType."
        raise refusal.Refusal("6010", "Account type missing", detail, "")
    body.setdefault("AccountType", TYPE_OF_SUBTYPE.get(str(subtype), "Expense"))
    if body["AccountType"] not in CLASSIFICATION:
        detail = f"Invalid account type: {body['AccountType']}"
        raise refusal.Refusal("6430", "Invalid account type used", detail, "AccountType")
    body.setdefault("AccountSubType", DEFAULT_SUBTYPE[body["AccountType"]])
    if TYPE_OF_SUBTYPE.get(body["AccountSubType"], body["AccountType"]) != body["AccountType"]:
        detail = f"Invalid account type: {body['AccountSubType']}"
        raise refusal.Refusal("6430", "Invalid account type used", detail, "AccountSubType")
    body["Classification"] = CLASSIFICATION[body["AccountType"]]


def _check_number(books: Books, body: Body) -> None:
    number = body.get("AcctNum")
    if not number:
        return
    longest = _NUMBER_LENGTH.get(books.settings.country, _LONG_NUMBER)
    if len(number) > longest:
        raise refusal.too_long("AcctNum", longest, len(number))
    check_characters("AcctNum", number, ":")
    holders = books.store.names.holders(number_key("Account", number))
    if any(identity != body.get("Id") for _, identity in holders):
        if books.settings.account_number_in_use == "6240":
            raise refusal.duplicate_name("account")
        raise refusal.business("Another account is already using this account number.", "AcctNum")
