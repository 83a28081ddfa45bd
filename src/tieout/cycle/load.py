"""Load: a file's statements become records and events, a chunk at a time; bad ones are listed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple

from tieout.core.catalogue import problem
from tieout.core.event import Event, StockTransferred
from tieout.core.event.rank import rank_of
from tieout.core.ids import content_hash, event_id
from tieout.core.problem import Problem, Where
from tieout.intake.facts import Known, revision_of
from tieout.intake.lines import numbered_lines
from tieout.intake.lots import declared_lots
from tieout.intake.plain import plain_of
from tieout.intake.rows import csv_objects
from tieout.intake.translate import event_or_problems
from tieout.storage.database import Database
from tieout.storage.events import EventRow, add_file, append_events, known_facts, last_seq

CHUNK = 1000
"""Events per transaction (design law 5)."""

_SUBJECTS = (
    "number",
    "receipt",
    "shipment",
    "run",
    "order",
    "transfer",
    "chargeback",
    "card",
    "party",
    "item",
)


@dataclass(slots=True)
class LoadResult:
    """What a load did: counts of statements, and the problems of those not taken."""

    taken: int = 0
    revised: int = 0
    repeated: int = 0
    problems: list[Problem] = field(default_factory=list)
    refused: int = 0


class _Statement(NamedTuple):
    line: int
    event: Event
    raw: str
    digest: str

    @property
    def name(self) -> tuple[str, str, str]:
        return (self.event.kind, self.event.id, self.event.source)


def load_stream(
    database: Database,
    company: str,
    stream: BinaryIO,
    file: str,
    *,
    now: datetime,
    progress: Callable[[int], None] = lambda _bytes: None,
) -> LoadResult:
    """Take every good statement of a file; the bad ones are in the result, with line and field."""
    result = LoadResult()
    with database.write() as connection:
        load_id = add_file(connection, file, "", now)
    chunk: list[_Statement] = []
    empty = True
    for line, plain, size in _objects(stream, file):
        empty = False
        progress(size)
        statement = _statement(plain, Where(file=file, line=line))
        if isinstance(statement, _Statement):
            chunk.append(statement)
        else:
            result.problems += statement
            result.refused += 1
        if len(chunk) >= CHUNK:
            _take(database, company, load_id, file, chunk, result)
            chunk = []
    if chunk:
        _take(database, company, load_id, file, chunk, result)
    if empty:
        result.problems.append(problem("file_empty", Where(file=file)))
    return result


def _objects(stream: BinaryIO, file: str) -> Iterator[tuple[int, dict[str, Any] | Problem, int]]:
    lines = numbered_lines(stream, file)
    if file.lower().endswith(".csv"):
        yield from csv_objects(lines, file)
        return
    for number, text, size in lines:
        if isinstance(text, Problem):
            yield number, text, size
        else:
            yield number, plain_of(text, Where(file=file, line=number)), size


def _statement(plain: dict[str, Any] | Problem, where: Where) -> _Statement | list[Problem]:
    if isinstance(plain, Problem):
        return [plain]
    event = event_or_problems(plain, where)
    if isinstance(event, list):
        return event
    content = {name: value for name, value in plain.items() if name != "revision"}
    raw = json.dumps(content, default=str, sort_keys=True, separators=(",", ":"))
    return _Statement(where.line, event, raw, content_hash(raw.encode()))


def _take(
    database: Database, company: str, load_id: int, file: str, chunk: list[_Statement], result: LoadResult
) -> None:
    """Commit the new statements of a chunk in one transaction."""
    with database.write() as connection:
        found = known_facts(connection, [statement.name for statement in chunk])
        known = {name: Known(*fact) for name, fact in found.items()}
        seq, rows = last_seq(connection), []
        for statement in chunk:
            where = Where(file=file, line=statement.line)
            revision = revision_of(
                statement.name,
                statement.event.revision,
                statement.digest,
                known.get(statement.name),
                load_id,
                where,
            )
            if revision is None:
                result.repeated += 1
            elif isinstance(revision, Problem):
                result.problems.append(revision)
                result.refused += 1
            else:
                seq += 1
                known[statement.name] = Known(revision, statement.digest, load_id)
                rows.append(
                    event_row(company, seq, revision, statement.line, statement.event, statement.raw)
                )
                result.taken += 1
                result.revised += revision > 0
        if rows:
            append_events(connection, load_id, rows)


def event_row(company: str, seq: int, revision: int, line: int, event: Event, raw: str) -> EventRow:
    """An event as appended: all of it follows from the record, its place in the log and its revision."""
    arrived = event.arrived if isinstance(event, StockTransferred) else None
    return EventRow(
        seq=seq,
        id=event_id(company, event.source, event.kind, event.id, revision),
        source=event.source,
        kind=event.kind,
        external_id=event.id,
        revision=revision,
        day=event.date.isoformat(),
        rank=rank_of(event.kind),
        sequence=event.sequence,
        hash=content_hash(raw.encode()),
        subject=next((str(value) for name in _SUBJECTS if (value := getattr(event, name, ""))), ""),
        line=line,
        raw=raw,
        arrival=arrived.isoformat() if arrived and arrived != event.date else "",
        lots=declared_lots(event),
    )
