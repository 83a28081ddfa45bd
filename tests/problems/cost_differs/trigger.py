"""What a receipt's lot came in at, changed in the file by one cent."""

from __future__ import annotations

from tests.problems.premises import SALE, company, run, tampered, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout verify` says of it."""
    with company(*SALE):
        run()
        tampered("UPDATE lot SET value = value + 1000000 WHERE id = 1")
        return verb("verify", "--no-replay")
