"""A setting that cannot be that."""

from __future__ import annotations

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout settings set` says of it."""
    with company():
        return verb("settings", "set", "concurrency", "many")
