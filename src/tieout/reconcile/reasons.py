"""Reasons: why one document of ours and what QuickBooks holds of it do not agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from tieout.core.crossing import State
from tieout.core.difference import Reason
from tieout.reconcile.expected import ExpectedDocument
from tieout.reconcile.ledger import Cell, Gone, LedgerDocument

Cells = Mapping[Cell, int]

_REFUSED: Final = frozenset({State.REFUSED, State.BLOCKED})


class Finding(NamedTuple):
    """A reason with the sentence a controller reads."""

    reason: Reason
    text: str


def absent(ours: ExpectedDocument, gone: Gone | None) -> Finding:
    """Why QuickBooks' ledger has nothing of a document it should hold."""
    if ours.held:
        return Finding(
            "held", f"held: {_named(ours)} is of a closed period, and finance wants such ones held"
        )
    if ours.state in _REFUSED:
        return Finding("refused", f"{ours.state.value}: {_named(ours)} is not in QuickBooks")
    if not ours.outside_id:
        return Finding("in_flight", f"{ours.state.value}: QuickBooks has not confirmed {_named(ours)} yet")
    if gone == "voided":
        return Finding("voided", "voided in QuickBooks: its amounts are zero there")
    seen = "" if gone else ": the ledger no longer shows it"
    return Finding("deleted", f"deleted in QuickBooks{seen}")


def of_read(ours: ExpectedDocument, finding: Finding, theirs: LedgerDocument | None) -> Finding:
    """The same of a document that others entered: nothing was sent that could be restored."""
    days = sorted({day for _, day in theirs.cells}) if theirs else []
    told = f"it stands on {', '.join(map(str, days))} there and is booked here on {ours.day}"
    return Finding("not_as_read", told if finding.reason == "moved_in_time" else finding.text)


def _named(ours: ExpectedDocument) -> str:
    return f"{ours.type} {ours.number}" if ours.number else f"{ours.type} of {ours.day}"


def changed(ours: ExpectedDocument, expected: Cells, theirs: LedgerDocument) -> Finding:
    """Why a document stands otherwise in QuickBooks' ledger than it was sent."""
    if not theirs.moves:
        return Finding("voided", "voided in QuickBooks: its amounts are zero there")
    days = sorted({day for _, day in theirs.cells})
    moved = f"moved from {ours.day} to {', '.join(map(str, days))}" if days != [ours.day] else ""
    if _by_account(expected) == _by_account(theirs.cells):
        return Finding("moved_in_time", f"{moved} in QuickBooks")
    if _within_rounding(ours, expected, theirs.cells):
        return Finding("rounding", "home amounts as QuickBooks rounded them")
    added = sorted({account for account, _ in theirs.cells} - {account for account, _ in expected})
    elsewhere = f"an amount now stands on account {', '.join(added)}" if added else ""
    more = "; ".join(part for part in (elsewhere, days and moved) if part)
    return Finding("edited", f"edited in QuickBooks{': ' if more else ''}{more}")


def otherwise_posted(found: Finding) -> Finding:
    """A document nobody changed: QuickBooks holds it as it was sent, and its ledger says otherwise."""
    _, _, more = found.text.partition(": ")
    return Finding("method_difference", f"held as it was sent, and posted otherwise{more and f': {more}'}")


def _by_account(cells: Cells) -> dict[str, int]:
    """Sums per account, days aside; accounts that come to zero left out."""
    sums: dict[str, int] = {}
    for (account, _), minor in cells.items():
        sums[account] = sums.get(account, 0) + minor
    return {account: minor for account, minor in sums.items() if minor}


def _within_rounding(ours: ExpectedDocument, expected: Cells, theirs: Cells) -> bool:
    """Whether a foreign document differs by no more than one minor unit per line of each account.

    One account may stand on one side only: where QuickBooks leaves the cents to another payment than
    we do, it has an exchange gain of a cent that we have not, or the reverse.
    """
    apart = expected.keys() ^ theirs.keys()
    days = {day for _, day in expected.keys() | theirs.keys()}
    if not ours.foreign or len(apart) > 1 or len(days) > 1:
        return False
    lines: dict[str, int] = {}
    for line in ours.lines:
        lines[line.outside_account] = lines.get(line.outside_account, 0) + 1
    return all(
        abs(theirs.get(cell, 0) - expected.get(cell, 0)) <= lines.get(cell[0], 1)
        for cell in expected.keys() | theirs.keys()
    )


def of_others(theirs: LedgerDocument, *, marked: bool, twin: str) -> Finding:
    """Why QuickBooks holds a transaction we did not send."""
    who = f" for {theirs.name}" if theirs.name else ""
    if marked:
        return Finding("duplicated", f"a copy: it bears the mark of document {theirs.mark}")
    if twin:
        return Finding(
            "duplicated", f"same number, date{', party' if who else ''} and amounts as document {twin}"
        )
    number = f" {theirs.number}" if theirs.number else ""
    return Finding("made_by_others", f"{theirs.key[0]}{number}{who} was not sent by tieout")
