"""A journal that a person posts into the time before tieout."""

from __future__ import annotations

from tests.problems.premises import company, posted_by_hand, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout doctor` says of it."""
    with company() as books:
        posted_by_hand(books, "2026-02-10", "Bad Debt", "Checking")
        return verb("doctor")
