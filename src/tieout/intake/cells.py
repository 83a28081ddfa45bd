"""Cells: the rows of a CSV file as lists of cells; a quoted cell may hold line breaks.

A quote that is never closed would swallow the rows after it. So a row spans at most `ROW_LINES`
lines, and where the lines it swallowed make no row of the header's width, the first one is reported
and the others are read again as rows of their own.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from tieout.core.catalogue import problem
from tieout.core.problem import Problem, Where
from tieout.intake.lines import SEEN, Unread

ROW_LINES: Final = 200
"""Lines one row may span."""

_UNCLOSED: Final = "unexpected end of data"


class Line(NamedTuple):
    """A line of a file as read: its number, its text or problem, its size in bytes."""

    number: int
    text: str | Unread
    size: int


class Row(NamedTuple):
    """A row: the number of its first line, its cells or problem, its size in bytes.

    `seen` are the cells of a bad row as far as they can be told.
    """

    line: int
    cells: list[str] | Problem
    size: int
    seen: list[str]


class CellReader:
    """Reads rows off lines, looking ahead where a quoted cell is still open."""

    def __init__(self, lines: Iterable[tuple[int, str | Unread, int]], file: str) -> None:
        """Nothing is read before `rows` is."""
        self._lines = (Line(*line) for line in lines)
        self._again: deque[Line] = deque()
        self._file = file
        self._width = 0

    def rows(self) -> Iterator[Row]:
        """Every row with content; the first good one is the header and sets the width."""
        while (line := self._next()) is not None:
            if isinstance(line.text, Unread):
                yield Row(line.number, line.text.problem, line.size, _seen(line.text.seen))
            elif line.text.strip():
                row = self._row(line, line.text)
                if not self._width and not isinstance(row.cells, Problem):
                    self._width = len(row.cells)
                yield row

    def _next(self) -> Line | None:
        return self._again.popleft() if self._again else next(self._lines, None)

    def _row(self, line: Line, text: str) -> Row:
        cells = _cells(text, Where(file=self._file, line=line.number))
        if isinstance(cells, Problem) and cells.code == "csv_quote_unclosed":
            return self._longer(line, text, cells)
        return Row(line.number, cells, line.size, _seen(text) if isinstance(cells, Problem) else cells)

    def _longer(self, first: Line, text: str, unclosed: Problem) -> Row:
        """The row that begins on `first` and ends on a later line, or the problem of the first alone."""
        taken: list[Line] = []
        seen = _seen(text)
        where = Where(file=self._file, line=first.number)
        while len(taken) < ROW_LINES - 1 and (line := self._next()) is not None:
            taken.append(line)
            if isinstance(line.text, Unread):
                break
            text += line.text
            if '"' not in line.text:
                continue
            cells = _cells(text, where)
            if isinstance(cells, Problem):
                if cells.code == "csv_quote_unclosed":
                    continue
                break
            if self._width in (0, len(cells)):
                size = first.size + sum(line.size for line in taken)
                return Row(first.number, cells, size, cells)
            break
        self._again.extendleft(reversed(taken))
        return Row(first.number, unclosed, first.size, seen)


def _seen(text: str) -> list[str]:
    """The cells of a row that is not sound, as a plain split at its commas tells them."""
    return [cell.strip('"') for cell in text[:SEEN].split(",")]


def _cells(text: str, where: Where) -> list[str] | Problem:
    try:
        rows = list(csv.reader(io.StringIO(text, newline="\n"), strict=True))
    except csv.Error as fault:
        why = str(fault)
        if why == _UNCLOSED:
            return problem("csv_quote_unclosed", where, limit=ROW_LINES)
        if why.startswith("field larger"):
            return problem("csv_cell_too_long", where, limit=f"{csv.field_size_limit():,}")
        return problem("csv_row_broken", where, why=why.rstrip("."))
    if len(rows) != 1:
        return problem("csv_row_broken", where, why="It ends before its last line does")
    return [cell.replace("\r\n", "\n") for cell in rows[0]]
