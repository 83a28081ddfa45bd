"""An item that was never in stock."""

from __future__ import annotations

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout explain inventory` says of it."""
    with company():
        return verb("explain", "inventory", "--item", "JAM", "--from", "2026-02", "--to", "2026-03")
