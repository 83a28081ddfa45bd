"""The collector looks for garbage rarely while work is under way, and as before when it is over."""

from __future__ import annotations

import gc

import pytest

from tieout.cycle.collector import ALLOCATIONS, rare_collections


def test_rare_within_and_as_before_afterwards() -> None:
    before = gc.get_threshold()
    with rare_collections():
        assert gc.get_threshold() == (ALLOCATIONS, *before[1:])
        assert gc.isenabled()
    assert gc.get_threshold() == before


def test_as_before_after_a_failure_too() -> None:
    before = gc.get_threshold()
    with pytest.raises(OSError, match="full"), rare_collections():
        raise OSError("full")
    assert gc.get_threshold() == before
