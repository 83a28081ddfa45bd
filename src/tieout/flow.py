"""Flow: the whole journey, one short function per arrow, read top to bottom.

record → event → gates → cost → entry → document → crossing → QuickBooks → read-back → tie-out
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any, BinaryIO

from tieout.core.capabilities import Capabilities
from tieout.core.master import MasterData
from tieout.core.problem import Problem
from tieout.cycle.chunk import do_chunk, hold_back
from tieout.cycle.collector import rare_collections
from tieout.cycle.load import NOTHING, LoadResult, Withheld, load_objects, load_stream
from tieout.cycle.months import FILE, months_over
from tieout.cycle.overdue import watch_goods
from tieout.cycle.records import RecordDesk
from tieout.cycle.seal import SealingPolicy, seal
from tieout.cycle.sealed import Sealed
from tieout.cycle.shortage import end_shortages
from tieout.cycle.transit import watch_transit
from tieout.cycle.unmatched import end_deposits
from tieout.cycle.work import CycleWork
from tieout.delivery.deliver import Delivered, Delivery
from tieout.delivery.settings import DeliverySettings
from tieout.delivery.wire import ThreadedWire
from tieout.ports import Books, Outbox, Quota
from tieout.posting.entries import PostingPolicy
from tieout.posting.rulebook import Rulebook
from tieout.storage.database import Database
from tieout.storage.events import mark_cycle, open_cycle, order_of, steps_of
from tieout.storage.matches import keep_tolerances
from tieout.storage.settings import mapping_of

CHUNK = 1000
Tick = Callable[[int], None]


@rare_collections()
def take_in(
    database: Database,
    company: str,
    stream: BinaryIO,
    file: str,
    now: datetime,
    tick: Tick,
    withheld: Withheld = NOTHING,
) -> LoadResult:
    """Record → event: every good statement of a file, with what was wrong with the others."""
    return load_stream(database, company, stream, file, now=now, progress=tick, withheld=withheld)


@rare_collections()
def take_in_objects(
    database: Database,
    company: str,
    stated: Iterable[tuple[int, dict[str, Any] | Problem, int]],
    name: str,
    now: datetime,
    withheld: Withheld = NOTHING,
) -> LoadResult:
    """Record → event: every good one of some plain objects, with what became of each."""
    return load_objects(database, company, stated, name, now=now, withheld=withheld)


def state_months(database: Database, company: str, today: date, now: datetime) -> bool:
    """A month that is over is a fact: stated where subscriptions wait for it; whether one was."""
    with database.read() as connection:
        lines = months_over(connection, today)
    if lines:
        take_in(database, company, BytesIO(lines), FILE, now, lambda _size: None)
    return bool(lines)


@rare_collections()
def cost_and_post(
    database: Database,
    company: str,
    home_currency: str,
    rulebook: Rulebook,
    policy: PostingPolicy,
    now: datetime,
    tick: Tick,
    refused: Tick = lambda _count: None,
) -> MasterData | None:
    """Event → gates → cost → entry: the open cycle to its end, a chunk at a time.

    `tick` is told how many steps were worked, `refused` how many of them are quarantined instead. A
    killed run goes on where its last committed chunk ended. Returns the master data in effect;
    None = nothing new was accepted.
    """
    closed = policy.periods.closed_through
    with database.write() as connection:
        cycle = open_cycle(connection, now, closed.isoformat() if closed else "")
        if cycle is None:
            return None
        policy = replace(policy, tolerances=keep_tolerances(connection, cycle.id, policy.tolerances))
    work = CycleWork(company, home_currency, rulebook, policy)
    with database.read() as connection:
        work.begin(connection, cycle)
        order = order_of(connection, cycle)
    if work.kept_out:
        with database.write() as connection:
            hold_back(connection, work.kept_out, now)
    for start in range(0, max(1, len(order)), CHUNK):
        with database.write() as connection:
            work.genealogy.log = type(work.genealogy.log)(connection)
            steps = steps_of(connection, cycle, order[start : start + CHUNK])
            last = start + CHUNK >= len(order)
            result = do_chunk(connection, work, steps, now, last=last)
            position = steps[-1].place if steps else cycle.position
            mark_cycle(connection, cycle, position=position, done=last)
        tick(len(steps))
        refused(len(result.refused))
    work.master.at(date.max)
    return work.master


def watch(
    database: Database,
    today: date,
    goods_due_days: int,
    now: datetime,
    invoice_due_days: int = 30,
    transit_due_days: int = 14,
) -> None:
    """What waits too long becomes a case of its own; cases whose reason is gone end."""
    with database.write() as connection:
        watch_goods(connection, today, goods_due_days, now, invoice_due_days)
        watch_transit(connection, today, transit_due_days, now)
        end_deposits(connection, now)
        end_shortages(connection, now)


@rare_collections()
def seal_documents(
    database: Database,
    company: str,
    master: MasterData,
    limits: Capabilities,
    through: date,
    now: datetime,
    tick: Tick,
    policy: SealingPolicy,
    ask_above: int = 0,
) -> Sealed:
    """Entry → document → crossing: what is over by `through` and may cross; the rest is held."""
    with database.read() as connection:
        mapping = mapping_of(connection)
    records = RecordDesk(company, master.parties, limits, through, ask_above)
    return seal(
        database,
        company,
        through=through,
        mapping=mapping,
        limits=limits,
        records=records,
        now=now,
        policy=policy,
        progress=tick,
    )


def deliver(
    outbox: Outbox,
    books: Books,
    settings: DeliverySettings,
    quota: Quota,
    clock: Callable[[], datetime],
    progress: Callable[[Delivered], None],
) -> Delivered:
    """Crossing → QuickBooks, exactly once: settle what is uncertain, then send what is ready."""
    with ThreadedWire(books, settings.lanes) as wire:
        return Delivery(
            outbox=outbox,
            books=books,
            quota=quota,
            now=clock,
            sleep=time.sleep,
            chance=random.SystemRandom().random,
            settings=settings,
            progress=progress,
            wire=wire,
            closing=lambda: books.capabilities().closed_through,
        ).until_idle()


def seal_through(today: date, lag_days: int) -> date:
    """The last day whose documents may be sealed: it has passed, and the lag with it."""
    return today - timedelta(days=lag_days)
