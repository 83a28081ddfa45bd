"""Decision: only kinds that exist, none that something on the floor moves."""

from __future__ import annotations

from tieout.core.event import KINDS
from tieout.core.event.decision import DECISIONS
from tieout.core.event.rank import FACTS_ONLY


def test_decisions_are_kinds_that_post() -> None:
    assert set(KINDS) >= DECISIONS
    assert not DECISIONS & FACTS_ONLY
    assert "stock_revalued" not in DECISIONS
