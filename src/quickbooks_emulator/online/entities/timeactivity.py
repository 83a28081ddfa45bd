# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""TimeActivity: hours worked by an employee or a supplier; it posts nothing."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.jsontext import Body

from .document import Document

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_REFERENCES = {
    "CustomerRef": "Customer",
    "ItemRef": "Item",
    "ClassRef": "Class",
    "DepartmentRef": "Department",
}


class TimeActivity(Document):
    """Hours, or a start and an end."""

    name, resource = "TimeActivity", "timeactivity"
    posting = False
    family = "time"
    in_cdc = False

    def settle(self, books: Books, body: Body, before: Body | None) -> None:
        """Who, how long, for whom, billable or not."""
        who = body.get("NameOf")
        if who not in ("Employee", "Vendor"):
            raise refusal.missing("NameOf")
        books.refer_field(body, f"{who}Ref", who, need=True)
        if "Hours" not in body and not ("StartTime" in body and "EndTime" in body):
            raise refusal.missing("Hours")
        if "Hours" in body:
            body.setdefault("Minutes", 0)
        if not 0 <= body.get("Minutes", 0) < 60:
            text = f"Supplied value: {body['Minutes']}"
            raise refusal.Refusal("2090", "Invalid Number", text, "Minutes")
        for field, entity in _REFERENCES.items():
            books.refer_field(body, field, entity)
        body.setdefault("BillableStatus", "NotBillable")
        if body["BillableStatus"] == "Billable" and "CustomerRef" not in body:
            text = "A customer is required if the transaction is billable."
            raise refusal.Refusal("6310", "Missing Customer", text, "CustomerRef")
        body.setdefault("Taxable", False)
        body.setdefault("HourlyRate", Decimal(0))
