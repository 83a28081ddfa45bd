"""CSV rows become events whole: a lost row never leaves an event short of a line."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.core.problem import Problem
from tieout.intake.lines import numbered_lines
from tieout.intake.rows import csv_objects

HEADER = "kind,source,id,date,note,lines.item\n"


def read(text: str) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    """The events and (line, code) of the problems."""
    events, problems = [], []
    for line, plain, _ in csv_objects(numbered_lines(io.BytesIO(text.encode()), "f.csv"), "f.csv"):
        if isinstance(plain, Problem):
            problems.append((line, plain.code))
        else:
            events.append(plain)
    return events, problems


def row(id_: str, item: str = "A", note: str = "") -> str:
    return f"goods_shipped,erp,{id_},2026-03-01,{note},{item}\n"


def ids(text: str) -> tuple[list[str], list[str]]:
    events, problems = read(HEADER + text)
    return [event["id"] for event in events], [code for _, code in problems]


def test_rows_of_one_id_are_the_lines_of_one_event() -> None:
    events, problems = read(HEADER + row("1", "A") + row("1", "B") + row("2", "C"))
    assert problems == []
    assert [[line["item"] for line in event["lines"]] for event in events] == [["A", "B"], ["C"]]


def test_a_quoted_cell_may_hold_line_breaks_blank_lines_too() -> None:
    events, problems = read(HEADER + row("1", note='"one\r\n\r\ntwo, ""three"""') + row("2"))
    assert problems == []
    assert events[0]["note"] == 'one\n\ntwo, "three"'


@pytest.mark.parametrize("bad", ["goods_shipped,erp,1,2026-03-01,B\n", row("1", note='"a"b')])
def test_a_lost_row_takes_its_own_event_with_it_and_no_other(bad: str) -> None:
    for text in (row("1") + bad, bad + row("1"), row("1") + bad + row("1", "C")):
        taken, codes = ids(row("0") + text + row("2"))
        assert taken == ["0", "2"]
        assert codes[-1] == "csv_event_incomplete"


def test_a_row_that_tells_nothing_casts_doubt_on_both_its_neighbours() -> None:
    assert ids(row("1") + "???\n" + row("2") + row("3")) == (
        ["3"],
        ["csv_row_uneven", "csv_event_incomplete", "csv_event_incomplete"],
    )


def test_an_open_quote_costs_its_own_row_only() -> None:
    rest = "".join(row(str(n)) for n in range(2, 400))
    assert ids(row("1", note='"open') + rest) == ([str(n) for n in range(2, 400)], ["csv_quote_unclosed"])
    assert ids(row("1", note='"open') + row("2") + row("3", note='say "hi"')) == (
        ["2", "3"],
        ["csv_quote_unclosed"],
    )


def test_columns_take_the_type_of_their_field() -> None:
    header = "kind,source,id,date,party,name,roles,terms_days,active,attributes.colour\n"
    events, problems = read(header + "party,erp,1,2026-03-01,C-1,Deli,customer;supplier,30,true,red\n")
    assert problems == []
    assert events[0]["roles"] == ["customer", "supplier"]
    assert (events[0]["terms_days"], events[0]["active"]) == (30, True)
    assert events[0]["attributes"] == {"colour": "red"}


_CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)


@given(st.lists(_CELL, min_size=1, max_size=8))
def test_what_csv_can_write_is_read_back(notes: list[str]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["kind", "source", "id", "date", "note"])
    for place, note in enumerate(notes):
        writer.writerow(["goods_shipped", "erp", str(place), "2026-03-01", note])
    events, problems = read(out.getvalue())
    assert problems == []
    assert [event.get("note", "") for event in events] == notes
