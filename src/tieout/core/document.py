"""Document: what QuickBooks will hold, a sealed set of one or more entries of one grouping key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, get_args

from tieout.core.entry import Line, check_balance
from tieout.core.ids import DocumentId
from tieout.core.prior_period import NOTHING, PriorPeriod

DocumentType = Literal[
    "Invoice",
    "SalesReceipt",
    "CreditMemo",
    "RefundReceipt",
    "Payment",
    "JournalEntry",
    "Bill",
    "VendorCredit",
    "PurchaseOrder",
    "Customer",
    "Vendor",
    "Item",
]
DOCUMENT_TYPES: tuple[DocumentType, ...] = get_args(DocumentType)
NAME_LISTS: frozenset[str] = frozenset({"Customer", "Vendor", "Item"})
"""Types that are records of a list, not postings: they carry no lines."""
NON_POSTING: frozenset[str] = NAME_LISTS | {"PurchaseOrder"}
"""Types that move no account: they carry no lines, and no balance is expected of them."""
SALES_FORMS: frozenset[str] = frozenset({"Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt"})
"""Types a customer gets, with a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An amount of another document that this one settles, in minor units of its currency."""

    document: DocumentId
    minor: int


class OrderLine(NamedTuple):
    """A line of a purchase order as it shows: its text, and what it comes to in minor units."""

    text: str
    minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document, sealed: nothing joins it, nothing changes it.

    `lines` are in transaction and home minor units and balance in both. `needs` are the documents
    that must be confirmed first (its customer, the invoice it pays). A name-list record carries its
    fields in `fields` instead of lines. `prior` is what its entries state of earlier periods. A purchase
    order posts nothing: it has `ordered` instead of lines, and `replaces` the earlier state of itself.
    """

    id: DocumentId
    type: DocumentType
    key: str
    sequence: int
    day: date
    currency: str
    rate: str = ""
    number: str = ""
    party: str = ""
    due: date | None = None
    memo: str = ""
    lines: tuple[Line, ...] = ()
    links: tuple[Link, ...] = ()
    needs: tuple[DocumentId, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    prior: PriorPeriod = NOTHING
    ordered: tuple[OrderLine, ...] = ()
    replaces: DocumentId | None = None

    def __post_init__(self) -> None:
        """Refuse an unknown type, a posting that does not balance, a list record with lines."""
        if self.type not in DOCUMENT_TYPES:
            raise ValueError(f"{self.type!r} is not a document type")
        if self.type in NAME_LISTS and (self.lines or not self.fields):
            raise ValueError(f"{self.type} {self.id} is a list record: fields, no lines")
        if (self.type == "PurchaseOrder") is not bool(self.ordered) or (self.ordered and self.lines):
            raise ValueError(f"{self.type} {self.id}: a purchase order has ordered lines, nothing else has")
        if not (self.lines or self.links or self.type in NON_POSTING):
            raise ValueError(f"{self.type} {self.id} has neither lines nor links")
        check_balance(self.lines, f"document {self.id} ({self.type})")


def named(document: Document) -> str:
    """A document as people name it: its number, a record's name, else its id."""
    fields = dict(document.fields)
    name = document.number or fields.get("DisplayName") or fields.get("Name") or document.id
    return f"{document.type} {name}"
