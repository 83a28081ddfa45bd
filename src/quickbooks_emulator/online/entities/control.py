"""Control accounts: the receivable or payable account of a currency, made on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.nameindex import currency_key

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

RECEIVABLE, PAYABLE = "Accounts Receivable", "Accounts Payable"
_NAMES = {RECEIVABLE: "Accounts Receivable (A/R)", PAYABLE: "Accounts Payable (A/P)"}


def settle_control(books: Books, body: Body, field: str, account_type: str) -> None:
    """The control account of the document: as sent if it fits, else the currency's own (a setting)."""
    currency = body["CurrencyRef"]["value"]
    if books.settings.currency_control == "one":
        currency = books.settings.home_currency
    account = books.refer_field(body, field, "Account")
    if account is not None and (
        account["AccountType"] != account_type or account["CurrencyRef"]["value"] != currency
    ):
        detail = f"Invalid account type: {account['AccountType']}"
        raise refusal.Refusal("6430", "Invalid account type used", detail, field)
    if account is None:
        body[field] = control_reference(books, account_type, currency)


def control_reference(books: Books, account_type: str, currency: str) -> Body:
    """Reference to the currency's control account, which may be made now."""
    identity = books.account_of_type(account_type, currency)
    if not identity:
        identity = _make(books, account_type, currency)
    account = books.store.objects["Account"][identity]
    return {"value": identity, "name": account["FullyQualifiedName"]}


def _make(books: Books, account_type: str, currency: str) -> str:
    name = _NAMES[account_type]
    if books.store.names.holders(currency_key(account_type, books.settings.home_currency)):
        name = f"{name} - {currency}"
    body = {"Name": name, "AccountType": account_type, "CurrencyRef": {"value": currency}}
    return str(books.create("Account", body)["Id"])


def undeposited_funds(books: Books) -> Body:
    """Reference to Undeposited Funds, where receipts wait for their deposit."""
    return special_account(books, "UndepositedFunds", "Undeposited Funds", "Other Current Asset")


def special_account(books: Books, subtype: str, name: str, account_type: str) -> Body:
    """Reference to the account QuickBooks keeps for one purpose, made if it is not there."""
    identity = books.account_of_subtype(subtype)
    if not identity:
        body = {"Name": name, "AccountType": account_type, "AccountSubType": subtype}
        identity = str(books.create("Account", body)["Id"])
    account = books.store.objects["Account"][identity]
    return {"value": identity, "name": account["FullyQualifiedName"]}
