"""Replay: the books made anew are the books, cycle by cycle, and the scratch file is gone afterwards."""

from __future__ import annotations

from pathlib import Path
from tempfile import gettempdir

import pytest

from tieout.runtime.company import Company
from tieout.runtime.replay import replayed
from tieout.storage.dump import CACHES, SECTIONS, rows_of


@pytest.mark.covers("S002-53")
def test_every_section_is_the_same(pantry: Company) -> None:
    before = set(Path(gettempdir()).glob("tieout-verify-*"))
    with pantry.database.read() as live, replayed(pantry, live) as anew:
        assert anew.exec_driver_sql("SELECT COUNT(*) FROM cycle").scalar_one() == 2
        for section in (*SECTIONS, *CACHES):
            if section.name != "state":
                assert list(rows_of(live, section)) == list(rows_of(anew, section)), section.name
    assert set(Path(gettempdir()).glob("tieout-verify-*")) <= before
