# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""Vendor: someone whose bills are paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online.jsontext import Body

from .openingbalance import open_vendor, taken
from .party import Party

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books


class Vendor(Party):
    """Balance is what Accounts Payable holds under the name."""

    name, resource = "Vendor", "vendor"
    control_type, control_sign = "Accounts Payable", -1

    def opening(self, body: Body) -> Body:
        """Balance, dated OpenBalanceDate."""
        return taken(body, "Balance", "OpenBalanceDate")

    def open(self, books: Books, made: Body, opening: Body) -> None:
        """An opening bill."""
        open_vendor(books, made, opening)

    def settle_party(self, books: Books, body: Body, before: Body | None) -> None:
        """Defaults as recorded."""
        body.pop("Balance", None)
        body.pop("OpenBalanceDate", None)
        body.setdefault("Vendor1099", False)
        books.refer_field(body, "TermRef", "Term")
