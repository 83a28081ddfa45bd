"""A QuickBooks that computes sales tax itself."""

from __future__ import annotations

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout doctor` says of it."""
    with company(ast=True):
        return verb("doctor")
