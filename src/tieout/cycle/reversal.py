"""Reversal of a whole document: entries that take it back, appended with all that depends on them.

An act of a person, not a fact of a source: it is kept in a table of its own with the cycle it came
after, so that a replay of the log does it again at the same place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection

from tieout.core.account import PINNED
from tieout.core.document import Document
from tieout.core.entry import Entry
from tieout.core.lot import CostFacts, Part
from tieout.core.period import Periods
from tieout.cycle.chunk import append_result
from tieout.cycle.desk import ChunkResult, Desk
from tieout.cycle.given_back import note_taken_back
from tieout.cycle.matches import ChunkMatches, stated
from tieout.cycle.matching import DIFFERENCE, settle_lines
from tieout.cycle.registers import ChunkRegisters
from tieout.cycle.reversed_sale import uncost_sales
from tieout.cycle.taking_back import SETTLING, owe_again
from tieout.cycle.tied_reversals import tied
from tieout.cycle.work import CycleWork
from tieout.gates.crossing import control_total
from tieout.posting.cents import Pins
from tieout.posting.clearing import PAYOUT
from tieout.posting.purchase import GRNI
from tieout.posting.reversal import LINKED, repinned, taken_back
from tieout.storage.documents import links_to
from tieout.storage.entries import append_entries, keep_pinned, pinned
from tieout.storage.events import last_cycle
from tieout.storage.lots import append_costs
from tieout.storage.matches import tolerances_of
from tieout.storage.revisions import event_by_id
from tieout.storage.standing_sales import REVENUE

MATCHED: Final = frozenset({"Bill", "VendorCredit"})
"""Documents that receipt lines are held against."""


@dataclass(frozen=True, slots=True)
class ReversalAct:
    """What an act decided: the document, its still open minor units, the books closed by then."""

    document: Document
    linked: int
    closed_through: date | None


def still_open(connection: Connection, document: Document) -> int:
    """What nothing settles yet of an invoice or credit memo, in its minor units; others: nothing."""
    if document.type not in LINKED:
        return 0
    settled = sum(link.minor for link in links_to(connection, document.id))
    return max(control_total(document) - settled, 0)


def reverse(
    connection: Connection, entries: Sequence[Entry], act: ReversalAct, home_currency: str, company: str
) -> list[Entry]:
    """Append the entries that take a document's entries back; they wait to be sealed like any other.

    Pinned accounts move by the whole cents that were posted; what is owed for receipts moves along.
    QuickBooks keeps a payment on its invoice, so what took it back is what the next payment settles;
    where both halves of what settled each other are taken back, their reversals settle each other.
    """
    mirrors = taken_back(entries, act.document, act.linked, Periods(act.closed_through), home_currency)
    pins = Pins(home_currency, pinned(connection))
    registers = ChunkRegisters(connection, ())
    pinned_backs = [repinned(back, pins) for back in mirrors]
    backs = tied(connection, entries, pinned_backs, registers, company)
    append_entries(connection, backs)
    for back in backs:
        registers.post(back)
    if any(entry.document in SETTLING and (entry.links or entry.document in LINKED) for entry in entries):
        for back in backs:
            owe_again(registers, back, company, sum(minor for _, minor in back.links))
    note_taken_back(connection, registers, entries)
    registers.keep()
    _unpin(connection, mirrors, pins)
    return backs


def follow(
    connection: Connection,
    entries: Sequence[Entry],
    backs: Sequence[Entry],
    work: CycleWork,
    document: Document,
    now: datetime,
) -> list[Entry]:
    """What follows in costing from a document taken back; the entries it makes beside the reversal.

    Receipt lines are held against their bills again where a bill or credit was taken back: what it had
    differed from the receipts comes back from where the goods are. The cost of a sale taken back waits for
    its invoice again. What a document settled on clearing is open again.
    """
    cycle = last_cycle(connection)
    costed = any(entry.document in MATCHED or entry.rule in REVENUE for entry in entries)
    if not (costed or _holds_money(entries)) or cycle is None:
        return []
    work.policy = replace(
        work.policy, tolerances=tolerances_of(connection, cycle.id, work.policy.tolerances)
    )
    work.begin(connection, cycle)
    result = ChunkResult()
    registers = ChunkRegisters(connection, ())
    matches = ChunkMatches(connection, (), work.policy.tolerances)
    desk = Desk(connection, work, registers, matches, result)
    for entry in entries:
        if entry.document in MATCHED:
            _rematch(desk, entry, document)
    uncost_sales(desk, entries, document)
    desk.unsettled.restore(entries, backs, document.id, desk.post)
    registers.keep()
    matches.keep()
    append_result(connection, work, result, now)
    return result.entries


def _holds_money(entries: Sequence[Entry]) -> bool:
    """Whether items on clearing stand in a document."""
    return any(
        entry.rule == PAYOUT or any(line.account.role == "clearing" for line in entry.lines)
        for entry in entries
    )


def _rematch(desk: Desk, entry: Entry, document: Document) -> None:
    work = desk.work
    event = event_by_id(desk.connection, entry.event)
    work.master.at(event.date)
    said = stated(entry.event, event, work.policy.periods)
    moved = [
        (line.reference, line.party, -line.signed_home * work.pins.quanta_per_minor)
        for line in entry.lines
        if line.account == GRNI
    ]
    desk.matches.take_back(said, entry, moved)
    settle_lines(desk, entry.event, event, f"{DIFFERENCE} after reversal of {document.id}")


def _unpin(connection: Connection, backs: Sequence[Entry], pins: Pins) -> None:
    for back in backs:
        cleared = []
        for line in back.lines:
            if line.account.role in PINNED:
                value = line.signed_home * pins.quanta_per_minor
                if line.account.role == "grni":
                    cleared.append(Part("cleared", value, reference=line.reference, party=line.party))
        if cleared:
            append_costs(connection, [(back.event, 0, CostFacts(parts=tuple(cleared)))])
    keep_pinned(connection, pins.cumulative.items())
