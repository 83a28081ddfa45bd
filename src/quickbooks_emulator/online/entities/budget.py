# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""Budget: amounts planned per account and month; it posts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import rounded
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Kind

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_DIMENSIONS = {"CustomerRef": "Customer", "ClassRef": "Class", "DepartmentRef": "Department"}


class Budget(Kind):
    """Read and created through the API, and deleted; its amounts are its details."""

    name, resource = "Budget", "budget"
    deletable = True

    def settle(self, books: Books, body: Body, before: Body | None) -> None:
        """Name, period, kind, details."""
        for field in ("Name", "StartDate", "EndDate"):
            if field not in body:
                raise refusal.missing(field)
        if body["StartDate"] > body["EndDate"]:
            raise refusal.Refusal("2190", "Invalid Date Range", "StartDate is after EndDate.", "StartDate")
        body.setdefault("BudgetType", "ProfitAndLoss")
        body.setdefault("BudgetEntryType", "Monthly")
        body.setdefault("Active", True)
        for detail in body.get("BudgetDetail", []):
            books.refer_field(detail, "AccountRef", "Account", need=True)
            for field, entity in _DIMENSIONS.items():
                books.refer_field(detail, field, entity)
            if "Amount" not in detail or "BudgetDate" not in detail:
                raise refusal.missing("BudgetDetail.Amount")
            detail["Amount"] = rounded(detail["Amount"])
