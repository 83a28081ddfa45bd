"""Read back: documents that stand in QuickBooks already are linked to what is there; nothing is sent.

What was read and has changed there since is superseded together with what takes it back: QuickBooks
holds the document as it is now, once, and the books expect it so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from tieout.core.capabilities import Capabilities
from tieout.core.crossing import State
from tieout.core.crosswalk import Outside
from tieout.core.document import Document
from tieout.core.entry import Entry
from tieout.gates.crossing import fitted
from tieout.posting.sealing import VENDOR_TYPES
from tieout.posting.totals import as_it_stands
from tieout.storage.documents import move, states_of
from tieout.storage.read_bills import read_events
from tieout.storage.tables import OUTSIDE, insert_sql


class Standing(NamedTuple):
    """A document made of entries (by number), the first of them, and what of QuickBooks it is."""

    document: Document
    entries: Sequence[int]
    entry: Entry
    there: Outside


def read_back(connection: Connection, entries: Sequence[Entry]) -> dict[str, Outside]:
    """Which of these entries stand in QuickBooks already, by entry id: those of bills and credits read."""
    events = list({entry.event: None for entry in entries if entry.document in VENDOR_TYPES})
    read = read_events(connection, events)
    found = {event: Outside(id_, "", type_) for event, (type_, id_) in read.items()}
    return {
        entry.id: found[entry.event]
        for entry in entries
        if entry.document in VENDOR_TYPES and entry.event in found
    }


def as_read(document: Document, limits: Capabilities) -> Document:
    """A document as it stands in QuickBooks: on its own day, and it needs nothing."""
    return fitted(as_it_stands(document), limits)


def link(connection: Connection, documents: Sequence[Standing], now: datetime) -> None:
    """Confirm what was read, or supersede what was taken back of it with what takes it back."""
    for document, _, entry, there in documents:
        if entry.is_reversal:
            _supersede(connection, document, entry, now)
            continue
        row = (document.id, there.id, there.sync_token, there.type)
        connection.exec_driver_sql(insert_sql(OUTSIDE), row)
        read = f"read from QuickBooks: {there.type} {there.id} was entered there"
        move(connection, [(document.id, State.READY, State.CONFIRMED, read)], now)


def _supersede(connection: Connection, document: Document, entry: Entry, now: datetime) -> None:
    """What is taken back stands in a document of its own, sealed before: its entry was made before."""
    rows = connection.exec_driver_sql(
        "SELECT d.id FROM document d JOIN document_entry m ON m.document = d.seq "
        "JOIN entry e ON e.seq = m.entry WHERE e.id = ?",
        (entry.reverses,),
    )
    why = "QuickBooks says otherwise now"
    old = [id_ for (id_,) in rows]
    states = states_of(connection, old)
    moves = [(id_, states[id_], State.SUPERSEDED, why) for id_ in old]
    move(connection, [*moves, (document.id, State.READY, State.SUPERSEDED, why)], now)
