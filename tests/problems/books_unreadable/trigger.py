"""A company's file that something else was written over."""

from __future__ import annotations

from pathlib import Path

from tests.problems.premises import home, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What every verb says of it."""
    with home():
        file = Path("home/companies/shop/books.sqlite")
        file.parent.mkdir(parents=True)
        file.write_bytes(b"this was a text " * 99)
        return verb("doctor")
