"""Rows span lines only where a quote is open, and an open quote swallows nothing."""

from __future__ import annotations

import io

from tieout.core.problem import Problem
from tieout.intake.cells import ROW_LINES, CellReader
from tieout.intake.lines import numbered_lines


def rows(text: str) -> list[tuple[int, list[str] | str]]:
    reader = CellReader(numbered_lines(io.BytesIO(text.encode()), "f.csv"), "f.csv")
    return [
        (row.line, row.cells.code if isinstance(row.cells, Problem) else row.cells) for row in reader.rows()
    ]


def test_blank_lines_between_rows_mean_nothing() -> None:
    assert rows("a,b\n\n  \n1,2\n") == [(1, ["a", "b"]), (4, ["1", "2"])]


def test_a_row_may_span_lines_up_to_a_limit() -> None:
    inside = "x\n" * (ROW_LINES - 1)
    assert rows(f'a,b\n1,"{inside}"\n3,4\n')[1] == (2, ["1", inside])
    too_long = rows(f'a,b\n1,"{inside}x\n"\n3,4\n')
    assert too_long[1] == (2, "csv_quote_unclosed")
    assert too_long[-1][1] == ["3", "4"]


def test_a_quote_inside_a_bare_cell_is_a_sign_like_any_other() -> None:
    assert rows('a,b\n5" pipe,2\n') == [(1, ["a", "b"]), (2, ['5" pipe', "2"])]
