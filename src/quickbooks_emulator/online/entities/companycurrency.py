# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""CompanyCurrency: a foreign currency the company uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Kind
from quickbooks_emulator.online.nameindex import name_key

from .naming import check_unique
from .party import currency_name

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books


class CompanyCurrency(Kind):
    """Only in companies with multi-currency on."""

    name, resource = "CompanyCurrency", "companycurrency"

    def settle(self, books: Books, body: Body, before: Body | None) -> None:
        """A code, once."""
        if "Code" not in body:
            raise refusal.missing("Code")
        if not books.settings.multi_currency:
            raise refusal.Refusal("5030", "Feature Not Supported", "Multi-currency is off.", "")
        body.setdefault("Active", True)
        body.setdefault("Name", currency_name(body["Code"]))
        key = name_key("CompanyCurrency", body["Name"], "")
        check_unique(books, key, body.get("Id"), ("CompanyCurrency",), "currency")
