"""Tie out: compare both sides, from the ledger's lines to the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from tieout.core.difference import Difference
from tieout.reconcile.balances import Balances, Movements, balances
from tieout.reconcile.expected import HeldEntry, OurBooks, ReconciledAccount, Window
from tieout.reconcile.ledger import DocumentKey, LedgerDocument, QuickBooksBooks, gathered
from tieout.reconcile.match import Matching
from tieout.reconcile.verdict import AccountRow, TieOut, in_order


def tie_out(
    accounts: Mapping[str, ReconciledAccount],
    window: Window,
    ours: OurBooks,
    theirs: QuickBooksBooks,
    currency: str,
) -> TieOut:
    """Compare both sides over the window; `currency` is the home currency.

    Linear in the lines of both sides; QuickBooks' documents and both sides' day sums are in memory,
    ours are streamed.

    Raises:
        ProgrammerError: a document of ours posts to an account that is not in `accounts`.
    """
    known = frozenset(accounts)
    ledger = gathered(theirs.lines, known)
    _mark(ledger, theirs)
    moved = _movements(ledger, theirs)
    matching = Matching(window, theirs, ledger, Movements(ours.opening), accounts)
    found = list(matching.differences(ours.documents))
    both = balances(accounts, window, matching.movements, moved, theirs)
    found.extend(_without_document(both, found))
    held = tuple(_held(ours.held, window))
    return TieOut(
        window=window,
        currency=currency,
        rows=_rows(accounts, both, found, held),
        held=held,
        balances=both,
        confirmed=tuple(matching.confirmed),
    )


def _mark(ledger: Mapping[DocumentKey, LedgerDocument], books: QuickBooksBooks) -> None:
    """Ask for our mark on transactions not known to be ours: copies and unanswered ones bear it."""
    strange = [key for key, one in ledger.items() if one.cells and not one.mark and key not in books.known]
    if strange:
        for key, mark in books.marks(strange).items():
            ledger[key].mark = mark


def _movements(ledger: Mapping[DocumentKey, LedgerDocument], books: QuickBooksBooks) -> Movements:
    """QuickBooks' day sums; taken before matching empties the ledger."""
    moved = Movements(books.opening)
    for document in ledger.values():
        moved.add(document.cells.items())
    return moved


def _without_document(both: Balances, found: list[Difference]) -> list[Difference]:
    """Unexplained differences: an opening balance that changed, a trial balance its lines miss."""
    before: dict[str, int] = {}
    for one in found:
        if one.day <= both.window.baseline:
            before[one.account] = before.get(one.account, 0) + one.minor
    left = []
    for account, (expected, actual) in both.opening.items():
        rest = actual - expected - before.get(account, 0)
        if rest:
            text = "the balance before the first day compared is not the one it was proven to be"
            left.append(_unexplained(account, both.window.baseline, rest, text))
        if both.gaps[account]:
            text = "the trial balance is not what the general ledger's lines add up to"
            left.append(_unexplained(account, both.window.through, both.gaps[account], text))
    return left


def _unexplained(account: str, day: date, minor: int, text: str) -> Difference:
    return Difference(account=account, day=day, reason="unexplained", minor=minor, text=text)


def _held(entries: Iterable[HeldEntry], window: Window) -> list[Difference]:
    """What QuickBooks lacks because entries are held: not part of `expected`, shown beside it."""
    return [
        Difference(
            account=line.outside_account,
            day=entry.day,
            reason="held",
            minor=-line.minor,
            document=entry.entry,
            text=f"entry held{': ' if entry.why else ''}{entry.why}",
        )
        for entry in entries
        if entry.day <= window.through
        for line in entry.lines
    ]


def _rows(
    accounts: Mapping[str, ReconciledAccount],
    both: Balances,
    found: list[Difference],
    held: tuple[Difference, ...],
) -> tuple[AccountRow, ...]:
    by_account: dict[str, list[Difference]] = {name: [] for name in accounts}
    for one in found:
        by_account[one.account].append(one)
    waiting: dict[str, int] = {}
    for one in held:
        waiting[one.account] = waiting.get(one.account, 0) - one.minor
    return tuple(
        AccountRow(
            account=account,
            expected=both.final(name).expected,
            quickbooks=both.final(name).quickbooks,
            held=waiting.get(name, 0),
            differences=tuple(sorted(by_account[name], key=in_order)),
        )
        for name, account in accounts.items()
    )
