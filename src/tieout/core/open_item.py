"""Open items: what an account still holds per reference, and what was billed under a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol


class OpenItem(NamedTuple):
    """Balance of one reference in one account: minor units in both currencies, debit above zero."""

    minor: int
    home: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """An invoice or sale as recognised, or an opening receivable: that one has no document of ours.

    `rate` is the document's, or the one it was converted at; empty where that is not known.
    `original` is the source's total in 10⁻⁸ units of `original_currency`; `minor` is the posted total
    in the document's currency.
    """

    number: str
    document: str
    party: str
    original: int
    original_currency: str
    currency: str
    rate: str
    minor: int
    gateway: str = ""


class Moved(NamedTuple):
    """What an open item in foreign money moves by: 10⁻⁸ units of its own currency, debit above zero."""

    account: str
    reference: str
    original: int


class Registers(Protocol):
    """Look-ups of open items and billed documents, as they stand at this point of the log."""

    def open_item(self, account: str, reference: str) -> OpenItem:
        """The balance of a reference in an account; zero when there is none."""
        ...

    def original(self, account: str, reference: str) -> int:
        """What an open item in foreign money holds in its own currency, in 10⁻⁸ units, debit above zero.

        Of money held (deposits, cards, credit) and of what was converted to home currency.
        """
        ...

    def billed(self, number: str) -> Billed | None:
        """The recognised invoice or sale of a number; None = not recognised (yet)."""
        ...
