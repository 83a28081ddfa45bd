"""A QuickBooks closed later than the books begin."""

from __future__ import annotations

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout doctor` says of it."""
    with company(book_close_date="2026-03-31"):
        return verb("doctor")
