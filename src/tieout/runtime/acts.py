"""Acts: what the surfaces do, each a function that opens, works and reports values."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tieout import flow
from tieout.core.account import AccountKey
from tieout.core.capabilities import Capabilities
from tieout.core.catalogue import problem
from tieout.core.master import MasterData
from tieout.core.problem import Problem, Where
from tieout.cycle.load import LoadResult
from tieout.delivery.deliver import Delivered
from tieout.delivery.quota import Limit, MemoryQuota
from tieout.delivery.settings import INTUIT_LIMITS, DeliverySettings
from tieout.ports import Books
from tieout.posting.rulebook import load_rulebook
from tieout.runtime.company import Company, Connection, Settings, change_setting, create_company, writing
from tieout.runtime.mapping import Proposal, confirm, proposals, wanted_keys
from tieout.runtime.master import stored_master
from tieout.runtime.quickbooks import quickbooks
from tieout.storage.outbox import SqliteOutbox
from tieout.storage.settings import audit, keep_outside_names

Tick = Callable[[int], None]


def clock() -> datetime:
    """The present instant; the only clock of the program."""
    return datetime.now(UTC)


def who() -> str:
    """The person at the keyboard, for the audit log."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """What a run brought about."""

    costed: int
    sealed: int
    delivered: Delivered | None
    today: date


def init(
    name: str,
    settings: Settings,
    stated: Sequence[AccountKey],
    agree: Callable[[Company, list[Proposal]], bool],
) -> tuple[Company, list[Proposal], bool]:
    """Create a company, read its QuickBooks, propose a mapping, and keep it once agreed."""
    company = create_company(name, settings)
    with quickbooks(company) as books:
        limits = books.capabilities()
        if limits.home_currency != settings.home_currency:
            change_setting(company, "home_currency", limits.home_currency)
            company = replace(company, settings=replace(settings, home_currency=limits.home_currency))
        made = proposals(wanted_keys(stated), books.accounts())
        with company.database.write() as connection:
            keep_outside_names(connection, books.names())
            audit(
                connection,
                who=who(),
                act="company created",
                subject=name,
                before="",
                after=f"{settings.connection.url or 'bundled emulator'} realm {settings.connection.realm}",
                at=clock(),
            )
        baseline = books.balances(settings.start - timedelta(days=1))
        change_setting(company, "opening_balances", baseline)
        agreed = agree(company, made)
        if agreed:
            confirm(company, books, made, who(), clock())
    return company, made, agreed


def load(
    company: Company, paths: Sequence[Path], tick: Callable[[Path, int], None]
) -> dict[Path, LoadResult]:
    """Load files one after the other; a file that cannot be read is a problem of its own."""
    results = {}
    with writing(company, "load", clock()):
        for path in paths:
            results[path] = _load_one(company, path, tick)
    return results


def _load_one(company: Company, path: Path, tick: Callable[[Path, int], None]) -> LoadResult:
    if path.suffix.lower() not in {".jsonl", ".ndjson", ".json", ".csv"}:
        return LoadResult(problems=[problem("file_format_unknown", Where(file=str(path)))])
    try:
        with path.open("rb") as stream:
            return flow.take_in(
                company.database, company.name, stream, path.name, clock(), lambda size: tick(path, size)
            )
    except OSError as fault:
        why = f"{fault.strerror or fault}."
        return LoadResult(problems=[problem("file_missing", Where(file=str(path)), why=why)])


def run(
    company: Company,
    *,
    today: date | None = None,
    deliver: bool = True,
    tick: Callable[[str, int], None] = lambda _stage, _count: None,
) -> RunResult:
    """The journey from accepted events to QuickBooks, until nothing is left to do now."""
    day = today or clock().date()
    with writing(company, "run", clock()):
        costed = cost(company, lambda count: tick("cost", count))
        with quickbooks(company) as books:
            limits = books.capabilities()
            sealed = seal(company, limits, day, lambda count: tick("seal", count))
            delivered = send(company, books, limits, tick) if deliver else None
    return RunResult(costed=costed, sealed=sealed, delivered=delivered, today=day)


def cost(company: Company, tick: Tick = lambda _count: None) -> int:
    """Cost and post everything accepted; the number of steps worked."""
    done = 0

    def count(steps: int) -> None:
        nonlocal done
        done += steps
        tick(steps)

    rulebook = load_rulebook()
    settings = company.settings
    while (
        flow.cost_and_post(
            company.database,
            company.name,
            settings.home_currency,
            rulebook,
            settings.policy,
            clock(),
            count,
        )
        is not None
    ):
        pass
    return done


def seal(company: Company, limits: Capabilities, today: date, tick: Tick = lambda _count: None) -> int:
    """Seal every document whose day and lag are over."""
    through = flow.seal_through(today, company.settings.seal_lag_days)
    master: MasterData = stored_master(company)
    return flow.seal_documents(company.database, company.name, master, limits, through, clock(), tick)


def send(
    company: Company, books: Books, limits: Capabilities, tick: Callable[[str, int], None]
) -> Delivered:
    """Deliver what is ready and settle what is uncertain."""
    link = company.settings.connection
    outbox = SqliteOutbox(company.database, company.name, company.settings.home_currency)
    seen = 0

    def progress(delivered: Delivered) -> None:
        nonlocal seen
        now = delivered.confirmed + delivered.refused
        tick("deliver", now - seen)
        seen = now

    return flow.deliver(
        outbox,
        books,
        DeliverySettings(
            longest_request_seconds=link.longest_request_seconds,
            margin_seconds=link.margin_seconds,
            closed_through=limits.closed_through,
        ),
        MemoryQuota(_limits(link)),
        clock,
        progress,
    )


def _limits(link: Connection) -> tuple[Limit, ...]:
    if not link.limits:
        return INTUIT_LIMITS
    return tuple(
        Limit(kind=kind, count=count, seconds=s, burst=burst) for kind, count, s, burst in link.limits
    )


def file_problems(results: dict[Path, LoadResult]) -> list[Problem]:
    """The problems of all files of a load."""
    return [reason for result in results.values() for reason in result.problems]
