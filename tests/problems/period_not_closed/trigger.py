"""A period is opened that nobody closed."""

from __future__ import annotations

from tests.problems.premises import SALE, company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout periods` says of it."""
    with company(*SALE):
        return verb("periods", "reopen", "--why", "a bill is missing")
