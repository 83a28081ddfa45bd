"""A key file that others may read."""

from __future__ import annotations

from pathlib import Path

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout keys rotate` says of it."""
    with company():
        keys = Path("home/keys")
        keys.mkdir(parents=True, exist_ok=True)
        file = keys / "shop"
        file.touch(mode=0o644)
        file.chmod(0o644)
        return verb("keys", "rotate")
