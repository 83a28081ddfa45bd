"""Load: a file's statements become records and events, a chunk at a time; bad ones are listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b
from typing import Any, BinaryIO, Final, NamedTuple

from tieout.core.catalogue import problem
from tieout.core.event import KINDS, Event, GrniReclassified, Item, StockTransferred
from tieout.core.event.naming import names_in
from tieout.core.event.rank import rank_of
from tieout.core.ids import EventId, content_hash, event_id
from tieout.core.problem import Problem, Where
from tieout.intake.ahead import date_problem
from tieout.intake.facts import Known, Said, revision_of
from tieout.intake.files import unreadable
from tieout.intake.lines import Unread, numbered_lines
from tieout.intake.lots import declared_lots
from tieout.intake.plain import plain_of, written
from tieout.intake.rows import csv_objects
from tieout.intake.translate import event_or_problems
from tieout.storage.database import Database
from tieout.storage.events import (
    STATED_PREFIX,
    EventRow,
    add_file,
    append_events,
    known_facts,
    last_seq,
)

CHUNK: Final = 1000
"""Events per transaction (design law 5)."""

CHUNK_BYTES: Final = 32 * 1024 * 1024
"""Bytes of events per transaction, so that long events do not fill the memory."""

LISTED: Final = 1000
"""Problems of one file that are listed; the others are counted."""

_SUBJECTS = (
    "number",
    "receipt",
    "shipment",
    "run",
    "order",
    "transfer",
    "reservation",
    "chargeback",
    "card",
    "party",
    "item",
)

_SUBJECTS_OF: Final = {
    kind: tuple(name for name in _SUBJECTS if name in kind.__dataclass_fields__) for kind in KINDS.values()
}
"""The fields of a kind that may name its document, party or item."""


class Outcome(NamedTuple):
    """What became of one statement: `taken` or `repeated`, its event's id and revision."""

    what: str
    event: EventId
    revision: int


@dataclass(slots=True)
class LoadResult:
    """What a load did: counts of statements, and the problems of those not taken."""

    taken: int = 0
    revised: int = 0
    repeated: int = 0
    problems: list[Problem] = field(default_factory=list)
    refused: int = 0
    unlisted: int = 0
    outcomes: dict[int, Outcome] | None = None
    """What became of each statement, by its line; None = only counted."""

    def refuse(self, problems: list[Problem]) -> None:
        """Count a statement that was not taken, and list why as far as there is room."""
        room = max(0, LISTED - len(self.problems))
        self.problems += problems[:room]
        self.unlisted += max(0, len(problems) - room)
        self.refused += 1


class Withheld(NamedTuple):
    """Kinds of facts that who loads may not state."""

    who: str
    kinds: frozenset[str]


NOTHING: Final = Withheld("", frozenset())


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
    withheld: Withheld = NOTHING,
) -> LoadResult:
    """Take every good statement of a file; the bad ones are in the result, with line and field."""
    load = _Load(database, company, file, now, withheld)
    return _loaded(load, _objects(stream, file), file, now, progress)


def load_objects(
    database: Database,
    company: str,
    stated: Iterable[tuple[int, dict[str, Any] | Problem, int]],
    name: str,
    *,
    now: datetime,
    withheld: Withheld = NOTHING,
) -> LoadResult:
    """Take every good one of some plain objects (number, object, bytes), and say what became of each."""
    load = _Load(database, company, name, now, withheld)
    load.result.outcomes = {}
    return _loaded(load, stated, name, now, lambda _size: None)


def _loaded(
    load: _Load,
    stated: Iterable[tuple[int, dict[str, Any] | Problem, int]],
    file: str,
    now: datetime,
    progress: Callable[[int], None],
) -> LoadResult:
    empty = True
    try:
        for line, plain, size in stated:
            empty = False
            progress(size)
            load.state(_statement(plain, Where(file=file, line=line), now.date()), size)
    except OSError as fault:
        load.result.refuse([unreadable(fault, Where(file=file))])
    load.take()
    if empty and not load.result.problems:
        load.result.problems.append(problem("file_empty", Where(file=file)))
    return load.listed()


def _objects(stream: BinaryIO, file: str) -> Iterator[tuple[int, dict[str, Any] | Problem, int]]:
    lines = numbered_lines(stream, file)
    if file.lower().endswith(".csv"):
        yield from csv_objects(lines, file)
        return
    for number, text, size in lines:
        if isinstance(text, Unread):
            yield number, text.problem, size
        elif text.strip():
            yield number, plain_of(text, Where(file=file, line=number)), size


def _statement(plain: dict[str, Any] | Problem, where: Where, today: date) -> _Statement | list[Problem]:
    if isinstance(plain, Problem):
        return [plain]
    event = event_or_problems(plain, where)
    if isinstance(event, list):
        return event
    ahead = date_problem(event, today, where)
    if ahead is not None:
        return [ahead]
    content = {name: value for name, value in plain.items() if name != "revision"}
    raw = written(content)
    digest = digest_of(raw)
    if event.revision is not None:
        raw = f"{STATED_PREFIX}{event.revision},{raw[1:]}"
    return _Statement(where.line, event, raw, digest)


class _Load:
    """One load of one file: its statements gathered into chunks, each committed in one transaction."""

    def __init__(
        self, database: Database, company: str, file: str, now: datetime, withheld: Withheld
    ) -> None:
        self.result = LoadResult()
        self._database = database
        self._company = company
        self._file = file
        self._withheld = withheld
        self._chunk: list[_Statement] = []
        self._bytes = 0
        self._repeated: set[int] = set()
        """Marks of the facts this file only repeated: one of them cannot change in the same file."""
        self._now = now
        self._id = 0
        """The load's row, made with the first statement it takes: repeating leaves no trace."""

    def state(self, statement: _Statement | list[Problem], size: int) -> None:
        """Gather a statement, or note why there is none."""
        if not isinstance(statement, _Statement):
            self.result.refuse(statement)
            return
        if statement.event.kind in self._withheld.kinds:
            where = Where(file=self._file, line=statement.line, field="kind")
            who, kind = self._withheld.who, statement.event.kind
            self.result.refuse([problem("decision_of_finance", where, who=who, kind=kind)])
            return
        self._chunk.append(statement)
        self._bytes += size
        if len(self._chunk) >= CHUNK or self._bytes >= CHUNK_BYTES:
            self.take()

    def take(self) -> None:
        """Commit the new statements gathered so far."""
        chunk, self._chunk, self._bytes = self._chunk, [], 0
        if not chunk:
            return
        with self._database.write() as connection:
            found = known_facts(connection, list({statement.name: None for statement in chunk}))
            known = {
                name: Known(tuple(Said(*one) for one in fact.said), self._named_in(name, fact.file))
                for name, fact in found.items()
            }
            seq, rows = last_seq(connection), []
            for statement in chunk:
                revision = self._revision(statement, known)
                if revision is not None:
                    seq += 1
                    rows.append(
                        event_row(
                            self._company,
                            seq,
                            revision,
                            statement.line,
                            statement.event,
                            statement.raw,
                            statement.digest,
                        )
                    )
            if rows:
                self._id = self._id or add_file(connection, self._file, "", self._now)
                append_events(connection, self._id, rows)

    def _revision(self, statement: _Statement, known: dict[tuple[str, str, str], Known]) -> int | None:
        """The revision a statement is taken as; None = it is not taken, which the result says."""
        name, stated = statement.name, statement.event.revision
        fact = known.get(name)
        where = Where(file=self._file, line=statement.line)
        revision = revision_of(name, stated, statement.digest, fact, self._id, where)
        if isinstance(revision, Problem):
            self.result.refuse([revision])
            return None
        said = fact.said if fact else ()
        if revision is None:
            self.result.repeated += 1
            self._repeated.add(_mark(name))
        else:
            said = (*said, Said(revision, statement.digest, stated))
            self.result.taken += 1
            self.result.revised += revision > 0
        known[name] = Known(said, self._id)
        if self.result.outcomes is not None:
            self._tell(self.result.outcomes, statement, revision, said[-1].revision)
        return revision

    def _tell(
        self, outcomes: dict[int, Outcome], statement: _Statement, revision: int | None, latest: int
    ) -> None:
        number = latest if revision is None else revision
        event = statement.event
        id_ = event_id(self._company, event.source, event.kind, event.id, number)
        what = "repeated" if revision is None else "taken"
        outcomes[statement.line] = Outcome(what, id_, number)

    def _named_in(self, name: tuple[str, str, str], file: int) -> int:
        return self._id if _mark(name) in self._repeated else file

    def listed(self) -> LoadResult:
        """The result, with what was left off the list said in its last problem."""
        if self.result.unlisted:
            self.result.problems.append(
                problem(
                    "problems_not_listed",
                    Where(file=self._file),
                    count=f"{self.result.unlisted:,}",
                    listed=f"{LISTED:,}",
                )
            )
        return self.result


def _mark(name: tuple[str, str, str]) -> int:
    framed = "\0".join(name).encode()
    return int.from_bytes(blake2b(framed, digest_size=16).digest(), "big")


def digest_of(raw: str) -> str:
    """The hash of what a record says; the number its source gave the revision is no part of it."""
    said = "{" + raw.partition(",")[2] if raw.startswith(STATED_PREFIX) else raw
    return content_hash(said.encode())


def _second_day(event: Event) -> date | None:
    """The day of an event's second step: a transfer arriving, a reclassification taken back.

    An item at standard cost is master data; its step revalues what is on hand.
    """
    match event:
        case Item():
            return event.date if event.costing_method == "standard" else None
        case StockTransferred():
            return None if event.arrived == event.date else event.arrived
        case GrniReclassified():
            return event.back
        case _:
            return None


def event_row(
    company: str, seq: int, revision: int, line: int, event: Event, raw: str, digest: str = ""
) -> EventRow:
    """An event as appended: all of it follows from the record, its place in the log and its revision.

    `digest` is the hash of what the record says, where it is at hand.
    """
    arrived = _second_day(event)
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
        hash=digest or digest_of(raw),
        subject=next(
            (str(value) for name in _SUBJECTS_OF[type(event)] if (value := getattr(event, name))), ""
        ),
        line=line,
        raw=raw,
        arrival=arrived.isoformat() if arrived else "",
        lots=declared_lots(event),
        names=names_in(event),
    )
