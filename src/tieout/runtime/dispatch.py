"""Dispatch: what is ready goes to QuickBooks, from one worker of a company or from several together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tieout import flow
from tieout.core.capabilities import Capabilities
from tieout.core.period import closed_by_either
from tieout.delivery.deliver import Delivered
from tieout.delivery.settings import DeliverySettings
from tieout.ports import Books
from tieout.runtime.actor import clock
from tieout.runtime.company import Company, reread, saying
from tieout.runtime.pace import quota_of, realm_of, registry
from tieout.runtime.quickbooks import quickbooks
from tieout.storage.lease import Leases
from tieout.storage.outbox import SqliteOutbox


def helped(company: Company, held: Leases, tick: Callable[[str, int], None]) -> Delivered | None:
    """Take the pen; where another worker has it, deliver beside it until it is free: what that did.

    The bundled emulator serves one process at a time, so nobody delivers beside its worker.
    """
    said = saying("run", clock())
    delivered = None
    if not company.settings.connection.emulator and not held.try_pen(said):
        with quickbooks(company) as books:
            delivered = send(company, books, books.capabilities(), tick, held)
    held.take_pen(said)
    return delivered


def both(first: Delivered, then: Delivered) -> Delivered:
    """What two deliveries did together; how it stands is what the later one says."""
    return replace(
        then,
        confirmed=first.confirmed + then.confirmed,
        refused=first.refused + then.refused,
        requests=first.requests + then.requests,
    )


def send(
    company: Company,
    books: Books,
    limits: Capabilities,
    tick: Callable[[str, int], None],
    held: Leases,
) -> Delivered:
    """Deliver what is ready and settle what is uncertain, beside other workers where there are any."""
    seen = 0

    def progress(delivered: Delivered) -> None:
        nonlocal seen
        now = delivered.confirmed + delivered.refused
        tick("deliver", now - seen)
        seen = now

    with registry(company) as shared, held.sharing():
        settings = reread(company).settings  # a writer that was waited for may have closed a period
        link = settings.connection
        outbox = SqliteOutbox(company.database, company.name, settings.home_currency, settings.taxes, held)
        shared_clock = shared.clock(clock)
        delivered = flow.deliver(
            outbox,
            books,
            DeliverySettings(
                longest_request_seconds=link.longest_request_seconds,
                margin_seconds=link.margin_seconds,
                lanes=link.lanes,
                high_value_minor=settings.high_value_minor,
                closed_through=closed_by_either(settings.closed_through, limits.closed_through),
                closed_periods=settings.closed_periods,
            ),
            quota_of(shared, link),
            shared_clock,
            progress,
        )
        held.put_down()
        shared.count(realm_of(link), clock().date(), "write", delivered.requests)
    return delivered
