"""A key file that is a folder."""

from __future__ import annotations

from pathlib import Path

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout keys rotate` says of it."""
    with company():
        Path("home/keys/shop").mkdir(parents=True)
        return verb("keys", "rotate")
