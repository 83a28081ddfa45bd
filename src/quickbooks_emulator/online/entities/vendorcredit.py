# ruff: noqa: ARG002 - the methods of all kinds share one signature
"""VendorCredit: a bill taken back; debits the payable until a bill payment uses it."""

from __future__ import annotations

from decimal import Decimal

from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.links import Document

from .bill import Bill


class VendorCredit(Bill):
    """The reverse of a bill."""

    name, resource = "VendorCredit", "vendorcredit"

    def links(self, body: Body) -> dict[Document, Decimal]:
        """A credit is made from no order."""
        return {}

    def sign(self, body: Body) -> int:
        """Reversed."""
        return -1
