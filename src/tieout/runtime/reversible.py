"""Reversible: which documents an act may take back; the others are stated anew at their source."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.crossing import State
from tieout.core.document import NAME_LISTS, Document
from tieout.core.entry import Entry
from tieout.core.errors import TerminalError
from tieout.core.event import PaymentCaptured
from tieout.core.problem import Where
from tieout.cycle.read_back import read_back
from tieout.cycle.reversed_sale import takes_back_sale
from tieout.cycle.reversed_stock import stock_moved
from tieout.cycle.revised_sale import HELD
from tieout.posting.clearing import is_beside, is_difference
from tieout.storage.documents import states_of
from tieout.storage.revisions import event_by_id, standing_entries

OF_THE_SALE: Final = (
    "It is the money of a sale that waits for its goods; the sale takes it out again when they are shipped."
)
OF_THE_RATE: Final = "It brings what was paid or used to the rate of its day, and goes with what it is of."
OF_THE_MONEY: Final = (
    "The money came in once, in {currency}: a part of it paid the invoice, and what is more is held."
)


def check_reversible(connection: Connection, document: Document, entries: Sequence[Entry]) -> None:
    """Refuse what cannot be taken back, with what to do instead.

    Raises:
        TerminalError: it was taken back, QuickBooks does not hold it, or what it belongs to would
            stand without it.
    """
    state = states_of(connection, [document.id])[document.id]
    named = f"{document.type} {document.number or document.id}"
    where = Where(subject=document.id)
    if state is State.REVERSED:
        at, by = connection.exec_driver_sql(
            "SELECT at, who FROM reversal WHERE document = ?", (document.id,)
        ).one()
        raise TerminalError(problem("reversed_before", where, document=named, who=by, at=at[:10]))
    if read_back(connection, entries):
        raise TerminalError(problem("entered_in_quickbooks", where, document=named))
    if document.type in NAME_LISTS or not entries:
        raise TerminalError(problem("posts_nothing", where, document=named))
    _check_alone(connection, entries, where, named)
    if state is not State.CONFIRMED:
        raise TerminalError(problem("not_held_yet", where, document=named, state=state.value))
    undone = connection.exec_driver_sql(
        "SELECT COUNT(*) FROM cycle WHERE id NOT IN (SELECT cycle FROM cycle_mark WHERE done = 1)"
    )
    if undone.scalar_one():
        raise TerminalError(problem("costing_unfinished", where, document=named))


def _check_alone(connection: Connection, entries: Sequence[Entry], where: Where, named: str) -> None:
    """Refuse what other books go on counting on: schedules, goods that wait, the whole of a payment.

    A journal of stock is taken back with what took it back: its lots stood all the time.
    """
    if any(line.account.role == "deferred_revenue" for entry in entries for line in entry.lines):
        raise TerminalError(problem("schedule_stands", where, document=named))
    if any(takes_back_sale(entry) for entry in entries):
        raise TerminalError(problem("sale_taken_back_before", where, document=named))
    if any(entry.is_reversal for entry in entries) and not stock_moved(entries):
        raise TerminalError(problem("reversal_stands", where, document=named))
    standing = {one.id for one in standing_entries(connection, _revisions(connection, entries), ())}
    for entry in entries:
        event = event_by_id(connection, entry.event)
        fact = f"{event.kind} {event.id}"
        if not entry.is_reversal and entry.id not in standing:
            raise TerminalError(problem("revised_since", where, document=named, fact=fact))
        why = _belongs(connection, entry, event)
        if why:
            raise TerminalError(problem("part_of_its_fact", where, document=named, fact=fact, reason=why))


def _revisions(connection: Connection, entries: Sequence[Entry]) -> list[str]:
    """All that was ever said of the facts behind some entries, as ids of events."""
    rows = connection.exec_driver_sql(
        "SELECT n.id FROM event o JOIN event n ON n.kind = o.kind AND n.external_id = o.external_id "
        "AND n.source = o.source WHERE o.id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted({entry.event for entry in entries})),),
    )
    return list(rows.scalars())


def _belongs(connection: Connection, entry: Entry, event: Any) -> str:
    """Why an entry does not go back without what its fact posted beside it; empty = it does."""
    if entry.rule == HELD:
        return OF_THE_SALE
    if is_difference(entry) or is_beside(entry):
        return OF_THE_RATE
    converted = isinstance(event, PaymentCaptured) and not entry.rate and event.currency != entry.currency
    if converted and len(_monies(connection, entry)) > 1:
        return OF_THE_MONEY.format(currency=event.currency)
    return ""


def _monies(connection: Connection, entry: Entry) -> list[Entry]:
    """The entries of a fact that put its money on clearing."""
    return [
        one
        for one in standing_entries(connection, [entry.event], ())
        if not (is_difference(one) or is_beside(one))
        and any(line.account.role == "clearing" for line in one.lines)
    ]
