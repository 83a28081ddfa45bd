"""The quota: no window ever sees more than the limit, and nothing waits longer than it must."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.delivery.quota import Limit, MemoryQuota
from tieout.delivery.settings import INTUIT_LIMITS

START = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.mark.covers("S001-89")
@given(
    count=st.integers(1, 50),
    seconds=st.integers(1, 60),
    share=st.floats(0, 1),
    pauses=st.lists(st.integers(0, 5_000), min_size=1, max_size=200),
)
def test_no_window_sees_more_than_the_limit(
    count: int, seconds: int, share: float, pauses: list[int]
) -> None:
    limit = Limit(kind="request", count=count, seconds=seconds, burst=max(1, int(count * share)))
    quota, now, leaves = MemoryQuota([limit]), START, []
    for pause in pauses:
        now = quota.take(["request"], now + timedelta(milliseconds=pause))
        leaves.append(now)
    window = timedelta(seconds=seconds)
    for place, at in enumerate(leaves):
        assert sum(1 for other in leaves[place:] if other - at < window) <= count


def test_a_burst_leaves_at_once_and_then_evenly() -> None:
    quota = MemoryQuota([Limit(kind="batch", count=40, seconds=60, burst=10)])
    waits = [(quota.take(["batch"], START) - START).total_seconds() for _ in range(12)]
    assert waits[:10] == [0] * 10
    assert waits[10] == pytest.approx(60 / 31)
    assert waits[11] == pytest.approx(2 * 60 / 31)


def test_a_kind_that_is_not_limited_never_waits() -> None:
    assert MemoryQuota(INTUIT_LIMITS).take(["other"], START) == START


def test_the_strictest_limit_decides() -> None:
    quota = MemoryQuota(INTUIT_LIMITS)
    leaves = [quota.take(["request", "batch"], START) for _ in range(40)]
    assert leaves[-1] - START >= timedelta(seconds=60)


def test_a_pause_holds_everything_back() -> None:
    quota = MemoryQuota(INTUIT_LIMITS)
    quota.pause(START + timedelta(seconds=60))
    quota.pause(START + timedelta(seconds=5))
    assert quota.take(["request"], START) == START + timedelta(seconds=60)
