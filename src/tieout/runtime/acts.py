"""Acts: what the surfaces do, each a function that opens, works and reports values."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from tieout import flow
from tieout.core.account import AccountKey
from tieout.core.capabilities import Capabilities
from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.mapping import MappedAccount
from tieout.core.master import MasterData
from tieout.core.outside import OutsideRecord
from tieout.core.period import closed_by_either
from tieout.core.problem import Problem, Where
from tieout.cycle.load import LoadResult
from tieout.cycle.seal import SealingPolicy
from tieout.cycle.sealed import Sealed
from tieout.delivery.deliver import Delivered
from tieout.intake.files import FORMATS, not_text, unreadable
from tieout.posting.rulebook import load_rulebook
from tieout.runtime import dispatch, evidence, imports, mapping, opening
from tieout.runtime.access import act
from tieout.runtime.actor import clock, who
from tieout.runtime.bills import settle_bills_again
from tieout.runtime.cases import resolve_superseded
from tieout.runtime.company import (
    Company,
    Settings,
    change_setting,
    create_company,
    discard_company,
    leases_of,
    reread,
    writing,
)
from tieout.runtime.keys import discard_key, key_file
from tieout.runtime.mapping import Proposal, confirm, link_currency_accounts, proposals, wanted_keys
from tieout.runtime.master import stored_master
from tieout.runtime.preflight.switches import numbering
from tieout.runtime.quickbooks import quickbooks
from tieout.runtime.tieout import TieOut, first_and_last_sealed, keep_sealed_through, reconcile
from tieout.runtime.waiting import watch
from tieout.runtime.withheld import keep_tries, withheld
from tieout.storage.outside_lists import ListChange
from tieout.storage.settings import audit

__all__ = ["LoadResult", "RunResult", "TieOut", "clock", "who"]

Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """What a run brought about: `sealed` documents that post, and `records` of lists they need.

    `costed` are the steps that were costed and posted, `quarantined` those that could not be.

    `warnings` are what a person should know of documents that crossed and need nothing.
    """

    costed: int
    quarantined: int
    sealed: int
    records: int
    delivered: Delivered | None
    today: date
    warnings: tuple[Problem, ...] = ()


def init(
    name: str,
    settings: Settings,
    stated: Sequence[AccountKey],
    agree: Callable[[Company, list[Proposal]], bool],
    connect: Callable[[Company], Company] | None = None,
    address: str = "",
    warn: Callable[[Sequence[Problem]], None] = lambda _found: None,
) -> tuple[Company, list[Proposal], bool]:
    """Create a company, read its QuickBooks, propose a mapping, and keep it once agreed.

    `warn` is told what of QuickBooks' switches documents will show.

    `address` is the database server its books are on, empty = as the environment says, else a file.
    `connect` signs in first, where that is how QuickBooks is reached. What cannot be connected leaves no
    company behind, so that the next try may have its name.
    """
    company = create_company(name, settings, address)
    had_key = key_file(name).exists()
    try:
        return _connected(connect(company) if connect else company, stated, agree, warn)
    except BaseException:
        discard_company(company)
        if not had_key:
            discard_key(name)
        raise


def _connected(
    company: Company,
    stated: Sequence[AccountKey],
    agree: Callable[[Company, list[Proposal]], bool],
    warn: Callable[[Sequence[Problem]], None],
) -> tuple[Company, list[Proposal], bool]:
    settings = company.settings
    with quickbooks(company) as books:
        limits = books.capabilities()
        warn(numbering(limits))
        if limits.home_currency != settings.home_currency:
            change_setting(company, "home_currency", limits.home_currency)
            settings = replace(settings, home_currency=limits.home_currency)
        if not settings.foreign_documents:
            settings = replace(settings, foreign_documents="own" if limits.multi_currency else "home")
            change_setting(company, "foreign_documents", settings.foreign_documents)
        company = replace(company, settings=settings)
        made = proposals(wanted_keys(stated), books.accounts())
        imports.read_lists(company, books, who(), clock())
        with company.database.write() as connection:
            audit(
                connection,
                who=who(),
                act="company created",
                subject=company.name,
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


@act("mapping set")
def map_account(
    company: Company, key_text: str, account_text: str, class_name: str = "", location_name: str = ""
) -> MappedAccount:
    """Map one account key to a QuickBooks account, kept with who did it; raises as `mapping` does."""
    with writing(company, "mapping set", clock()) as company, quickbooks(company) as books:
        return mapping.map_account(
            company,
            books,
            key_text,
            account_text,
            class_name=class_name,
            location_name=location_name,
            who=who(),
            now=clock(),
        )


@act("import")
def import_lists(company: Company) -> list[ListChange]:
    """Read QuickBooks' lists and keep what changed."""
    with writing(company, "import", clock()) as company, quickbooks(company) as books:
        return imports.read_lists(company, books, who(), clock())


@act("attach")
def attach_evidence(company: Company, document: str) -> evidence.Attached:
    """Hang what a document was made of on it in QuickBooks."""
    with writing(company, "attach", clock()) as company, quickbooks(company) as books:
        return evidence.attach_evidence(company, books, document, who(), clock())


@act("import")
def suggestions(company: Company, at_least: int = 0) -> list[imports.Suggestion]:
    """Our parties without a record, and what QuickBooks has that is like them."""
    return imports.suggestions(company, at_least)


@act("import link")
def link_record(company: Company, kind: str, key: str, id_: str, currency: str) -> OutsideRecord:
    """A party of ours is a record of QuickBooks: a person's word, kept."""
    with writing(company, "import link", clock()):
        return imports.link(company, kind, key, id_, currency, who=who(), now=clock())


@act("import create")
def create_record(company: Company, kind: str, key: str, currency: str, why: str) -> None:
    """A party of ours is none that QuickBooks has: a person's word, kept."""
    with writing(company, "import create", clock()):
        imports.create(company, kind, key, currency, why, who=who(), now=clock())


@act("opening")
def opening_balances(company: Company) -> list[opening.Opening]:
    """What each mapped account held before the first day, as kept and as it is now."""
    with quickbooks(company) as books:
        return opening.openings(company, books)


@act("opening accept")
def accept_openings(company: Company, why: str) -> list[opening.Opening]:
    """Count from QuickBooks' balances before the first day as they are now; what changed."""
    with writing(company, "opening accept", clock()) as company, quickbooks(company) as books:
        return opening.accept(company, books, why, who(), clock())


@act("load")
def load(
    company: Company, paths: Sequence[Path], tick: Callable[[Path, int], None]
) -> dict[Path, LoadResult]:
    """Load files one after the other; a file that cannot be read is a problem of its own."""
    results = {}
    with writing(company, "load", clock()):
        for path in paths:
            results[path] = _load_one(company, path, tick)
            audit_load(company, path.name, results[path])
            keep_tries(company, path.name, results[path].problems)
    return results


def audit_load(company: Company, name: str, result: LoadResult) -> None:
    """Keep in the audit log what was taken from a file, or from a call, of this name."""
    taken = f"{result.taken} taken, {result.revised} of these revisions"
    with company.database.write() as connection:
        audit(
            connection,
            who=who(),
            act="file loaded",
            subject=name,
            before="",
            after=f"{taken}, {result.repeated} known before, {result.refused} refused",
            at=clock(),
        )


def _load_one(company: Company, path: Path, tick: Callable[[Path, int], None]) -> LoadResult:
    where = Where(file=str(path))
    try:
        with path.open("rb") as stream:
            if path.suffix.lower() not in FORMATS:
                packed = not_text(stream.read(16), where)
                return LoadResult(problems=[packed or problem("file_format_unknown", where)])
            into = company.database, company.name
            return flow.take_in(
                *into, stream, path.name, clock(), lambda size: tick(path, size), withheld(company)
            )
    except OSError as fault:
        return LoadResult(problems=[unreadable(fault, where)])


@act("run")
def run(
    company: Company,
    *,
    today: date | None = None,
    until_idle: bool = False,
    tick: Callable[[str, int], None] = lambda _stage, _count: None,
) -> RunResult:
    """The journey from accepted events to QuickBooks, until nothing is left to do now."""
    day = today or clock().date()
    with leases_of(company) as held:
        helped = dispatch.helped(company, held, tick)
        company = reread(company)  # whoever was waited for may have closed a period
        costed, quarantined = _cost_all(company, lambda count: tick("cost", count), today)
        watch(company, day, clock())
        resolve_superseded(company, clock())
        with quickbooks(company) as books:
            limits = books.capabilities()
            sealed = seal(company, limits, day, lambda count: tick("seal", count))
            delivered = dispatch.send(company, books, limits, tick, held)
            while True:
                if link_currency_accounts(company, books, clock()):
                    sealed += seal(company, limits, day, lambda count: tick("seal", count))
                elif until_idle and delivered.next_at is not None and not delivered.problem:
                    time.sleep(max(0, (delivered.next_at - clock()).total_seconds()))
                else:
                    break
                delivered = dispatch.both(delivered, dispatch.send(company, books, limits, tick, held))
        result = RunResult(
            costed=costed,
            quarantined=quarantined,
            sealed=sealed.documents,
            records=sealed.records,
            delivered=dispatch.both(helped, delivered) if helped else delivered,
            today=day,
            warnings=tuple(numbering(limits)) if sealed.numbered else (),
        )
        _audit_run(company, result)
    return result


def _cost_all(company: Company, tick: Tick, today: date | None) -> tuple[int, int]:
    """Cost what was accepted and the bills it settles; the steps costed, and those quarantined."""
    refused: list[int] = []
    done = cost(company, tick, today, refused.append)
    if settle_bills_again(company, clock()):
        done += cost(company, tick, today, refused.append)
    return done - sum(refused), sum(refused)


def _audit_run(company: Company, result: RunResult) -> None:
    """What a run did; one that found nothing to do is no act."""
    done = result.delivered
    confirmed, refused = (done.confirmed, done.refused) if done else (0, 0)
    if not (result.costed or result.quarantined or result.sealed or result.records or confirmed or refused):
        return
    kept_out = f"{result.quarantined} quarantined, " if result.quarantined else ""
    made = f"{result.costed} costed, {kept_out}{result.sealed} sealed, {result.records} list records"
    with company.database.write() as connection:
        audit(
            connection,
            who=who(),
            act="run",
            subject=f"day {result.today}",
            before="",
            after=f"{made}, {confirmed} confirmed, {refused} refused",
            at=clock(),
        )


def cost(
    company: Company,
    tick: Tick = lambda _count: None,
    today: date | None = None,
    refused: Tick = lambda _count: None,
) -> int:
    """Cost and post everything accepted, with the months that are over by today; the steps worked.

    `refused` is told how many of them are quarantined instead.
    """
    done = 0

    def count(steps: int) -> None:
        nonlocal done
        done += steps
        tick(steps)

    rulebook = load_rulebook()
    settings = company.settings
    while flow.cost_and_post(
        company.database,
        company.name,
        settings.home_currency,
        rulebook,
        settings.policy,
        clock(),
        count,
        refused,
    ) is not None or flow.state_months(company.database, company.name, today or clock().date(), clock()):
        pass
    return done


def seal(company: Company, limits: Capabilities, today: date, tick: Tick = lambda _count: None) -> Sealed:
    """Seal every document whose day and lag are over; none of a day closed here or in QuickBooks."""
    closed = closed_by_either(company.settings.closed_through, limits.closed_through)
    limits = replace(limits, closed_through=closed)
    through = flow.seal_through(today, company.settings.seal_lag_days)
    master: MasterData = stored_master(company)
    sealed = flow.seal_documents(
        company.database,
        company.name,
        master,
        limits,
        through,
        clock(),
        tick,
        SealingPolicy(
            closed_periods=company.settings.closed_periods,
            taxes=company.settings.taxes,
            zero_totals=company.settings.zero_totals,
            settlement_links=company.settings.settlement_links,
            receipt_tenders=company.settings.receipt_tenders,
            purchase_orders=company.settings.purchase_orders,
        ),
        company.settings.ask_above,
    )
    keep_sealed_through(company, through)
    return sealed


@act("reconcile")
def tie_out(company: Company, through: date | None = None) -> TieOut:
    """Read QuickBooks back and compare, through a day or the last sealed one, be it a quiet one.

    Raises:
        TerminalError: the day is before the first one of which anything is sealed.
    """
    with company.database.read() as connection:
        first, sealed = first_and_last_sealed(connection)
    if through is not None and first and through < first:
        raise TerminalError(problem("reconciled_too_early", day=through, first=first))
    last = through or sealed or clock().date()
    with quickbooks(company) as books:
        return reconcile(company, books, last)


def file_problems(results: dict[Path, LoadResult]) -> list[Problem]:
    """The problems of all files of a load."""
    return [reason for result in results.values() for reason in result.problems]
