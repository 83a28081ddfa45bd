"""Rows: CSV in the documented schema; consecutive rows of one id are the lines of one event.

A column is a field name; `lines.item` is the field `item` of the list `lines`. An empty cell is a
field left out. A row that cannot be read casts doubt on the event it may belong to: that event is
refused with it, never taken short of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from tieout.core.catalogue import problem
from tieout.core.event import KINDS
from tieout.core.problem import Problem, Where
from tieout.intake.cells import CellReader, Row
from tieout.intake.columns import LIST_FIELDS, plain_row
from tieout.intake.lines import Unread

IDENTITY: Final = ("kind", "source", "id")
ROWS_LIMIT: Final = 100_000
"""Rows of one event."""

Stated = tuple[int, dict[str, Any] | Problem, int]
_Name = tuple[Any, ...]


class _Event(NamedTuple):
    """The event whose rows are being read: its first line, what it says so far, bytes, rows, doubt."""

    line: int
    plain: dict[str, Any]
    size: int
    rows: int
    doubted: bool


def csv_objects(lines: Iterable[tuple[int, str | Unread, int]], file: str) -> Iterator[Stated]:
    """(line number of the first row, plain object or problem, bytes) of every event in the file."""
    rows = CellReader(lines, file).rows()
    for row in rows:
        if isinstance(row.cells, Problem):
            yield row.line, row.cells, row.size
            continue
        fault = _header_fault(row.cells, Where(file=file, line=row.line))
        if fault:
            yield row.line, fault, row.size
        else:
            alone = True
            for stated in _Grouping(row.cells, file).events(rows):
                alone = False
                yield stated
            if alone:
                yield row.line, problem("file_header_only", Where(file=file, line=row.line)), row.size
        return


class _Grouping:
    """Rows of one event put together; what stands beside a row that could not be read is in doubt."""

    def __init__(self, header: list[str], file: str) -> None:
        self._header = header
        self._file = file
        self._many = any("." in name for name in header)
        self._held: _Event | None = None
        self._doubt: _Name | None = None
        """The event that a bad row seems to announce; () = any; None = none."""

    def events(self, rows: Iterable[Row]) -> Iterator[Stated]:
        """Every event of the rows, or the problem it has."""
        for row in rows:
            cells = row.cells
            if isinstance(cells, Problem):
                yield row.line, cells, row.size
                self._cast_doubt(self._name_in(row.seen))
            elif len(cells) != len(self._header):
                yield row.line, self._uneven(row, cells), row.size
                self._cast_doubt(self._name_in(cells))
            else:
                yield from self._good(row, plain_row(self._header, cells))
        yield from self._done()

    def _good(self, row: Row, plain: dict[str, Any]) -> Iterator[Stated]:
        name, held = _name(plain), self._held
        doubt, self._doubt = self._doubt, None
        if held is None or _name(held.plain) != name:
            yield from self._done()
            self._held = _Event(row.line, plain, row.size, 1, doubt in ((), name))
            return
        fault = self._joined(held, plain, Where(file=self._file, line=row.line))
        if fault and not (held.doubted and held.rows >= ROWS_LIMIT):
            yield row.line, fault, 0
        self._held = held._replace(
            size=held.size + row.size, rows=held.rows + 1, doubted=held.doubted or fault is not None
        )

    def _joined(self, held: _Event, plain: dict[str, Any], where: Where) -> Problem | None:
        """Add a row to the held event; the reason why it does not belong there, or none."""
        if held.rows >= ROWS_LIMIT:
            return problem("csv_event_too_long", where, limit=f"{ROWS_LIMIT:,}")
        torn = _join(held.plain, plain)
        return problem("csv_event_torn", where, name=torn) if torn else None

    def _cast_doubt(self, name: _Name) -> None:
        """A row of that name (() = not told) was lost: the event before or after it may miss it."""
        if not self._many:
            return
        held = self._held
        if held and name in ((), _name(held.plain)):
            self._held = held._replace(doubted=True)
        self._doubt = name

    def _done(self) -> Iterator[Stated]:
        """The held event is complete: itself, or the problem that a row of it could not be read."""
        held, self._held = self._held, None
        if held and held.doubted:
            where = Where(file=self._file, line=held.line)
            yield held.line, problem("csv_event_incomplete", where, id=held.plain.get("id", "")), held.size
        elif held:
            yield held.line, held.plain, held.size

    def _uneven(self, row: Row, cells: list[str]) -> Problem:
        where = Where(file=self._file, line=row.line)
        return problem("csv_row_uneven", where, found=len(cells), expected=len(self._header))

    def _name_in(self, cells: list[str]) -> _Name:
        """The identity a bad row seems to have; () = it cannot be told."""
        found = dict(zip(self._header, cells, strict=False))
        name = tuple(found.get(key) for key in IDENTITY)
        return name if all(name) and name[0] in KINDS else ()


def _name(plain: dict[str, Any]) -> _Name:
    return tuple(plain.get(key) for key in IDENTITY)


def _header_fault(header: list[str], where: Where) -> Problem | None:
    if len(header) == 1 and {*IDENTITY} <= {name.strip() for name in re.split(r"[;\t|]", header[0])}:
        return problem("csv_separator_unknown", where)
    if not {*IDENTITY, "date"} <= set(header):
        missing = [name for name in (*IDENTITY, "date") if name not in header]
        return problem("csv_header_missing", where, missing=", ".join(missing))
    twice = next((name for name in header if header.count(name) > 1), None)
    return problem("csv_header_twice", where, name=twice or "''") if twice is not None else None


def _join(event: dict[str, Any], row: dict[str, Any]) -> str:
    """Add a row's list elements to the event; the name of a field they disagree about, or nothing."""
    for name, value in row.items():
        if isinstance(value, list) and name not in LIST_FIELDS:
            continue
        if event.get(name) != value:
            return name
    for name, value in row.items():
        if isinstance(value, list) and name not in LIST_FIELDS:
            event.setdefault(name, []).extend(value)
    return ""
