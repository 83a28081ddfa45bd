"""A QuickBooks that numbers sales forms itself."""

from __future__ import annotations

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout doctor` says of it."""
    with company(custom_txn_numbers=False):
        return verb("doctor")
