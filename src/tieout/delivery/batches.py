"""Batches: which ready documents travel together, and under which ids."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from tieout.core.closed_period import class_of
from tieout.core.document import NAME_LISTS, Document
from tieout.core.ids import BatchId, content_hash, derived
from tieout.core.problem import Problem, Where
from tieout.ports import Ready, StoredBatch

Items = tuple[tuple[str, Document], ...]


def chosen(ready: Ready, size: int, aged_share: int) -> list[Document]:
    """The documents of the next batch: what goes first, and one place in `aged_share` for the oldest.

    Ready documents need nothing of each other, so any of them may share a batch.
    """
    kept = size // aged_share
    taken = dict.fromkeys(document.id for document in ready.oldest[:kept])
    documents = {document.id: document for document in (*ready.first, *ready.oldest)}
    for document in (*ready.first, *ready.oldest):
        if len(taken) >= size:
            break
        taken.setdefault(document.id)
    return [documents[key] for key in taken]


ITEM_LENGTH: Final = 10
"""Characters of an item id in a batch whose request id has 26 of the 36 allowed (fact sheet 3)."""


def items_of(documents: Sequence[Document], now: datetime, round_: int) -> Items:
    """Each document under its item id, which no other batch has, not even for the same document.

    So no answer of one batch is ever read as that of another, should answers be mixed up on their way:
    a refusal bears no other sign of what it is about.
    """
    ids = [derived("item", one.id, now.isoformat(), round_)[:ITEM_LENGTH] for one in documents]
    return tuple(
        (str(place) if ids.count(id_) > 1 else id_, document)
        for place, (id_, document) in enumerate(zip(ids, documents, strict=True), start=1)
    )


def stored(items: Items, body: bytes, now: datetime, round_: int) -> StoredBatch:
    """The batch to store before it is sent.

    The request id (26 of the 36 characters allowed) is derived from the body, the moment and the
    round: no two compositions ever share one, and a document that comes again gets a new one. Only
    a stored batch that is sent again keeps its own.
    """
    identity = derived("batch", content_hash(body), now.isoformat(), round_)
    return StoredBatch(
        id=BatchId(identity),
        request_id=identity,
        items=tuple((item, document.id) for item, document in items),
        body=body,
    )


def held(document: Document, closed_through: date | None) -> Problem:
    """Why a document is not sent: its day is closed, and finance wants such ones held (design law 8)."""
    day, kind = document.prior.own_days, class_of(document)
    named = f"{document.type} {document.number or document.id}"
    reopen = ", or reopen the period in QuickBooks and try it again (`tieout cases retry`)"
    return Problem(
        code="period_held",
        what=f"{named} is of {day or document.day}; it was not sent.",
        why=f"The books are closed through {closed_through}, and finance wants {kind} of closed days held "
        f"(setting closed-period.{kind}).",
        next_step=f"Release it into the open period (`tieout cases release`){'' if day else reopen}.",
        owner="controller",
        where=Where(subject=document.id),
    )


def kinds_of(documents: Sequence[Document]) -> tuple[str, ...]:
    """The limits a request counts against: a single list record travels without a batch."""
    alone = len(documents) == 1 and documents[0].type in NAME_LISTS
    return ("request",) if alone else ("request", "batch")
