"""Events kept: records and events appended, facts looked up, a costing cycle's steps read in order."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from tieout.core.event import Event
from tieout.core.event.stored import stored_event
from tieout.storage.step import Step
from tieout.storage.tables import (
    ARRIVAL,
    EVENT,
    FACT_NAME,
    LOADED_FILE,
    LOT_NUMBER,
    QUARANTINE,
    RECORD,
    RELEASE,
    insert_sql,
)
from tieout.storage.values_table import values_table

_EVENT = insert_sql(EVENT, serial=True)
_RECORD = insert_sql(RECORD, serial=True)
_ARRIVAL = insert_sql(ARRIVAL)
_FACT_NAME = insert_sql(FACT_NAME)
_LOT_NUMBER = f"{insert_sql(LOT_NUMBER)} ON CONFLICT DO NOTHING"


class EventRow(NamedTuple):
    """An event as appended: its keys, order and content hash; `raw` is what the source said."""

    seq: int
    id: str
    source: str
    kind: str
    external_id: str
    revision: int
    day: str
    rank: int
    sequence: int
    hash: str
    subject: str
    line: int
    raw: str
    arrival: str
    lots: tuple[tuple[str, str], ...]
    names: tuple[str, ...]


STATED_PREFIX = '{"revision":'
"""How the record of an event begins whose source gave it a revision number."""


class KnownFact(NamedTuple):
    """The revisions known of a fact, oldest first: (number, hash, the source's own); its last file."""

    said: tuple[tuple[int, str, int | None], ...]
    file: int


@dataclass(frozen=True, slots=True)
class Cycle:
    """A costing cycle: the events accepted after one watermark up to the next."""

    id: int
    after: int
    watermark: int
    position: tuple[str, int, int, str, str, int] | None
    done: bool


def add_file(connection: Connection, name: str, digest: str, at: datetime) -> int:
    """Note a load of a file; the id its records carry."""
    row = (name, digest, at.isoformat(), 0)
    return int(connection.exec_driver_sql(f"{insert_sql(LOADED_FILE)} RETURNING n", row).scalar_one())


def last_seq(connection: Connection) -> int:
    """The acceptance number of the newest event; 0 = none yet."""
    return int(connection.exec_driver_sql("SELECT COALESCE(MAX(seq), 0) FROM event").scalar_one())


def known_facts(
    connection: Connection, keys: Sequence[tuple[str, str, str]]
) -> dict[tuple[str, str, str], KnownFact]:
    """The revisions of each (kind, external id, source) that is known."""
    known: dict[tuple[str, str, str], KnownFact] = {}
    for start in range(0, len(keys), 300):
        some = keys[start : start + 300]
        rows = connection.exec_driver_sql(
            "SELECT e.kind, e.external_id, e.source, e.revision, e.hash, r.file, "
            f"SUBSTR(r.raw, 1, {len(STATED_PREFIX) + 20}) "
            f"FROM {values_table(3, len(some))} CROSS JOIN event e ON e.kind = w.column1 "
            "AND e.external_id = w.column2 AND e.source = w.column3 "
            "JOIN record r ON r.seq = e.seq ORDER BY e.revision",
            tuple(value for key in some for value in key),
        )
        for kind, external_id, source, revision, digest, file, begins in rows:
            before = known.get((kind, external_id, source))
            given = begins.startswith(STATED_PREFIX)
            stated = int(begins[len(STATED_PREFIX) :].partition(",")[0]) if given else None
            said = (*(before.said if before else ()), (revision, digest, stated))
            known[kind, external_id, source] = KnownFact(said, file)
    return known


def append_events(connection: Connection, file: int, rows: Sequence[EventRow]) -> None:
    """Append records and events, and note the arrivals, names and lots they declare."""
    connection.exec_driver_sql(_RECORD, [(row.seq, file, row.line, row.raw) for row in rows])
    connection.exec_driver_sql(_EVENT, [tuple(row[:11]) for row in rows])
    arrivals = [(row.seq, row.arrival) for row in rows if row.arrival]
    if arrivals:
        connection.exec_driver_sql(_ARRIVAL, arrivals)
    names = [(name, row.seq) for row in rows for name in row.names]
    if names:
        connection.exec_driver_sql(_FACT_NAME, names)
    lots = [(*lot, row.seq) for row in rows for lot in row.lots]
    if lots:
        connection.exec_driver_sql(_LOT_NUMBER, lots)


def known_lot_numbers(
    connection: Connection, lots: Iterable[tuple[str, str]], watermark: int
) -> set[tuple[str, str]]:
    """Which (item, lot number) some event accepted up to the watermark has declared."""
    wanted = list(lots)
    found: set[tuple[str, str]] = set()
    for start in range(0, len(wanted), 400):
        some = wanted[start : start + 400]
        rows = connection.exec_driver_sql(
            f"SELECT n.item, n.number FROM {values_table(2, len(some))} CROSS JOIN lot_number n "
            "ON n.item = w.column1 AND n.number = w.column2 WHERE n.seq <= ?",
            (*(value for lot in some for value in lot), watermark),
        )
        found.update((item, number) for item, number in rows)
    return found


def known_subjects(
    connection: Connection, wanted: Iterable[tuple[str, str]], watermark: int
) -> set[tuple[str, str]]:
    """Which (kind, number of the document) some event accepted up to the watermark has."""
    rest = list(wanted)
    found: set[tuple[str, str]] = set()
    for start in range(0, len(rest), 400):
        some = rest[start : start + 400]
        rows = connection.exec_driver_sql(
            f"SELECT DISTINCT e.kind, e.subject FROM {values_table(2, len(some))} CROSS JOIN event e "
            "ON e.subject = w.column2 AND e.kind = w.column1 WHERE e.seq <= ?",
            (*(value for one in some for value in one), watermark),
        )
        found.update((kind, subject) for kind, subject in rows)
    return found


def events_numbered(
    connection: Connection, kinds: Sequence[str], numbers: Sequence[str], watermark: int
) -> list[Event]:
    """The events of some kinds that bear one of the numbers, accepted up to the watermark, in order."""
    wanted = [(kind, number) for number in numbers for kind in kinds]
    found: list[tuple[int, str]] = []
    for start in range(0, len(wanted), 400):
        some = wanted[start : start + 400]
        rows = connection.exec_driver_sql(
            f"SELECT e.seq, r.raw FROM {values_table(2, len(some))} CROSS JOIN event e "
            "ON e.subject = w.column2 AND e.kind = w.column1 JOIN record r ON r.seq = e.seq "
            "WHERE e.seq <= ?",
            (*(value for one in some for value in one), watermark),
        )
        found += [(int(seq), raw) for seq, raw in rows]
    return [stored_event(json.loads(raw)) for _, raw in sorted(found)]


def revisions_of(connection: Connection, events: Sequence[str]) -> dict[str, int]:
    """Which revision of its fact each of some events is."""
    found: dict[str, int] = {}
    for start in range(0, len(events), 400):
        some = events[start : start + 400]
        rows = connection.exec_driver_sql(
            f"SELECT id, revision FROM event WHERE id IN ({','.join('?' * len(some))})", tuple(some)
        )
        found.update((id_, int(revision)) for id_, revision in rows)
    return found


def places_of(connection: Connection, seqs: Sequence[int]) -> dict[int, tuple[str, int]]:
    """The file and line that each event came in."""
    found: dict[int, tuple[str, int]] = {}
    for start in range(0, len(seqs), 500):
        some = seqs[start : start + 500]
        rows = connection.exec_driver_sql(
            "SELECT r.seq, f.file, r.line FROM record r JOIN loaded_file f ON f.n = r.file "
            f"WHERE r.seq IN ({','.join('?' * len(some))})",
            tuple(some),
        )
        found.update({seq: (file, line) for seq, file, line in rows})
    return found


_SUPERSEDED = """EXISTS (
    SELECT 1 FROM event n WHERE n.kind = e.kind AND n.external_id = e.external_id
    AND n.source = e.source AND n.revision > e.revision AND n.seq <= :watermark)"""

_STEP = """
SELECT e.day, e.rank, e.sequence, e.source, e.external_id, e.seq, e.id, e.kind, e.revision, r.raw, 0,
       e.revision > 0 AND EXISTS (
           SELECT 1 FROM event o WHERE o.kind = e.kind AND o.external_id = e.external_id
           AND o.source = e.source AND o.revision < e.revision AND o.seq <= :after
           AND (SELECT COUNT(*) FROM quarantine q WHERE q.event = o.seq) <=
               (SELECT COUNT(*) FROM cycle_release c WHERE c.event = o.seq AND c.cycle < :cycle))
FROM event e JOIN record r ON r.seq = e.seq
WHERE {scope}
"""

_ORDER = """
SELECT seq, arriving FROM (
    SELECT e.day, e.rank, e.sequence, e.source, e.external_id, e.seq, 0 AS arriving
    FROM event e {walk}
    WHERE e.seq > :after AND e.seq <= :watermark AND e.rank > 0 AND NOT {superseded}
    UNION ALL
    SELECT e.day, e.rank, e.sequence, e.source, e.external_id, e.seq, 0
    FROM cycle_release c JOIN event e ON e.seq = c.event
    WHERE c.cycle = :cycle AND NOT {superseded}
    UNION ALL
    SELECT a.day, {arrives}, e.sequence, e.source, e.external_id, e.seq, 1
    FROM arrival a JOIN event e ON e.seq = a.event
    WHERE a.event > :after AND a.event <= :watermark
) steps
WHERE (day, rank, sequence, source, external_id, seq) > (:day, :rank, :number, :source, :external_id, :seq)
ORDER BY day, rank, sequence, source, external_id, seq
"""

_ARRIVES = 30
"""The rank of the arrival of a transfer among the steps of its day."""

_WALKED = 8
"""A cycle over more than one in so many of all events is read in the order of the index, unsorted."""


def master_steps(connection: Connection, cycle: Cycle) -> Iterator[Step]:
    """Master data accepted up to the watermark, all of it, in the order of the log.

    A revision replaces what its fact said from the revision's own date on; before, the former holds.
    """
    replaced = _SUPERSEDED.replace("n.revision > e.revision", "n.revision > e.revision AND n.day <= e.day")
    sql = _STEP.format(scope=f"e.rank = 0 AND e.seq <= :watermark AND NOT {replaced}") + (
        " ORDER BY e.day, e.sequence, e.source, e.external_id, e.seq"
    )
    values = {"after": cycle.after, "watermark": cycle.watermark, "cycle": cycle.id}
    for row in connection.exec_driver_sql(sql, values).all():
        yield _step(row)


def _step(row: Sequence[Any]) -> Step:
    return Step._make((*row[:10], bool(row[10]), bool(row[11])))


def order_of(connection: Connection, cycle: Cycle) -> array[int]:
    """What a cycle still has to do after its position, in the order of costing (accounting.md 3).

    Fresh events, arrivals of transfers and released events, each as twice its acceptance number, one
    more for an arrival. Nothing that decides the order changes while the cycle lasts, so it is read
    once; eight bytes a step.
    """
    walk = "INDEXED BY event_order" if (cycle.watermark - cycle.after) * _WALKED > cycle.watermark else ""
    sql = _ORDER.format(walk=walk, superseded=_SUPERSEDED, arrives=_ARRIVES)
    position = cycle.position or ("", 0, 0, "", "", 0)
    names = ("day", "rank", "number", "source", "external_id", "seq")
    values = dict(zip(names, position, strict=True))
    values |= {"after": cycle.after, "watermark": cycle.watermark, "cycle": cycle.id}
    rows = connection.exec_driver_sql(sql, values)
    return array("q", (2 * seq + arriving for seq, arriving in rows))


def steps_of(connection: Connection, cycle: Cycle, places: Sequence[int]) -> list[Step]:
    """The steps at some places of a cycle's order (`order_of`)."""
    sql = _STEP.format(scope="e.seq IN (SELECT CAST(value AS BIGINT) FROM json_each(:wanted))")
    wanted = json.dumps([place >> 1 for place in places])
    rows = connection.exec_driver_sql(sql, {"wanted": wanted, "after": cycle.after, "cycle": cycle.id})
    found = {row[5]: _step(row) for row in rows}
    days = _arrival_days(connection, [place >> 1 for place in places if place & 1])
    return [
        _arriving(found[place >> 1], days[place >> 1]) if place & 1 else found[place >> 1]
        for place in places
    ]


def _arriving(step: Step, day: str) -> Step:
    return step._replace(day=day, rank=_ARRIVES, arriving=True, revises=False)


def _arrival_days(connection: Connection, seqs: Sequence[int]) -> dict[int, str]:
    if not seqs:
        return {}
    rows = connection.exec_driver_sql(
        "SELECT event, day FROM arrival WHERE event IN (SELECT CAST(value AS BIGINT) FROM json_each(?))",
        (json.dumps(seqs),),
    )
    return {int(event): str(day) for event, day in rows}


def open_cycle(connection: Connection, at: datetime, closed_through: str) -> Cycle | None:
    """The cycle to work on: the unfinished one, else a new one over what was accepted since; or None."""
    row = connection.exec_driver_sql(
        "SELECT c.id, c.after, c.watermark, m.position, m.done FROM cycle c "
        "JOIN cycle_mark m ON m.cycle = c.id ORDER BY c.id DESC LIMIT 1"
    ).one_or_none()
    if row is not None and not row.done:
        position = tuple(json.loads(row.position)) if row.position else None
        return Cycle(row.id, row.after, row.watermark, position, done=False)
    after, watermark = (row.watermark if row else 0), last_seq(connection)
    released = [
        event
        for (event,) in connection.exec_driver_sql(
            "SELECT r.event FROM release r GROUP BY r.event HAVING COUNT(*) > "
            "(SELECT COUNT(*) FROM cycle_release c WHERE c.event = r.event) ORDER BY r.event"
        )
    ]
    if watermark == after and not released:
        return None
    inserted = connection.exec_driver_sql(
        "INSERT INTO cycle (after, watermark, at, closed_through) VALUES (?, ?, ?, ?) RETURNING id",
        (after, watermark, at.isoformat(), closed_through),
    )
    cycle = Cycle(int(inserted.scalar_one()), after, watermark, None, done=False)
    connection.exec_driver_sql(
        "INSERT INTO cycle_mark (cycle, position, done) VALUES (?, '', 0)", (cycle.id,)
    )
    if released:
        connection.exec_driver_sql(
            "INSERT INTO cycle_release (cycle, event) VALUES (?, ?)",
            [(cycle.id, event) for event in released],
        )
    return cycle


def last_cycle(connection: Connection) -> Cycle | None:
    """The cycle worked last, done or not; None = there was none yet."""
    row = connection.exec_driver_sql(
        "SELECT c.id, c.after, c.watermark, m.done FROM cycle c JOIN cycle_mark m ON m.cycle = c.id "
        "ORDER BY c.id DESC LIMIT 1"
    ).one_or_none()
    return Cycle(row.id, row.after, row.watermark, None, done=bool(row.done)) if row else None


def mark_cycle(
    connection: Connection, cycle: Cycle, *, position: tuple[object, ...] | None, done: bool
) -> None:
    """Remember how far a cycle has come, in the transaction of the chunk."""
    connection.exec_driver_sql(
        "UPDATE cycle_mark SET position = ?, done = ? WHERE cycle = ?",
        (json.dumps(position) if position else "", int(done), cycle.id),
    )


def quarantine(connection: Connection, seqs: Iterable[int], at: datetime) -> None:
    """Note events that may not enter (admission) or could not be costed."""
    rows = [(seq, at.isoformat()) for seq in seqs]
    if rows:
        connection.exec_driver_sql(insert_sql(QUARANTINE), rows)


def release(connection: Connection, seqs: Iterable[int], at: datetime, who: str) -> None:
    """Let quarantined events try again in the next cycle."""
    rows = [(seq, at.isoformat(), who) for seq in seqs]
    if rows:
        connection.exec_driver_sql(insert_sql(RELEASE), rows)
