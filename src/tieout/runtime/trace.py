"""Trace: the audit chain of one thing, from what a source said to what QuickBooks holds, and back.

record → event → costs → lots and their descent → entries under their rules → document → crossing →
QuickBooks (S002-51, S002-52). Whatever is typed, the whole chain around it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.entry import Entry, Line
from tieout.core.errors import TerminalError
from tieout.core.lot import Part
from tieout.core.problem import Where
from tieout.runtime.access import act
from tieout.runtime.cogs_line import CogsLine, cogs_lines
from tieout.runtime.company import Company
from tieout.runtime.crossings import TracedDocument, documents_of
from tieout.runtime.genealogy import Genealogy, genealogy_of
from tieout.runtime.rules import because_of
from tieout.runtime.story_sums import LateCost, StorySum, late_costs, story_sums
from tieout.runtime.subjects import Subject, is_item, stating, subjects, whats
from tieout.storage.entries import entries_of

STORY: Final = frozenset({"order", "sale", "shipment", "payment", "refund", "return"})
"""What is one story: any part of an order leads to all its parts."""

_KEPT: Final = frozenset({"expected_yield", "expected"})
"""Parts that say what was kept with a run: units, and no value."""

STORY_EVENTS: Final = 50
"""A subject of more events (a daily summary) is no story, but the sum of many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedCost:
    """What costing said of an event: named parts with account and value in 10⁻⁸ home units.

    Of a run also what was kept with it: the BOM version in effect, its yield as a share in 10⁻⁶, and the
    units (10⁻⁶) it `asked` for by item.
    """

    step: int
    parts: tuple[tuple[str, int, str], ...]
    flags: tuple[str, ...]
    bom: str = ""
    expected_yield: int = 0
    asked: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedEntry:
    """An entry with the rule it follows, why the rule is so, and the document it stands in."""

    id: str
    rule: str
    because: str
    day: str
    currency: str
    lines: tuple[Line, ...]
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedEvent:
    """An event with its record (file, line and raw words) and everything it brought about."""

    id: str
    kind: str
    external_id: str
    source: str
    revision: int
    day: str
    quarantined: bool
    waiting: bool
    file: str
    line: int
    raw: Mapping[str, Any]
    costs: tuple[TracedCost, ...]
    entries: tuple[TracedEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The audit chain of a subject; `related` are events of the same story that do not name it.

    `cogs` are the lines these put on cost of goods sold, each down to what it is made of. `late` is what
    other facts added to the goods sold, and `sums` what the accounts hold for the story with it.
    """

    what: str
    name: str
    home_currency: str
    events: tuple[TracedEvent, ...]
    related: tuple[TracedEvent, ...]
    genealogy: Genealogy
    documents: tuple[TracedDocument, ...]
    cogs: tuple[CogsLine, ...] = ()
    late: tuple[LateCost, ...] = ()
    sums: tuple[StorySum, ...] = ()


@act("trace")
def candidates(company: Company, text: str) -> list[Subject]:
    """What the text may stand for.

    Raises:
        TerminalError: nothing is known by it, or it is an item.
    """
    with company.database.read() as connection:
        found = subjects(connection, text)
        code = "subject_unknown" if found or not is_item(connection, text) else "subject_is_item"
    if not found:
        raise TerminalError(problem(code, Where(subject=text), subject=text))
    return found


def only(text: str, found: Sequence[Subject]) -> Subject:
    """The one thing a text stands for.

    Raises:
        TerminalError: it may stand for several; all of them are named.
    """
    if len(found) == 1:
        return found[0]
    shown = [f"{one.what} {one.name}" for one in found]
    raise TerminalError(
        problem(
            "subject_ambiguous",
            Where(subject=text),
            subject=text,
            count=len(found),
            candidates=", ".join(shown),
            example=f"tieout trace {shown[0]}",
        )
    )


@act("trace")
def trace(company: Company, subject: Subject) -> Chain:
    """The chain of one subject, read in one consistent look."""
    with company.database.read() as connection:
        own = subject_events(connection, subject)
        related = _related(connection, own) if len(own) <= STORY_EVENTS else []
        events = events_of(connection, own)
        others = events_of(connection, related)
        entries = [entry for event in (*events, *others) for entry in event.entries]
        wanted = {entry.document for entry in entries if entry.document} | {subject.document}
        whole, currency = [*own, *related], company.settings.home_currency
        late = late_costs(connection, whole)
        is_story = len(own) <= STORY_EVENTS
        return Chain(
            what=subject.what,
            name=subject.name,
            home_currency=currency,
            events=tuple(events),
            related=tuple(others),
            genealogy=genealogy_of(connection, whole, subject),
            cogs=cogs_lines(connection, currency, whole),
            late=late,
            sums=story_sums(connection, currency, whole, late) if is_story else (),
            documents=tuple(documents_of(connection, sorted(wanted - {""}))),
        )


def subject_events(connection: Connection, subject: Subject) -> list[str]:
    """The events of a subject: its own, that of its entry, or those of its document."""
    if subject.entry:
        return _column(connection, "SELECT event FROM entry WHERE id = ?", subject.entry)
    if subject.document:
        return _column(
            connection,
            "SELECT e.event FROM entry e JOIN document_entry m ON m.entry = e.seq "
            "JOIN document d ON d.seq = m.document WHERE d.id = ? GROUP BY e.event ORDER BY MIN(e.seq)",
            subject.document,
        )
    return list(dict.fromkeys(subject.events))


def _column(connection: Connection, sql: str, value: str) -> list[str]:
    return [str(found) for (found,) in connection.exec_driver_sql(sql, (value,))]


def _related(connection: Connection, own: Sequence[str]) -> list[str]:
    """Events that tell the same story: of the same order, about its sales, shipments and payments.

    Step by step: from a shipment to its order, to the invoices, to their payments, to the payout.
    """
    known = dict.fromkeys(own)
    names: set[tuple[str, str]] = set()
    fresh = list(known)
    while fresh:
        new = set(_story_names(connection, fresh)) - names
        names |= new
        fresh = [
            id_
            for id_, raw in stating(connection, [name for _, name in sorted(new)])
            if id_ not in known and any(what in _meant(raw, name, what) for what, name in new)
        ]
        known.update(dict.fromkeys(fresh))
    return [id_ for id_ in known if id_ not in set(own)]


def _meant(raw: Mapping[str, Any], name: str, what: str) -> set[str]:
    """What the name is in the record; a payout refers to payments and sales by bare references."""
    found = whats(raw, name)
    if "reference" in found and what in {"payment", "sale", "refund"}:
        found.add(what)
    return found


def _story_names(connection: Connection, events: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Orders, sales, shipments and payments that these events name; a payout leads no further."""
    for raw in _raws(connection, events).values():
        if raw.get("kind") in {"payout_settled", "purchase_order_placed", "goods_received"}:
            continue
        for field in ("order", "number", "invoice", "refunded", "shipment"):
            name = raw.get(field)
            if isinstance(name, str) and name:
                yield from ((what, name) for what in whats(raw, name) & STORY)
        if raw.get("kind") == "bill_approved":
            yield from (("receipt", line["receipt"]) for line in raw["lines"] if line.get("receipt"))


def _raws(connection: Connection, events: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    rows = connection.exec_driver_sql(
        "SELECT e.id, r.raw FROM event e JOIN record r ON r.seq = e.seq "
        "WHERE e.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(events)),),
    )
    return {id_: json.loads(raw) for id_, raw in rows}


def events_of(connection: Connection, ids: Sequence[str]) -> list[TracedEvent]:
    """Events with their records, costs and entries, in the order of costing."""
    listed = json.dumps(list(ids))
    rows = connection.exec_driver_sql(
        "SELECT e.*, f.file AS file, r.line, r.raw, "
        "(SELECT COUNT(*) FROM quarantine q WHERE q.event = e.seq) > "
        "(SELECT COUNT(*) FROM release x WHERE x.event = e.seq) AS quarantined, "
        "EXISTS (SELECT 1 FROM waiting_sale w WHERE w.event = e.id) AS waiting "
        "FROM event e JOIN record r ON r.seq = e.seq JOIN loaded_file f ON f.n = r.file "
        "WHERE e.id IN (SELECT value FROM json_each(?)) ORDER BY e.day, e.rank, e.sequence, e.seq",
        (listed,),
    ).all()
    costs, entries = _costs(connection, listed), _entries(connection, listed)
    return [_event(row, costs.get(row.id, ()), entries.get(row.id, ())) for row in rows]


def _event(row: Any, costs: Sequence[TracedCost], entries: Sequence[TracedEntry]) -> TracedEvent:
    return TracedEvent(
        id=row.id,
        kind=row.kind,
        external_id=row.external_id,
        source=row.source,
        revision=row.revision,
        day=row.day,
        quarantined=bool(row.quarantined),
        waiting=bool(row.waiting),
        file=row.file,
        line=row.line,
        raw=json.loads(row.raw),
        costs=tuple(costs),
        entries=tuple(entries),
    )


def _costs(connection: Connection, events: str) -> dict[str, list[TracedCost]]:
    found: dict[str, list[TracedCost]] = {}
    rows = connection.exec_driver_sql(
        "SELECT * FROM cost WHERE event IN (SELECT value FROM json_each(?)) ORDER BY n", (events,)
    )
    for row in rows:
        found.setdefault(row.event, []).append(_cost(row.step, json.loads(row.parts), row.flags))
    return found


def _cost(step: int, parts: list[Any], flags: str) -> TracedCost:
    kept = [Part(*one) for one in parts if one[0] in _KEPT]
    yields = [one for one in kept if one.name == "expected_yield"]
    return TracedCost(
        step=step,
        parts=tuple((one[0], int(one[1]), one[2]) for one in parts if one[0] not in _KEPT),
        flags=tuple(flags.splitlines()),
        bom=yields[0].reference if yields else "",
        expected_yield=yields[0].quantity if yields else 0,
        asked=tuple((one.item, one.quantity) for one in kept if one.name == "expected"),
    )


def _entries(connection: Connection, events: str) -> dict[str, list[TracedEntry]]:
    numbered = entries_of(connection, "e.event IN (SELECT value FROM json_each(?))", events)
    documents = document_of_entries(connection, [seq for seq, _ in numbered])
    found: dict[str, list[TracedEntry]] = {}
    for seq, entry in numbered:
        found.setdefault(entry.event, []).append(traced_entry(entry, documents.get(seq, "")))
    return found


def traced_entry(entry: Entry, document: str) -> TracedEntry:
    """An entry with the reason of its rule."""
    return TracedEntry(
        id=entry.id,
        rule=entry.rule,
        because=because_of(entry.rule),
        day=entry.day.isoformat(),
        currency=entry.currency,
        lines=entry.lines,
        document=document,
    )


def document_of_entries(connection: Connection, entries: Sequence[int]) -> dict[int, str]:
    """The document each entry stands in, by the entries' numbers; an unsealed one has none."""
    rows = connection.exec_driver_sql(
        "SELECT m.entry, d.id FROM document_entry m JOIN document d ON d.seq = m.document "
        "WHERE m.entry IN (SELECT CAST(value AS BIGINT) FROM json_each(?))",
        (json.dumps(list(entries)),),
    )
    return {int(entry): document for entry, document in rows}
