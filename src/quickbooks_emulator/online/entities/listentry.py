# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""List entries: the small name lists Term, PaymentMethod, Class and Department."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Kind

from .naming import check_unique, parent_key, retire, settle_tree

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books


class _Listed(Kind):
    """A required unique name."""

    def settle(self, books: Books, body: Body, before: Body | None) -> None:
        if "Name" not in body:
            raise refusal.missing("Name")
        body.setdefault("Active", True)
        retire(body, "Name")
        self.settle_listed(books, body)
        noun = self.resource
        check_unique(books, parent_key(self.name, body), body.get("Id"), (self.name,), noun)

    def settle_listed(self, books: Books, body: Body) -> None:
        """What is particular to one list."""


class Term(_Listed):
    """When an invoice falls due."""

    name, resource = "Term", "term"
    list_name = "Terms"

    def settle_listed(self, books: Books, body: Body) -> None:
        """DueDays makes it STANDARD, DayOfMonthDue DATE_DRIVEN; one of them must be there."""
        if "DueDays" not in body and "DayOfMonthDue" not in body:
            raise refusal.missing("DueDays")
        body["Type"] = "STANDARD" if "DueDays" in body else "DATE_DRIVEN"


class PaymentMethod(_Listed):
    """How a customer pays."""

    name, resource = "PaymentMethod", "paymentmethod"
    list_name = "PaymentMethods"

    def settle_listed(self, books: Books, body: Body) -> None:
        """CREDIT_CARD or NON_CREDIT_CARD."""
        kind = body.setdefault("Type", "NON_CREDIT_CARD")
        if kind not in ("CREDIT_CARD", "NON_CREDIT_CARD"):
            detail = f"Invalid Enumeration : {kind}"
            raise refusal.Refusal("2170", "Invalid Enumeration", detail, "Type")


class CustomerType(_Listed):
    """A kind of customer; a person makes them, the API only reads."""

    name, resource = "CustomerType", "customertype"
    creatable = updatable = False


class Class(_Listed):
    """A dimension of lines."""

    name, resource = "Class", "class"
    list_name = "Klasses"

    def settle_listed(self, books: Books, body: Body) -> None:
        """Parent and full name."""
        settle_tree(books, self.name, body, "SubClass")


class Department(_Listed):
    """A dimension of documents (a location)."""

    name, resource = "Department", "department"
    list_name = "Depts"

    def settle_listed(self, books: Books, body: Body) -> None:
        """Parent and full name."""
        settle_tree(books, self.name, body, "SubDepartment")
