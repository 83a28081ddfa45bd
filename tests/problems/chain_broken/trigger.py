"""An act in the audit log that somebody put on another name."""

from __future__ import annotations

from tests.problems.premises import company, tampered, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout verify` says of it."""
    with company():
        tampered("UPDATE audit SET who = 'nobody' WHERE n = 2")
        return verb("verify")
