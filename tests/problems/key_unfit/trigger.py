"""A key file that holds no key."""

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
        file.write_text("open sesame\n", encoding="ascii")
        file.chmod(0o600)
        return verb("keys", "rotate")
