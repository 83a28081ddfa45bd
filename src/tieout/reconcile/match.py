"""Match: our documents against QuickBooks' ledger, one by one, until every cent has a name.

A document is found by its outside id, or by our mark while the answer that would tell the id is
still missing. Whatever is left in the ledger after all of ours are taken out was made by others.
Differences are taken cell by cell (account and day), so their sum is the difference of the balances
by construction; the reason is judged once per document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tieout.core.account import PINNED
from tieout.core.difference import Difference
from tieout.core.errors import ProgrammerError
from tieout.core.home_cent import HomeCent
from tieout.reconcile import reasons
from tieout.reconcile.balances import Movements
from tieout.reconcile.expected import (
    GIVEN_UP,
    HELD_IN_QUICKBOOKS,
    ExpectedDocument,
    ReconciledAccount,
    Window,
)
from tieout.reconcile.ledger import Cell, DocumentKey, Gone, LedgerDocument, QuickBooksBooks
from tieout.reconcile.reasons import Cells


def shown(key: DocumentKey) -> str:
    """A QuickBooks transaction as a difference names it: `Invoice 145`."""
    return f"{key[0]} {key[1]}"


@dataclass(slots=True)
class Matching:
    """The matching in progress: `theirs` shrinks to what others made; `movements` sums ours.

    `confirmed` are the cents in which QuickBooks' ledger confirms home amounts otherwise than computed.
    """

    window: Window
    books: QuickBooksBooks
    theirs: dict[DocumentKey, LedgerDocument]
    movements: Movements
    accounts: Mapping[str, ReconciledAccount]
    confirmed: list[HomeCent] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    twins: dict[DocumentKey, str] = field(default_factory=dict)
    by_mark: dict[str, list[DocumentKey]] = field(default_factory=dict)
    by_number: dict[tuple[str, str], list[DocumentKey]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index their documents by mark and by number."""
        for key, document in self.theirs.items():
            if document.mark:
                self.by_mark.setdefault(document.mark, []).append(key)
            if document.number:
                self.by_number.setdefault((key[0], document.number), []).append(key)

    def differences(self, documents: Iterable[ExpectedDocument]) -> Iterator[Difference]:
        """Every difference up to the end of the window: of our documents, then of others."""
        for ours in documents:
            self.seen.add(ours.document)
            if ours.state not in GIVEN_UP:
                yield from self._compared(ours)
        for key, theirs in self.theirs.items():
            yield from self._made_by_others(key, theirs)

    def _compared(self, ours: ExpectedDocument) -> Iterator[Difference]:
        expected = self._cells(ours)
        self.movements.add(expected.items())
        key = self._found(ours)
        self._remember_twins(ours, expected, key)
        if key is None:
            if expected and not self._out_of_sight(ours):
                finding = reasons.absent(ours, self._gone(ours))
                finding = reasons.of_read(ours, finding, None) if ours.read else finding
                yield from self._each(finding, expected, None, ours)
            return
        theirs = self.theirs.pop(key)
        if theirs.cells == expected:
            return
        finding = reasons.changed(ours, expected, theirs)
        if ours.read and finding.reason != "rounding":
            finding = reasons.of_read(ours, finding, theirs)
        elif finding.reason == "edited" and self.books.as_sent(key, ours.document):
            finding = reasons.otherwise_posted(finding)
        if finding.reason == "rounding" and (cents := self._cents(ours, expected, theirs.cells)):
            self._confirm(ours, cents)
        else:
            yield from self._each(finding, expected, theirs, ours)

    def _cents(self, ours: ExpectedDocument, expected: Cells, theirs: Cells) -> dict[str, int]:
        """What QuickBooks' ledger confirms otherwise, by account; empty = it is a difference.

        A confirmed document is confirmed once: what its ledger says otherwise later, somebody changed.
        Cents on an account that is not compared, and on pinned accounts, which are their subledger
        rounded to the cent, stay differences.
        """
        if ours.confirmed or ours.state not in HELD_IN_QUICKBOOKS or ours.day > self.window.through:
            return {}
        cents: dict[str, int] = {}
        for cell in dict.fromkeys((*expected, *theirs)):
            minor = theirs.get(cell, 0) - expected.get(cell, 0)
            if minor:
                cents[cell[0]] = minor
        pinned = any(key.role in PINNED for account in cents for key in self.accounts[account].keys)
        apart: int = sum(cents.values())
        return {} if pinned or apart else cents

    def _confirm(self, ours: ExpectedDocument, cents: Mapping[str, int]) -> None:
        """Expect what QuickBooks' ledger says, and note by how much that is another amount."""
        keys = {line.outside_account: line.account for line in ours.lines}
        self.movements.add(((account, ours.day), minor) for account, minor in cents.items())
        self.confirmed += [
            HomeCent(ours.document, keys.get(account) or self.accounts[account].keys[0], minor)
            for account, minor in cents.items()
        ]

    def _gone(self, ours: ExpectedDocument) -> Gone | None:
        """What became of a document the ledger lacks: what is still held was voided."""
        key = (ours.type, ours.outside_id)
        told = self.books.gone.get(key)
        return told or ("voided" if ours.outside_id and key in self.books.marks([key]) else None)

    def _cells(self, ours: ExpectedDocument) -> dict[Cell, int]:
        """The document's sums per account; an account that comes to zero has no cell."""
        cells: dict[Cell, int] = {}
        for _, account, minor in ours.lines:
            cell = (account, ours.day)
            cells[cell] = cells.get(cell, 0) + minor
        for account, _ in cells:
            if account not in self.accounts:
                raise ProgrammerError(f"document {ours.document} posts to {account}, which is not compared")
        return cells

    def _found(self, ours: ExpectedDocument) -> DocumentKey | None:
        """The transaction that is this document: by outside id, else by our mark."""
        if ours.outside_id:
            key = (ours.type, ours.outside_id)
            return key if key in self.theirs else None
        for key in self.by_mark.get(ours.document, ()):
            if key[0] == ours.type and key in self.theirs:
                return key
        return None

    def _remember_twins(
        self, ours: ExpectedDocument, expected: dict[Cell, int], own: DocumentKey | None
    ) -> None:
        """Note transactions that repeat this document: number, type, day, party and amounts."""
        candidates = self.by_number.get((ours.type, ours.number), ()) if ours.number else ()
        for key in candidates:
            theirs = self.theirs.get(key)
            if theirs is None or key == own or not expected:
                continue
            if theirs.cells == expected and _same_party(theirs.name, ours.party):
                self.twins[key] = ours.document

    def _out_of_sight(self, ours: ExpectedDocument) -> bool:
        """Whether the ledger was not read for the document's day, so absence says nothing."""
        return bool(ours.outside_id) and not self.books.first <= ours.day <= self.books.last

    def _made_by_others(self, key: DocumentKey, theirs: LedgerDocument) -> Iterator[Difference]:
        marked, twin = theirs.mark in self.seen, self.twins.get(key, "")
        finding = reasons.of_others(theirs, marked=marked, twin=twin)
        for (account, day), minor in theirs.cells.items():
            if self.window.baseline < day <= self.window.through:
                yield Difference(
                    account=account,
                    day=day,
                    reason=finding.reason,
                    minor=minor,
                    document=theirs.mark if marked else twin,
                    quickbooks=shown(key),
                    text=finding.text,
                )

    def _each(
        self,
        finding: reasons.Finding,
        expected: dict[Cell, int],
        theirs: LedgerDocument | None,
        ours: ExpectedDocument,
    ) -> Iterator[Difference]:
        """One difference per cell in which the two sides differ, up to the end of the window."""
        actual = theirs.cells if theirs else {}
        key = theirs.key if theirs else (ours.type, ours.outside_id)
        for cell in dict.fromkeys((*expected, *actual)):
            minor = actual.get(cell, 0) - expected.get(cell, 0)
            if minor and cell[1] <= self.window.through:
                yield Difference(
                    account=cell[0],
                    day=cell[1],
                    reason=finding.reason,
                    minor=minor,
                    document=ours.document,
                    quickbooks=shown(key) if key[1] else "",
                    text=finding.text,
                )


def _same_party(theirs: str, ours: str) -> bool:
    """Whether two display names may be one party; a side that names nobody does not object."""
    return not theirs or not ours or theirs.strip().casefold() == ours.strip().casefold()
