"""A tax code that QuickBooks has at another percentage than was said."""

from __future__ import annotations

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What stops `tieout import tax`."""
    with company():
        make = ("import", "tax", "CDTFA", "California", "--percent")
        assert verb(*make, "8.25", "--yes") == []
        return verb(*make, "9.5", "--yes")
