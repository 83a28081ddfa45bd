"""A port where no database server listens."""

from __future__ import annotations

from tests.problems.premises import home, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout init` says of it."""
    with home():
        return verb("init", "--emulator", "--yes", "--database", "postgresql://ann@127.0.0.1:1/books")
