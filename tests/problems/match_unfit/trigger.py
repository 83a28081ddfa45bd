"""A party linked to a record that is not there."""

from __future__ import annotations

from tests.problems.premises import SALE, company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout import link` says of it."""
    with company(*SALE):
        verb("import")
        return verb("import", "link", "customer", "C-1", "4711")
