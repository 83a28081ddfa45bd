# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""CompanyInfo: the one object that describes the company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Kind

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_FIXED = ("Country", "CompanyStartDate", "NameValue", "SupportedLanguages")


class CompanyInfo(Kind):
    """Read by the realm id; Id is always "1"."""

    name, resource = "CompanyInfo", "companyinfo"
    creatable = False

    def settle(self, books: Books, body: Body, before: Body | None) -> None:
        """Country and start date stay as they are."""
        for field in _FIXED:
            if before is not None and field in before:
                body[field] = before[field]
