"""An account that somebody made inactive."""

from __future__ import annotations

from tests.problems.premises import by_hand, company, found, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout doctor` says of it."""
    with company() as books:
        account = found(books, "select * from Account where Name = 'Bad Debt'")
        by_hand(books, "account", {**account, "Active": False})
        return verb("doctor")
