"""A file whose locks somebody dropped."""

from __future__ import annotations

from tests.problems.premises import company, tampered, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout verify` says of it."""
    with company():
        tampered(locks=False)
        return verb("verify")
