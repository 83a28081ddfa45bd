"""Whatever is stated, in whatever order: no verb fails, every register is its account, all ties out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.wild.author import loads
from tests.wild.journey import travelled
from tieout.core.event import KINDS


@pytest.mark.parametrize("seed", [5, 22])
def test_a_wild_month_ties_out(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path / "home"))
    assert travelled(seed, tmp_path) == []


@pytest.mark.parametrize("seed", [4003, 4128])
def test_a_wild_month_ties_out_whatever_people_take_back(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path / "home"))
    assert travelled(seed, tmp_path, acts=True) == []


def test_a_wild_month_ties_out_whatever_people_do_in_quickbooks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path / "home"))
    assert travelled(5005, tmp_path, people=True) == []


def test_a_seed_is_a_month_and_all_flows_are_drawn() -> None:
    assert loads(7) == loads(7) != loads(8)
    drawn = {fact["kind"] for seed in range(20) for load in loads(seed) for fact in load}
    assert drawn <= set(KINDS)
    assert len(drawn) > 40
