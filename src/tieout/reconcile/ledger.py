"""Ledger: the values of QuickBooks' side, its general ledger gathered into documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from tieout.core.ids import ID_LENGTH, DocumentId
from tieout.ports import LedgerLine
from tieout.reconcile.labels import entity_of

Cell = tuple[str, date]
"""An outside account and a day: the grain at which both sides are compared."""

DocumentKey = tuple[str, str]
"""A QuickBooks transaction: entity and id."""

Gone = Literal["deleted", "voided"]

_MARK: Final = re.compile(rf"tieout:([0-9a-z]{{{ID_LENGTH}}})(?![0-9a-z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickBooksBooks:
    """QuickBooks' side: trial balances at both ends of the window, and the ledger lines between.

    `lines` may reach beyond the window on both sides (`first` to `last` says how far): a document
    found there was moved, one not found was deleted. `gone` is what change data capture said.
    Where the window crosses a year end, the trial balance of `yearly` accounts (income and expense)
    starts again at `year_start`. `known` are the transactions that answers told us are ours; `marks`
    asks QuickBooks which of some transactions it holds, and for our mark on each, because the ledger
    shows the note of some types only. `as_sent` asks whether a document of ours still says what was sent.
    """

    opening: Mapping[str, int]
    closing: Mapping[str, int]
    lines: Iterable[LedgerLine]
    first: date
    last: date
    gone: Mapping[DocumentKey, Gone] = field(default_factory=dict)
    yearly: frozenset[str] = frozenset()
    year_start: date | None = None
    known: frozenset[DocumentKey] = frozenset()
    marks: Callable[[Sequence[DocumentKey]], Mapping[DocumentKey, str]] = lambda _: {}
    as_sent: Callable[[DocumentKey, DocumentId], bool] = lambda _key, _document: False


@dataclass(slots=True)
class LedgerDocument:
    """One QuickBooks transaction as its ledger lines show it; `moves` = any line is not zero."""

    key: DocumentKey
    number: str
    name: str
    mark: str = ""
    moves: bool = False
    cells: dict[Cell, int] = field(default_factory=dict)


def mark_in(memo: str) -> str:
    """The id of the document of ours that a memo names, else ""."""
    if "tieout:" not in memo:
        return ""
    found = _MARK.search(memo)
    return found[1] if found else ""


def gathered(lines: Iterable[LedgerLine], accounts: Container[str]) -> dict[DocumentKey, LedgerDocument]:
    """Ledger lines by transaction; cells of accounts that are not compared are left out."""
    documents: dict[DocumentKey, LedgerDocument] = {}
    entities: dict[str, str] = {}
    for line in lines:
        entity = entities.get(line.type) or entities.setdefault(line.type, entity_of(line.type))
        key = (entity, line.id)
        document = documents.get(key)
        if document is None:
            document = documents[key] = LedgerDocument(key, line.number, line.name)
        if not document.mark:
            document.mark = mark_in(line.memo)
        if line.minor:
            document.moves = True
            if line.account in accounts:
                cell = (line.account, line.day)
                document.cells[cell] = document.cells.get(cell, 0) + line.minor
    return documents
