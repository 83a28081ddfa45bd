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


def test_quiet_holds_for_what_has_no_limit_and_the_longer_one_counts() -> None:
    quota = MemoryQuota([])
    assert quota.quiet_until() is None
    minute, second = START + timedelta(seconds=60), START + timedelta(seconds=1)
    quota.pause(minute)
    quota.pause(second)
    assert quota.quiet_until() == minute
    assert quota.take(["request"], START) == minute
    after = minute + timedelta(seconds=1)
    assert quota.take(["request"], after) == after, "over is over"


def test_after_a_pause_there_is_no_burst() -> None:
    quota = MemoryQuota([Limit(kind="batch", count=40, seconds=60, burst=10)])
    until = START + timedelta(seconds=60)
    quota.pause(until)
    waits = [(quota.take(["batch"], START) - until).total_seconds() for _ in range(3)]
    assert waits == [0, pytest.approx(60 / 31), pytest.approx(2 * 60 / 31)]


def test_only_so_many_requests_are_under_way() -> None:
    quota = MemoryQuota([], concurrency=2)
    first, second = (quota.enter(START, START) for _ in range(2))
    assert {first, second} == {0, 1}
    assert quota.enter(START, START) is None
    assert first is not None
    quota.leave(first, START)
    assert quota.enter(START, START) == first
