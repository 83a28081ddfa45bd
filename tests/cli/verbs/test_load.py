"""load: files come in once; what is bad is listed with file, line and next step; the exit code says so."""

from __future__ import annotations

import gzip
from pathlib import Path

from tests.company import BASE, SALES, small, tieout, written
from tests.cycle.small_books import invoice


def test_the_same_file_again_changes_nothing(small_company: Path) -> None:
    again = written(small_company, "again.jsonl", *BASE, *SALES)
    before = small("status", "--json").json
    said = small("load", again, "--json")
    assert said.code == 0
    assert said.json == [
        {
            "file": again,
            "taken": 0,
            "revised": 0,
            "known": 5,
            "refused": 0,
            "problems": [],
        }
    ]
    assert small("status", "--json").json == before


def test_a_bad_line_is_listed_and_its_neighbours_are_taken(small_company: Path) -> None:
    path = Path(written(small_company, "bad.jsonl", invoice("INV-3")))
    path.write_bytes(path.read_bytes() + b'{"kind": "invoice_issued"}\n{broken\n')
    said = small("load", str(path))
    assert said.code == 1
    assert "bad.jsonl:2" in said.err
    assert "bad.jsonl:3" in said.err
    assert "→ Mend the line and load the file again" in said.err
    assert "bad.jsonl:2" not in said.out
    [row] = small("load", str(path), "--json").json
    assert (row["known"], row["refused"]) == (1, 2)
    assert {problem["line"] for problem in row["problems"]} == {2, 3}
    assert all(problem["next_step"] for problem in row["problems"])


def test_a_file_that_is_not_there_stops_no_other(small_company: Path) -> None:
    good = written(small_company, "good.jsonl", invoice("INV-3"))
    gone = str(small_company / "gone.jsonl")
    said = small("load", gone, good, "--json")
    assert said.code == 1
    assert [(row["taken"], [one["code"] for one in row["problems"]]) for row in said.json] == [
        (0, ["file_missing"]),
        (1, []),
    ]


def test_progress_never_mixes_with_the_answer(small_company: Path) -> None:
    good = written(small_company, "good.jsonl", invoice("INV-3"))
    said = small("load", good, "--json")
    assert said.json[0]["taken"] == 1
    assert "reading" not in said.out


def test_an_unknown_company_is_named_with_those_there_are(small_company: Path) -> None:
    said = tieout("load", written(small_company, "x.jsonl"), "--company", "smal")
    assert said.code == 3
    assert "company_unknown" in said.err
    assert "small" in said.err
    assert "→" in said.err
    assert "Traceback" not in said.err


def test_a_company_must_be_named(no_company: Path) -> None:
    said = tieout("load", written(no_company, "x.jsonl"))
    assert said.code == 2
    assert "--company" in said.err


def test_a_packed_file_is_told_as_such_whatever_its_name(small_company: Path) -> None:
    packed = small_company / "events.csv.gz"
    packed.write_bytes(gzip.compress(b"kind,source,id,date\n"))
    said = small("load", str(packed))
    assert (said.code, "file_compressed" in said.err, "packed (gzip)" in said.err) == (1, True, True)
