"""Errors, in three families.

TieoutError
├── ProgrammerError    a bug of ours: crash, loudly
├── TerminalError      a person must act; carries the Problem they see
└── TransientError     the same call may succeed later
"""

from __future__ import annotations

from tieout.core.problem import Problem


class TieoutError(Exception):
    """The root of every error tieout raises on purpose."""


class ProgrammerError(TieoutError):
    """An invariant of ours does not hold; nothing may go on as if it did."""


class TerminalError(TieoutError):
    """Trying again cannot help; a person must act on the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.what} {problem.why} {problem.next_step}")
        self.problem = problem


class TransientError(TieoutError):
    """The outside did not answer properly; the outcome may be unknown.

    `problem` is what a person sees of it, where there is something they can do.
    """

    problem: Problem | None = None


class ToldTransientError(TransientError):
    """One that a person can do something about: its problem says what."""

    problem: Problem

    def __init__(self, told: Problem) -> None:
        super().__init__(f"{told.what} {told.why}")
        self.problem = told
