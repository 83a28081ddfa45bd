"""Pace: the quota and the call budget of a company's QuickBooks, shared by all its processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from tieout.core.limit import Limit
from tieout.delivery.budget import Budget, budget, first_day
from tieout.delivery.settings import INTUIT_LIMITS
from tieout.runtime.company import Company, Connection, home
from tieout.runtime.place import server_of
from tieout.storage.registry import Registry, StoredQuota
from tieout.storage.server import Server


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
def registry(company: Company) -> Iterator[Registry]:
    """The registry of a company: on its database server, else the machine's."""
    with registry_at(server_of(company.folder)) as opened:
        yield opened


@contextmanager
def registry_at(server: Server | None) -> Iterator[Registry]:
    """The registry of a database server; None = the machine's."""
    opened = Registry(server.registry() if server else home() / "registry.sqlite")
    try:
        yield opened
    finally:
        opened.close()


def quota_of(shared: Registry, link: Connection) -> StoredQuota:
    """The quota of a connection; every process that asks shares it, by the clock they share."""
    return StoredQuota(shared, realm_of(link), limits_of(link), link.concurrency)


Pace = Callable[[str], None]
"""To be called before each request that delivery does not send, with its kind: read or write."""


@contextmanager
def paced(company: Company, clock: Callable[[], datetime]) -> Iterator[Pace]:
    """The pace of a company's QuickBooks: each request is counted, and waits for its permit."""
    link = company.settings.connection
    with registry(company) as shared:
        quota, shared_clock = quota_of(shared, link), shared.clock(clock)

        def before(kind: str) -> None:
            now = shared_clock()
            shared.count(realm_of(link), now.date(), kind)
            wait = (quota.take(("request",), now) - now).total_seconds()
            if wait > 0:
                time.sleep(wait)

        yield before


def call_budget(company: Company, today: date) -> Budget:
    """The reads of this month against what may be read."""
    link = company.settings.connection
    with registry(company) as shared:
        reads = shared.calls(realm_of(link), "read", first_day(today), today)
    return budget(reads, today, link.reads_per_month)


def writes_this_month(company: Company, today: date) -> int:
    """Requests that wrote, this month; QuickBooks does not meter them."""
    link = company.settings.connection
    with registry(company) as shared:
        return sum(shared.calls(realm_of(link), "write", today.replace(day=1), today).values())
