"""Chain: the text of an audit chain, its limits and its trees."""

from __future__ import annotations

import pytest

from tieout.cli import chain
from tieout.runtime.company import Company
from tieout.runtime.trace import candidates, trace


def test_a_long_chain_says_how_much_is_left_out(pantry: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    [subject] = candidates(pantry, "SO-1")
    told = trace(pantry, subject)
    whole = list(chain.lines(told))
    monkeypatch.setattr(chain, "SHOWN", 1)
    cut = list(chain.lines(told))
    assert len(cut) < len(whole)
    assert "  … and 2 more; --json has all of them" in cut
    assert not any("more; --json" in line for line in whole)


def test_a_lot_is_opened_once(pantry: Company) -> None:
    [subject] = candidates(pantry, "R-1")
    text = list(chain.lines(trace(pantry, subject)))
    assert sum("← 21 worth 27.9993" in line for line in text) == 1
    assert any(line.startswith("goods to") for line in text)
