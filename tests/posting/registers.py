"""Registers for the tests of posting: what is open and billed, as the test says."""

from __future__ import annotations

from dataclasses import dataclass, field

from tieout.core.open_item import Billed, OpenItem


@dataclass
class Known:
    """`core.open_item.Registers` of a few stated facts."""

    open: dict[tuple[str, str], int] = field(default_factory=dict)
    bills: dict[str, Billed] = field(default_factory=dict)
    originals: dict[tuple[str, str], int] = field(default_factory=dict)

    def open_item(self, account: str, reference: str) -> OpenItem:
        minor = self.open.get((account, reference), 0)
        return OpenItem(minor, minor)

    def original(self, account: str, reference: str) -> int:
        return self.originals.get((account, reference), 0)

    def billed(self, number: str) -> Billed | None:
        return self.bills.get(number)


def billed(number: str, minor: int, currency: str = "USD") -> Billed:
    """A recognised invoice of Bob."""
    return Billed(
        number=number,
        document=f"document of {number}",
        party="Bob",
        original=minor * 10**6,
        original_currency=currency,
        currency="USD",
        rate="",
        minor=minor,
    )
