"""An emulator whose file is damaged."""

from __future__ import annotations

from pathlib import Path

from tests.problems.premises import home, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout init` says when the emulator does not start."""
    with home():
        folder = Path("home/companies/shop")
        folder.mkdir(parents=True)
        (folder / "quickbooks.sqlite").write_bytes(b"damaged" * 100)
        found = verb("init", "--emulator", "--yes")
        assert (folder / "emulator.log").read_text(encoding="utf-8"), "the file the problem names"
        return found
