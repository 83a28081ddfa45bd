"""Recorded traffic: every recording has a row in the table, nearly all are replayed, and they agree."""

from __future__ import annotations

import pytest

from tests.quickbooks_emulator.recordings.agreement import disagreements
from tests.quickbooks_emulator.recordings.recording import FOLDER, names
from tests.quickbooks_emulator.recordings.replay import HOW, Replay, Row, table

ROWS = table()
REPLAYED = [row for row in ROWS if not row.why_not]
here = pytest.mark.skipif(not FOLDER.exists(), reason="the recordings are not in this checkout")


@here
def test_every_recording_has_a_row() -> None:
    assert sorted(row.name for row in ROWS) == sorted(names())


@here
@pytest.mark.parametrize("row", REPLAYED, ids=lambda row: row.name)
def test_the_emulator_answers_as_recorded(row: Row) -> None:
    assert Replay(row).problems() == []


def test_nine_in_ten_are_replayed() -> None:
    assert len(REPLAYED) >= 0.9 * len(ROWS), f"{len(REPLAYED)} of {len(ROWS)}"


def test_every_row_says_how_or_why_not() -> None:
    wrong = [row.name for row in ROWS if bool(row.why_not) == (row.how in HOW)]
    assert wrong == []
    unexplained = [row.name for row in ROWS if (row.but or not row.values) and not row.note]
    assert unexplained == []


def test_what_differs_is_seen() -> None:
    recorded = {"A": {"B": [1, 2], "C": "x"}, "D": True}
    assert disagreements(recorded, recorded) == []
    assert disagreements({"A": {"B": [1, 2], "C": "y"}, "D": True}, recorded) == ["A.C: 'y' recorded 'x'"]
    assert disagreements({"A": {"B": [1], "C": "x"}, "D": "true"}, recorded) == [
        "A.B: 1 members, recorded 2",
        "D: 'true' recorded True",
    ]
    assert disagreements({"A": {"B": [1, 2]}}, recorded) == ["A.C", "D"]
    assert disagreements({"A": {"B": [1, 2]}}, recorded, but=frozenset({"A.C", "D"})) == []
