"""Settling: which open documents of an invoice a credit or payment is linked to.

QuickBooks refuses to link more to a document than it has open. Once a payment was taken back by a
journal, or an invoice by a credit memo, a number has several documents: each takes what it has open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
