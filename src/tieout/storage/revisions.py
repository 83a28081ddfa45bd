"""Revisions kept: what was costed and posted of a fact before the revision at hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from tieout.core.entry import Entry
from tieout.core.errors import ProgrammerError
from tieout.core.event import Event, InvoiceIssued, SalePaid, event_of
from tieout.storage.entries import entries_of
from tieout.storage.events import Cycle
from tieout.storage.step import Step

_COSTED = """
SELECT o.id, r.raw FROM event o JOIN record r ON r.seq = o.seq
WHERE o.kind = :kind AND o.external_id = :external_id AND o.source = :source AND o.revision < :revision
AND o.seq <= :after
AND (SELECT COUNT(*) FROM quarantine q WHERE q.event = o.seq) <=
    (SELECT COUNT(*) FROM cycle_release c WHERE c.event = o.seq AND c.cycle < :cycle)
AND NOT EXISTS (
    SELECT 1 FROM event n WHERE n.kind = o.kind AND n.external_id = o.external_id AND n.source = o.source
    AND n.revision > o.revision AND n.seq <= (
        SELECT MAX(c.watermark) FROM cycle c WHERE (c.after < o.seq AND o.seq <= c.watermark) OR c.id IN (
            SELECT x.cycle FROM cycle_release x WHERE x.event = o.seq AND x.cycle < :cycle)))
ORDER BY o.revision
"""


_SALE = """
SELECT r.raw, CASE WHEN n.revision > 0 AND EXISTS (
    SELECT 1 FROM event o JOIN entry x ON x.event = o.id WHERE o.kind = n.kind
    AND o.external_id = n.external_id AND o.source = n.source AND o.revision < n.revision
    AND x.number != '') THEN n.revision ELSE 0 END
FROM event n JOIN record r ON r.seq = n.seq WHERE n.id = ?
"""


class Earlier(NamedTuple):
    """A revision of a fact that was costed and posted: its event id and what it said."""

    id: str
    event: Event


def costed_before(connection: Connection, step: Step, cycle: Cycle) -> list[Earlier]:
    """The revisions of the step's fact that earlier cycles worked, oldest first.

    What was quarantined, or overtaken by a later revision of its own cycle, was never worked.
    """
    rows = connection.exec_driver_sql(
        _COSTED,
        {
            "kind": step.kind,
            "external_id": step.external_id,
            "source": step.source,
            "revision": step.revision,
            "after": cycle.after,
            "cycle": cycle.id,
        },
    )
    return [Earlier(key, event_of(json.loads(raw))) for key, raw in rows]


def standing_entries(connection: Connection, events: list[str], made: Iterable[Entry]) -> list[Entry]:
    """The entries of a fact's revisions that nothing has taken back yet, in order of the log.

    `made` are entries the chunk at work has made so far, none of them appended: a shipment of the chunk
    may have completed a sale that a later step of it tells anew.
    """
    marks = ",".join("?" * len(events))
    entries = [entry for _, entry in entries_of(connection, f"e.event IN ({marks})", *events)]
    entries += [entry for entry in made if entry.event in events]
    backs = {entry.reverses: entry for entry in entries if entry.reverses}
    return [entry for entry in entries if not (entry.is_reversal or standing_back(backs, entry))]


def standing_back(backs: Mapping[str, Entry], entry: Entry) -> Entry | None:
    """What took an entry back and was not taken back itself; `backs` by the entry each takes back."""
    back = backs.get(entry.id)
    return back if back is not None and standing_back(backs, back) is None else None


def entries_taken_back(connection: Connection) -> frozenset[str]:
    """The entries of all books that another one takes back which stands itself."""
    rows = connection.exec_driver_sql(
        "SELECT id, reverses FROM entry WHERE reverses != '' ORDER BY seq DESC"
    )
    gone: set[str] = set()
    for entry, reverses in rows:
        if entry not in gone:
            gone.add(reverses)
    return frozenset(gone)


def has_posted(connection: Connection, event: str, rule: str) -> bool:
    """Whether an event posted something by a rule, taken back or not."""
    sql = "SELECT seq FROM entry WHERE event = ? AND rule = ? LIMIT 1"
    return connection.exec_driver_sql(sql, (event, rule)).first() is not None


def taken_back_by_act(connection: Connection, event: str, rules: frozenset[str]) -> bool:
    """Whether an act took back what a revision had posted by one of these rules.

    Such a reversal belongs to the event itself; one that a later revision brought belongs to that.
    """
    entries = [entry for _, entry in entries_of(connection, "e.event = ?", event)]
    taken_back = {entry.reverses for entry in entries}
    return any(entry.rule in rules and entry.id in taken_back for entry in entries)


def event_by_id(connection: Connection, key: str) -> Event:
    """An event by its id, as it was recorded."""
    sql = "SELECT r.raw FROM event e JOIN record r ON r.seq = e.seq WHERE e.id = ?"
    return event_of(json.loads(connection.exec_driver_sql(sql, (key,)).scalar_one()))


def sale_of(connection: Connection, key: str) -> tuple[InvoiceIssued | SalePaid, int]:
    """A sale by its event id, and its revision where an earlier one was posted (else 0).

    Raises:
        ProgrammerError: the event is no sale.
    """
    raw, revision = connection.exec_driver_sql(_SALE, (key,)).one()
    event = event_of(json.loads(raw))
    if not isinstance(event, InvoiceIssued | SalePaid):
        raise ProgrammerError(f"event {key} waits for goods and is no sale")
    return event, int(revision)


def unheld_sales(connection: Connection) -> dict[str, SalePaid]:
    """Sales that wait for their goods and have no entry yet, by event id."""
    rows = connection.exec_driver_sql(
        "SELECT w.event, r.raw FROM waiting_sale w JOIN event e ON e.id = w.event "
        "JOIN record r ON r.seq = e.seq WHERE e.kind = 'sale_paid' "
        "AND NOT EXISTS (SELECT 1 FROM entry x WHERE x.event = w.event) ORDER BY w.place"
    )
    sales = {key: event_of(json.loads(raw)) for key, raw in rows}
    return {key: sale for key, sale in sales.items() if isinstance(sale, SalePaid)}
