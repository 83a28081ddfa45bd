# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""Employee: shares the name space of customers and vendors, has no balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online.jsontext import Body

from .party import Party

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books


class Employee(Party):
    """DisplayName is always made of the name parts when they are there."""

    name, resource = "Employee", "employee"

    def settle_party(self, books: Books, body: Body, before: Body | None) -> None:
        """Default as recorded."""
        body.setdefault("BillableTime", False)
