"""A party: what customers, vendors and employees have in common, above all one name space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import from_cents
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Kind
from quickbooks_emulator.online.nameindex import NAMED, PARTIES, party_key

from .naming import RETIRED, check_characters, check_unique, retire

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_PARTS = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")
_ADDRESSES = ("BillAddr", "ShipAddr", "PrimaryAddr")
assert not set(PARTIES) & set(NAMED)  # noqa: S101 - a party's name is in one index only


class Party(Kind):
    """Naming, currency, addresses and the balance of a party."""

    family = "name"
    list_name = "Names"
    control_type = ""
    control_sign = 1

    def settle(self, books: Books, body: Body, before: Body | None) -> None:
        """Name, uniqueness, currency, addresses."""
        body.setdefault("Active", True)
        self._settle_name(body, before)
        retire(body, "DisplayName")
        noun = "customer, vendor or employee"
        check_unique(books, party_key(body["DisplayName"]), body.get("Id"), PARTIES, noun, self.name)
        body.setdefault("PrintOnCheckName", body["DisplayName"].removesuffix(RETIRED))
        if self.control_type:
            settle_currency(books, body, before)
        for field in _ADDRESSES:
            number_address(books, body, field)
        self.settle_party(books, body, before)

    def settle_party(self, books: Books, body: Body, before: Body | None) -> None:
        """What is particular to one sort of party."""

    def _settle_name(self, body: Body, before: Body | None) -> None:
        parts = [body[part] for part in _PARTS if body.get(part)]
        if "DisplayName" not in body and before is not None and not parts:
            body["DisplayName"] = before["DisplayName"]
        if "DisplayName" not in body and not parts:
            detail = (
                "At least one of Title, GivenName, MiddleName, FamilyName, DisplayName, Suffix is required."
            )
            raise refusal.Refusal("6080", "No name provided", detail, "")
        body.setdefault("DisplayName", " ".join(parts))
        for field in ("DisplayName", *_PARTS):
            check_characters(field, body.get(field, ""), ":\t\n")

    def live(self, books: Books, body: Body) -> Body:
        """The open balance: what the control accounts hold under this name."""
        if not self.control_type:
            return {}
        return {"Balance": from_cents(self.open_cents(books, body["Id"]))}

    def open_cents(self, books: Books, identity: str) -> int:
        """Cents open under one name, in its own currency (the setting `foreign_balances`: at home, u)."""
        ledger, accounts = books.ledger, books.accounts_of_type(self.control_type)
        if books.settings.foreign_balances == "home":
            return self.control_sign * sum(ledger.party_balance(one, identity) for one in accounts)
        return self.control_sign * sum(ledger.native_balance(one, identity) for one in accounts)


def settle_currency(books: Books, body: Body, before: Body | None) -> None:
    """The currency of a name is set at creation and stays."""
    home = books.settings.home_currency
    if before is not None:
        body["CurrencyRef"] = before["CurrencyRef"]
        return
    reference = body.setdefault("CurrencyRef", {"value": home})
    code = reference["value"] = str(reference["value"]).upper()
    if code != home and not books.settings.multi_currency:
        raise refusal.business("Multi-currency is not enabled for this company.", "CurrencyRef")
    add_currency(books, code)
    reference["name"] = currency_name(code)


def add_currency(books: Books, code: str) -> None:
    """A currency used for the first time joins the company's list."""
    if code == books.settings.home_currency:
        return
    if any(currency["Code"] == code for currency in books.store.each("CompanyCurrency")):
        return
    if len(code) != 3 or not code.isalpha():
        raise refusal.Refusal("2220", "Invalid Currency Type", f"Supplied value: {code}", "CurrencyRef")
    books.create("CompanyCurrency", {"Code": code})


_CURRENCY_NAMES = {
    "USD": "United States Dollar",
    "EUR": "Euro",
    "GBP": "British Pound Sterling",
    "CAD": "Canadian Dollar",
    "AUD": "Australian Dollar",
    "MXN": "Mexican Peso",
    "JPY": "Japanese Yen",
    "CHF": "Swiss Franc",
    "INR": "Indian Rupee",
    "CNY": "Chinese Yuan",
}


def currency_name(code: str) -> str:
    """The English name where we know it, else the code."""
    return _CURRENCY_NAMES.get(code, code)


def number_address(books: Books, body: Body, field: str) -> None:
    """An address sent without an Id is a new address with a new Id, as recorded."""
    address = body.get(field)
    if address and "Id" not in address:
        body[field] = {"Id": str(books.store.next_number("id:address")), **address}
