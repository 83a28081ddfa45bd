"""A lot that was deleted from the file."""

from __future__ import annotations

from tests.problems.premises import SALE, company, run, tampered, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout verify` says of it."""
    with company(*SALE):
        run()
        tampered("DELETE FROM lot WHERE id = 1")
        return verb("verify", "--no-replay")
