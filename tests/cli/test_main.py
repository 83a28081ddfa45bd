"""Main: whatever happens in a verb, what leaves is a problem with a next step and its exit code."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from tieout.cli import main, show, verbs
from tieout.core.catalogue import problem
from tieout.core.errors import ProgrammerError, TerminalError, TransientError


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (TerminalError(problem("books_held", why="Here.")), main.STOPPED, "holds the company's file"),
        (OSError(28, "No space left on device", "books"), main.STOPPED, "cannot be read or written"),
        (TransientError("no answer"), main.LATER, "Nothing is lost"),
        (ProgrammerError("two and two are five"), main.STOPPED, "a fault of its own"),
        (ZeroDivisionError("division by zero"), main.STOPPED, "ZeroDivisionError: division by zero."),
    ],
)
def test_every_fault_leaves_as_a_problem_with_its_exit_code(
    fault: Exception,
    code: int,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _stopped_by(fault, monkeypatch)
    with pytest.raises(SystemExit) as left:
        main.main()
    said = capsys.readouterr()
    assert left.value.code == code
    assert words in " ".join((said.out + said.err).split())


def test_below_a_fault_of_the_program_stands_where_it_was(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _stopped_by(ProgrammerError("two and two are five"), monkeypatch)
    with pytest.raises(SystemExit):
        main.main()
    assert "in raising\n    raise fault" in capsys.readouterr().err


def _stopped_by(fault: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verbs, "register", lambda _: None)
    monkeypatch.setattr(main, "app", _raising(fault))


def _raising(fault: Exception) -> Callable[[], None]:
    def raising() -> None:
        raise fault

    return raising


def test_days_and_instants_are_iso_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    show.as_json({"at": datetime(2026, 3, 2, 8, tzinfo=UTC), "day": date(2026, 3, 2)})
    assert json.loads(capsys.readouterr().out) == {"at": "2026-03-02T08:00:00+00:00", "day": "2026-03-02"}
