"""Limit: what cannot be is refused; the interval keeps every window below the count."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tieout.core.limit import Limit


@pytest.mark.parametrize(("count", "burst", "seconds"), [(0, 1, 1), (1, 2, 1), (1, 0, 1), (1, 1, 0)])
def test_a_limit_that_cannot_be_is_refused(count: int, burst: int, seconds: int) -> None:
    with pytest.raises(ValueError, match="burst"):
        Limit(kind="request", count=count, burst=burst, seconds=seconds)


def test_the_refill_is_slowed_by_the_burst() -> None:
    assert Limit(kind="batch", count=40, seconds=60, burst=1).interval == timedelta(seconds=1.5)
    assert Limit(kind="batch", count=40, seconds=60, burst=11).interval == timedelta(seconds=2)
