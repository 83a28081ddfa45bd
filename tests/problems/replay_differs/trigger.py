"""A record that says another price than its entry."""

from __future__ import annotations

from tests.problems.premises import SALE, company, run, tampered, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout verify` says of it."""
    with company(*SALE):
        run()
        tampered("UPDATE take SET value = value + 1 WHERE n = 1")
        return verb("verify")
