"""The families of errors stay apart."""

from __future__ import annotations

from tieout.core.errors import ProgrammerError, TerminalError, TieoutError, TransientError
from tieout.core.problem import Problem


def test_a_terminal_error_carries_and_says_its_problem() -> None:
    problem = Problem(code="a_b", what="What.", why="Why.", next_step="Next.", owner="controller")
    error = TerminalError(problem)
    assert error.problem is problem
    assert str(error) == "What. Why. Next."


def test_no_error_is_of_two_families() -> None:
    families = (ProgrammerError, TerminalError, TransientError)
    assert all(issubclass(family, TieoutError) for family in families)
    assert not [(a, b) for a in families for b in families if a is not b and issubclass(a, b)]
