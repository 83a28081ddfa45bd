"""Pace: the quota and the call budget of a company's QuickBooks, shared by all processes of a machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from tieout.core.limit import Limit
from tieout.delivery.budget import Budget, budget, first_day
from tieout.delivery.settings import INTUIT_LIMITS
from tieout.runtime.company import Connection, home
from tieout.storage.registry import Registry, StoredQuota


def limits_of(link: Connection) -> tuple[Limit, ...]:
    """The limits set for a connection, else Intuit's own."""
    if not link.limits:
        return INTUIT_LIMITS
    return tuple(
        Limit(kind=kind, count=count, seconds=seconds, burst=burst)
        for kind, count, seconds, burst in link.limits
    )


def realm_of(link: Connection) -> str:
    """What names a QuickBooks company among all this machine is connected to."""
    return f"{link.url or 'emulator'} {link.realm}"


@contextmanager
def registry() -> Iterator[Registry]:
    """The machine's registry."""
    opened = Registry(home() / "registry.sqlite")
    try:
        yield opened
    finally:
        opened.close()


def quota_of(shared: Registry, link: Connection) -> StoredQuota:
    """The quota of a connection; every process that asks shares it."""
    return StoredQuota(shared, realm_of(link), limits_of(link), link.concurrency)


@contextmanager
def paced_reads(link: Connection, clock: Callable[[], datetime]) -> Iterator[Callable[[], None]]:
    """What to call before each read: it is counted, and waits for its permit."""
    with registry() as shared:
        quota = quota_of(shared, link)

        def before() -> None:
            now = clock()
            shared.count(realm_of(link), now.date(), "read")
            wait = (quota.take(("request",), now) - now).total_seconds()
            if wait > 0:
                time.sleep(wait)

        yield before


def call_budget(link: Connection, today: date) -> Budget:
    """The reads of this month against what may be read."""
    with registry() as shared:
        reads = shared.calls(realm_of(link), "read", first_day(today), today)
    return budget(reads, today, link.reads_per_month)


def writes_this_month(link: Connection, today: date) -> int:
    """Requests that wrote, this month; QuickBooks does not meter them."""
    with registry() as shared:
        return sum(shared.calls(realm_of(link), "write", today.replace(day=1), today).values())
