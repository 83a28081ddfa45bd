"""A company whose making ended before its accounts were mapped."""

from __future__ import annotations

from datetime import date

from tests.problems.premises import NAME, home, verb

from tieout.core.problem import Problem
from tieout.runtime.company import Settings, create_company


def problems() -> list[Problem]:
    """What `tieout init` says of it the second time."""
    with home():
        create_company(NAME, Settings(start=date(2026, 3, 1))).database.close()
        return verb("init", "--emulator", "--yes")
