"""The registry: one quota for every process, its windows never exceeded; places and calls counted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.storage.conftest import ENGINES
from tieout.core.limit import Limit
from tieout.delivery.quota import MemoryQuota
from tieout.storage.registry import Registry, StoredQuota
from tieout.storage.server import Server

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
from tieout.storage.server import Server
place = sys.argv[1]
shared = Registry(Server(place).registry() if place.startswith("postgresql:") else Path(place))
quota = StoredQuota(shared, "realm", [Limit(kind="batch", count=50, seconds=2, burst=10)], 10)
end = time.monotonic() + 4
while time.monotonic() < end:
    leaves = quota.take(["batch"], datetime.now(UTC))
    time.sleep(max(0, (leaves - datetime.now(UTC)).total_seconds()))
    print(leaves.isoformat(), datetime.now(UTC).isoformat(), flush=True)
"""


@pytest.fixture(params=ENGINES)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a registry of the test's own is: a file, or the address of a database."""
    if request.param == "sqlite":
        return str(tmp_path / "registry.sqlite")
    return str(request.getfixturevalue("database_url"))


def opened_at(place: str) -> Registry:
    return Registry(Server(place).registry() if place.startswith("postgresql:") else Path(place))


@pytest.fixture
def shared(place: str) -> Iterator[Registry]:
    with closing(opened_at(place)) as opened:
        yield opened


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


def test_another_process_of_the_same_realm_goes_on_where_the_first_was(place: str) -> None:
    leaves = []
    for _ in range(6):
        opened = opened_at(place)
        leaves.append(StoredQuota(opened, "realm", LIMITS, 10).take(["batch"], START))
        assert StoredQuota(opened, f"other {len(leaves)}", LIMITS, 10).take(["batch"], START) == START
        opened.close()
    assert leaves[:2] == [START, START]
    assert [one - START for one in leaves[2:]] > [timedelta(0)] * 4
    assert leaves == sorted(leaves)


@pytest.mark.covers("S001-89", "S001-90")
def test_processes_together_never_exceed_the_rolling_window(place: str) -> None:
    """Four processes take permits as fast as they get them: what each reserved, seen together."""
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER, place], stdout=subprocess.PIPE, text=True)
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


@pytest.mark.covers("S001-89", "S001-90")
def test_workers_together_come_close_to_the_limit_and_never_over_it(place: str) -> None:
    """Five workers, each with a connection of its own, twenty minutes of a simulated clock."""
    limit = Limit(kind="batch", count=40, seconds=60, burst=2)
    with ExitStack() as stack:
        opened = [stack.enter_context(closing(opened_at(place))) for _ in range(5)]
        quotas = [StoredQuota(one, "realm", [limit], 10) for one in opened]
        ready, leaves = [(START, number) for number in range(5)], []
        end = START + timedelta(minutes=20)
        while ready[0][0] < end:
            now, number = heappop(ready)
            leaves.append(quotas[number].take(["batch"], now))
            heappush(ready, (leaves[-1] + timedelta(milliseconds=300 * (number + 1)), number))
    due = sorted(at for at in leaves if at < end)
    window = timedelta(seconds=60)
    assert max(sum(1 for at in due[first:] if at - one < window) for first, one in enumerate(due)) <= 40
    assert len(due) >= 0.95 * 40 * 20


def test_machines_whose_clocks_differ_share_one_window(place: str) -> None:
    """By the clock of their server; a file has the clock of its one machine."""
    slow = timedelta(minutes=5)
    with closing(opened_at(place)) as one, closing(opened_at(place)) as other:
        right = one.clock(lambda: datetime.now(UTC))
        behind = other.clock(lambda: datetime.now(UTC) - slow)
        apart = right() - behind()
    if place.startswith("postgresql:"):
        assert abs(apart) < timedelta(seconds=5)
    else:
        assert apart > timedelta(minutes=4)


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
