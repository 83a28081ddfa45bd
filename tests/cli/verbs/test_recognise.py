"""recognise: a number that lacks nothing is refused, with what to look at."""

from __future__ import annotations

from pathlib import Path

from tests.company import small


def test_a_sale_that_lacks_nothing_is_refused(small_company: Path) -> None:
    said = small("recognise", "INV-1", "--why", "month end")
    assert said.code != 0
    assert "INV-1 lacks no cost that could be posted now." in " ".join(said.err.split())
    assert "tieout verify" in " ".join(said.err.split())
