"""The registry: one quota for every process, its windows never exceeded; places and calls counted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tieout.core.limit import Limit
from tieout.delivery.quota import MemoryQuota
from tieout.storage.registry import Registry, StoredQuota

START = datetime(2026, 4, 1, tzinfo=UTC)
LIMITS = (
    Limit(kind="request", count=10, seconds=1, burst=5),
    Limit(kind="request", count=100, seconds=60, burst=20),
    Limit(kind="batch", count=40, seconds=60, burst=2),
)
REALMS = count(1)
WORKER = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from tieout.core.limit import Limit
from tieout.storage.registry import Registry, StoredQuota
shared = Registry(Path(sys.argv[1]))
quota = StoredQuota(shared, "realm", [Limit(kind="batch", count=50, seconds=2, burst=10)], 10)
end = time.monotonic() + 4
while time.monotonic() < end:
    leaves = quota.take(["batch"], datetime.now(UTC))
    time.sleep(max(0, (leaves - datetime.now(UTC)).total_seconds()))
    print(leaves.isoformat(), datetime.now(UTC).isoformat(), flush=True)
"""


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Registry]:
    opened = Registry(tmp_path / "registry.sqlite")
    yield opened
    opened.close()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 3000), st.sampled_from(["request", "batch", "both", "pause"])), max_size=40
    ),
)
def test_it_says_what_the_quota_in_memory_says(shared: Registry, steps: list[tuple[int, str]]) -> None:
    realm = f"realm {next(REALMS)}"
    stored, memory, now = StoredQuota(shared, realm, LIMITS, 10), MemoryQuota(LIMITS), START
    for wait, what in steps:
        now += timedelta(milliseconds=wait)
        if what == "pause":
            for quota in (stored, memory):
                quota.pause(now + timedelta(seconds=60))
            assert stored.quiet_until() == memory.quiet_until()
            continue
        kinds = ["request", "batch"] if what == "both" else [what]
        assert stored.take(kinds, now) == memory.take(kinds, now)


def test_another_process_of_the_same_realm_goes_on_where_the_first_was(tmp_path: Path) -> None:
    leaves = []
    for _ in range(6):
        opened = Registry(tmp_path / "registry.sqlite")
        leaves.append(StoredQuota(opened, "realm", LIMITS, 10).take(["batch"], START))
        assert StoredQuota(opened, f"other {len(leaves)}", LIMITS, 10).take(["batch"], START) == START
        opened.close()
    assert leaves[:2] == [START, START]
    assert [one - START for one in leaves[2:]] > [timedelta(0)] * 4
    assert leaves == sorted(leaves)


@pytest.mark.covers("S001-89", "S001-90")
def test_processes_together_never_exceed_the_rolling_window(tmp_path: Path) -> None:
    """Four processes take permits as fast as they get them: what each reserved, seen together."""
    path = tmp_path / "registry.sqlite"
    Registry(path).close()
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, str(path)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    lines = [line.split() for worker in workers for line in worker.communicate(timeout=60)[0].splitlines()]
    assert [worker.returncode for worker in workers] == [0] * 4
    due = sorted(datetime.fromisoformat(line[0]) for line in lines)
    assert all(datetime.fromisoformat(line[1]) >= datetime.fromisoformat(line[0]) for line in lines)
    window = timedelta(seconds=2)
    worst = max(sum(1 for other in due[place:] if other - at < window) for place, at in enumerate(due))
    assert worst <= 50
    assert len(due) > 60


def test_requests_under_way_have_a_place_each_and_a_dead_one_gives_it_up(shared: Registry) -> None:
    quota = StoredQuota(shared, "realm", LIMITS, 2)
    until = START + timedelta(seconds=150)
    first, second = quota.enter(START, until), quota.enter(START, until)
    assert {first, second} == {0, 1}
    assert quota.enter(START, until) is None
    assert first is not None
    quota.leave(first, until)
    assert quota.enter(START, until) == first
    later = until + timedelta(seconds=1)
    assert quota.enter(later, later + timedelta(seconds=150)) is not None


def test_a_place_that_is_anothers_by_now_is_not_given_back(shared: Registry) -> None:
    quota = StoredQuota(shared, "realm", LIMITS, 1)
    early, late = START + timedelta(seconds=1), START + timedelta(seconds=100)
    place = quota.enter(START, early)
    assert quota.enter(early, late) == place == 0
    quota.leave(place, early)
    assert quota.enter(early, late) is None


def test_calls_are_counted_per_day_and_kind(shared: Registry) -> None:
    for day, kind, made in (
        (1, "read", 2),
        (1, "read", 3),
        (2, "read", 1),
        (2, "write", 7),
        (9, "read", 5),
    ):
        shared.count("realm", date(2026, 3, day), kind, made)
    shared.count("other", date(2026, 3, 1), "read")
    assert shared.calls("realm", "read", date(2026, 3, 1), date(2026, 3, 5)) == {
        date(2026, 3, 1): 5,
        date(2026, 3, 2): 1,
    }
