"""Replay: the books made anew are the books, cycle by cycle, and the scratch file is gone afterwards."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from tieout.runtime.company import Company
from tieout.runtime.replay import replayed
from tieout.storage.dump import CACHES, SECTIONS, rows_of


@pytest.mark.covers("S002-53")
def test_every_section_is_the_same(
    pantry: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pantry.database.read() as live, replayed(pantry, live) as anew:
        assert anew.exec_driver_sql("SELECT COUNT(*) FROM cycle").scalar_one() == 2
        for section in (*SECTIONS, *CACHES):
            if section.name != "state":
                assert list(rows_of(live, section)) == list(rows_of(anew, section)), section.name
        assert list(tmp_path.glob("tieout-verify-*"))
    assert not list(tmp_path.glob("tieout-verify-*"))
