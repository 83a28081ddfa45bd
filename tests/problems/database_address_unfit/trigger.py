"""A file where the address of a database server is asked for."""

from __future__ import annotations

from tests.problems.premises import home, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout init` says of it."""
    with home():
        return verb("init", "--emulator", "--yes", "--database", "books.sqlite")
