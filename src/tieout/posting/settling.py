"""Settling: which open documents of an invoice a credit or payment is linked to.

QuickBooks refuses to link more to a document than it has open. Once a payment was taken back by a
journal, or an invoice by a credit memo, a number has several documents: each takes what it has open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from tieout.core.draft import Draft
from tieout.core.entry import Entry
from tieout.core.ids import document_id

MONEY_BACK: Final = "invoice money"
"""When a refund of an invoice pays out what its credit memo gives back."""

Links = tuple[tuple[str, int], ...]
"""(document id, minor units) in the order they are settled."""


def settled(minor: int, documents: Iterable[tuple[str, int]]) -> Links:
    """`minor` over the documents in order, each up to what it has open; what is left settles nothing."""
    links, left = [], minor
    for document, still_open in documents:
        part = min(left, still_open)
        if part > 0:
            links.append((document, part))
            left -= part
    return tuple(links)


def settled_apart(links: Links, beside: Mapping[str, int]) -> Links:
    """Links to an invoice, told apart: documents open beside it first, then the invoice itself."""
    kept: list[tuple[str, int]] = []
    left = dict(beside)
    for target, minor in links:
        apart = settled(minor, left.items())
        for document, part in apart:
            left[document] -= part
        rest = minor - sum(part for _, part in apart)
        kept += [*apart, *([(target, rest)] if rest else [])]
    return tuple(kept)


def paid_out(draft: Draft, credit: Entry | None, company: str) -> Draft:
    """The draft of money that left, linked to the credit memo it pays out: they settle each other.

    Else ageing would show the credit and the money as two open items of the customer (accounting.md 5).
    """
    if draft.when != MONEY_BACK or credit is None or credit.document != "CreditMemo":
        return draft
    return replace(draft, links=whole(credit, company))


def whole(entry: Entry, company: str) -> Links:
    """A link to all that an entry's own document has on the receivable."""
    owed = sum(line.minor for line in entry.lines if line.account.role == "accounts_receivable")
    return ((document_id(company, entry.id, 0), owed),)
