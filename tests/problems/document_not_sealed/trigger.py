"""An order, which never becomes a document."""

from __future__ import annotations

from tests.problems.premises import SALE, company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout explain document` says of it."""
    with company(*SALE[:6]):
        run()
        return verb("explain", "document", "SO-1")
