"""A stock on hand that somebody changed in the file."""

from __future__ import annotations

from tests.problems.premises import SALE, company, run, tampered, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout verify` says of it."""
    with company(*SALE):
        run()
        tampered("UPDATE lot_held SET value = value - 1")
        return verb("verify")
