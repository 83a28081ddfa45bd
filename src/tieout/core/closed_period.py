"""Closed period: what becomes of a document whose day QuickBooks takes no more (accounting.md 1).

Finance sets it per class of document. A journal that carries cost of goods sold or revenue is of the
class of the sales, so that a revenue document and its cost always move together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, get_args

from tieout.core.document import NAME_LISTS, NON_POSTING, Document, DocumentType
from tieout.core.entry import is_of_nothing
from tieout.core.ids import DocumentId
from tieout.core.period import Periods
from tieout.core.prior_period import CLOSED

DocumentClass = Literal["sales", "purchases", "payments", "journals"]
ClosedPeriod = Literal["next_open", "hold", "adjust"]
CLASSES: Final[tuple[DocumentClass, ...]] = get_args(DocumentClass)
CHOICES: Final[tuple[ClosedPeriod, ...]] = get_args(ClosedPeriod)

_BY_TYPE: Final[dict[str, DocumentClass]] = {
    "Invoice": "sales",
    "SalesReceipt": "sales",
    "CreditMemo": "sales",
    "RefundReceipt": "sales",
    "Bill": "purchases",
    "VendorCredit": "purchases",
    "Payment": "payments",
}
_OF_SALES: Final = frozenset({"cogs", "revenue", "shipped_not_invoiced"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Redating:
    """The day, and the type, a document crosses with instead of those it was sealed with."""

    day: date
    type: DocumentType


def class_of(document: Document) -> DocumentClass:
    """The class of a document, by its type; of a journal, by whether it belongs to sales."""
    if document.type in _BY_TYPE:
        return _BY_TYPE[document.type]
    return "sales" if any(line.account.role in _OF_SALES for line in document.lines) else "journals"


def treatment(document: Document, policy: Mapping[str, str]) -> ClosedPeriod:
    """What finance set for the document's class; the next open day where nothing is set.

    A purchase order posts nothing, so nothing of it is held or adjusted: it bears an open day.
    """
    if document.type in NON_POSTING:
        return "next_open"
    found = policy.get(class_of(document), "next_open")
    return found if found in CHOICES else "next_open"


def is_closed(document: Document, closed_through: date | None) -> bool:
    """Whether QuickBooks takes the document's day no more; records of lists have none."""
    return document.type not in NAME_LISTS and Periods(closed_through).is_closed(document.day)


def is_treated(document: Document, closed_through: date | None, policy: Mapping[str, str]) -> bool:
    """Whether finance's word on closed periods has something to say of a document.

    Its day is closed, or it states what belongs to a closed day and was dated into the open period at
    once, and such ones are held or adjusted.
    """
    if is_closed(document, closed_through):
        return True
    chosen = treatment(document, policy) if document.prior.days else "next_open"
    return chosen == "hold" or (chosen == "adjust" and _adjusts(document))


def policy_of(
    document: Document,
    closed_through: date | None,
    policy: Mapping[str, str],
    released: Callable[[DocumentId], bool],
) -> Mapping[str, str] | None:
    """The policy by which a document moves or is held; None = it crosses as it is.

    What a person released goes to the open period, whatever is set.
    """
    if not is_treated(document, closed_through, policy):
        return None
    chosen = {} if released(document.id) else policy
    return chosen if is_treated(document, closed_through, chosen) else None


def _adjusts(document: Document) -> bool:
    """Whether a journal may take its place; there is none of nothing."""
    form = document.type != "JournalEntry" and class_of(document) in {"sales", "purchases"}
    return form and not is_of_nothing(document.lines)


def moved(document: Document, closed_through: date | None, policy: Mapping[str, str]) -> Redating | None:
    """How a document of a closed day crosses in the open period; None = it is held.

    Adjusted, a form becomes a journal of the same lines; a payment stays one, or it would settle
    nothing.
    """
    chosen = treatment(document, policy)
    if chosen == "hold":
        return None
    day = Periods(closed_through).posting_date(document.day)
    adjusts = chosen == "adjust" and _adjusts(document)
    return Redating(day=day, type="JournalEntry" if adjusts else document.type)


def redated(document: Document, to: Redating | None) -> Document:
    """The document as it crosses; its own day, and what it would have been, stay in its memo."""
    if to is None:
        return document
    was = f", {document.type}" if to.type != document.type else ""
    if to.day == document.day and document.prior.days:
        memo = f"{document.memo.removesuffix(CLOSED)}{was}{CLOSED}"
    else:
        memo = f"{document.memo}; of {document.day}{was}{CLOSED}"
    return replace(document, day=to.day, type=to.type, memo=memo)
