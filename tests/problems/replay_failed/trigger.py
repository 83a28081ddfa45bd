"""A record that somebody overwrote with nonsense."""

from __future__ import annotations

from tests.problems.premises import SALE, company, run, tampered, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout verify` says of it."""
    with company(*SALE):
        run()
        tampered("UPDATE record SET raw = '{' WHERE seq = 5")
        return verb("verify")
