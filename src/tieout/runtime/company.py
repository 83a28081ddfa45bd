"""Company: one set of books on this machine, its folder, its settings and its single writer."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection as SqlConnection

from tieout.core.catalogue import problem
from tieout.core.currency import minor_places
from tieout.core.errors import TerminalError
from tieout.core.match import Tolerances
from tieout.core.period import Periods
from tieout.core.problem import Problem, Where
from tieout.core.role import FOUNDER
from tieout.core.tax_strategy import TaxPolicy
from tieout.posting.entries import PostingPolicy
from tieout.runtime.actor import clock, who
from tieout.runtime.place import (
    FILE,
    discard_place,
    keep_place,
    known_companies,
    new_place,
    place_of,
    server_named,
)
from tieout.storage.database import Database
from tieout.storage.dialect import Postgres
from tieout.storage.lease import FileLeases, Leases, ServerLeases, file_holder, server_holder
from tieout.storage.settings import audit, keep_setting, mapping_of, settings_of
from tieout.storage.soundness import unsound
from tieout.storage.users import keep_roles

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")

WRITER: Final = "writer.lock"

ASK_ABOVE: Final = 88
"""Percent of likeness above which two names are one often enough to ask."""


def home() -> Path:
    """Where companies live: $TIEOUT_HOME, else the user's data folder."""
    named = os.environ.get("TIEOUT_HOME")
    if named:
        return Path(named)
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "tieout"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How the company's QuickBooks is reached.

    A served address, signed in to (`environment` says sandbox or production), or with the name of the
    environment variable that holds a fixed token; or the bundled emulator, started for the time of a
    verb on a state file in the company's folder.
    `limits` are (kind, count, seconds, burst), none = Intuit's; `concurrency` requests may be under
    way at once from all processes, `lanes` of them batches of one run; `reads_per_month` is what
    Intuit lets this app read.
    """

    url: str = ""
    realm: str = "1"
    token_variable: str = "TIEOUT_QUICKBOOKS_TOKEN"  # noqa: S105 - the name of a variable, not a token
    emulator: bool = False
    emulator_settings: tuple[str, ...] = ()
    longest_request_seconds: int = 120
    margin_seconds: int = 30
    limits: tuple[tuple[str, int, int, int], ...] = ()
    concurrency: int = 10
    lanes: int = 4
    reads_per_month: int = 500_000
    environment: str = ""
    discovery: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What finance and administration have set for a company.

    `foreign_documents`: `own` = in their own currency; `home` = converted (accounting.md 1, currency);
    "" = as QuickBooks has multi-currency, found out when the company is created. `high_value_minor`:
    documents worth so much or more, in home minor units, cross first. `closed_periods`: what becomes
    of a document whose period is closed, per class (`core.closed_period`), else the next open day.
    `goods_due_days`: how long a sale may wait for its goods, or bill them without an order, before
    somebody is asked to look; `invoice_due_days`: how long goods may be shipped and not invoiced;
    `transit_due_days`: how long they may be on the road where their dispatch states no day.
    `ask_above`: the likeness in percent from which a person says whether a party is a record
    QuickBooks has; 0 = never. `tolerances`: how far a bill may be from order and receipt.
    """

    home_currency: str = "USD"
    start: date = date(2000, 1, 1)
    seal_lag_days: int = 1
    goods_due_days: int = 30
    transit_due_days: int = 14
    invoice_due_days: int = 30
    closed_through: date | None = None
    granularity: Mapping[str, str] = field(default_factory=dict)
    foreign_documents: str = ""
    ask_above: int = ASK_ABOVE
    high_value_minor: int = 1_000_000
    closed_periods: Mapping[str, str] = field(default_factory=dict)
    taxes: TaxPolicy = field(default_factory=TaxPolicy)
    zero_totals: Mapping[str, str] = field(default_factory=dict)
    settlement_links: str = "payment"
    receipt_tenders: str = "line"
    purchase_orders: str = "none"
    tolerances: Tolerances = field(default_factory=Tolerances)
    connection: Connection = field(default_factory=Connection)

    def __post_init__(self) -> None:
        """Refuse an unknown home currency."""
        minor_places(self.home_currency)

    @property
    def policy(self) -> PostingPolicy:
        """The settings posting works by."""
        return PostingPolicy(
            granularity=self.granularity,
            periods=Periods(self.closed_through),
            own_currencies=self.foreign_documents == "own",
            tolerances=self.tolerances,
        )


@dataclass(frozen=True, slots=True)
class Company:
    """An open company."""

    name: str
    folder: Path
    database: Database
    settings: Settings


def company_folder(name: str) -> Path:
    """The folder of a company.

    Raises:
        TerminalError: the name cannot be one.
    """
    if not _NAME.fullmatch(name):
        raise TerminalError(problem("company_name_unfit", name=name))
    return home() / "companies" / name


def create_company(name: str, settings: Settings, address: str = "") -> Company:
    """A new company's folder and books; an existing one is refused. Who makes it is its first user.

    `address` names a database server for the books, else the environment does; else they are a file.

    Raises:
        TerminalError: a company of that name exists, or the server cannot hold one.
        TransientError: the server cannot be reached.
    """
    folder, server = company_folder(name), server_named(address)
    if (folder / FILE).exists() or (server and server.has(name)):
        raise TerminalError(_taken(name, folder))
    database = Database(new_place(folder, server))
    with database.write() as connection:
        if settings_of(connection):  # somebody else made it just now
            raise TerminalError(problem("company_exists", name=name))
        keep_settings(connection, settings)
        found_company(connection, who(), clock())
    keep_place(folder, server)
    return Company(name, folder, database, settings)


def _taken(name: str, folder: Path) -> Problem:
    """Why a name cannot be had; one whose making was cut off may be begun again."""
    place = place_of(folder)
    if isinstance(place, Path) and not unsound(place):
        database = Database(place)
        with database.read() as connection:
            rows = connection.exec_driver_sql("SELECT COUNT(*) FROM event")
            begun = bool(rows.scalar_one() or mapping_of(connection).accounts)
        database.close()
        if not begun:
            return problem("company_unfinished", name=name, folder=folder)
    return problem("company_exists", name=name)


def found_company(connection: SqlConnection, founder: str, now: datetime) -> None:
    """Make somebody the first user of a company: its administrator and its controller."""
    keep_roles(connection, founder, FOUNDER, founder, now)
    audit(
        connection,
        who=founder,
        act="user added",
        subject=founder,
        before="",
        after=", ".join(FOUNDER),
        at=now,
    )


def discard_company(company: Company) -> None:
    """Take a company that was never connected off the machine; files of others stay where they are.

    What the emulator said stays too: the problem that a person reads names that file.
    """
    company.database.close()
    discard_place(company.folder)
    for path in company.folder.glob("quickbooks.sqlite*"):
        path.unlink()
    log = company.folder / "emulator.log"
    if log.exists() and not log.stat().st_size:
        log.unlink()
    if not any(company.folder.iterdir()):
        company.folder.rmdir()


def open_company(name: str) -> Company:
    """An existing company.

    Raises:
        TerminalError: there is none of that name, or its file is no company's books.
        TransientError: its server cannot be reached.
    """
    folder = company_folder(name)
    place = place_of(folder)
    if place is None:
        raise TerminalError(problem("company_unknown", name=name, known=", ".join(companies()) or "none"))
    why = unsound(place) if isinstance(place, Path) else ""
    if why:
        raise TerminalError(problem("books_unreadable", Where(file=str(place)), why=why))
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(place)
    return reread(Company(name, folder, database, Settings()))


def reread(company: Company) -> Company:
    """The company with its settings as they are kept now, for a process that had it open for a while."""
    with company.database.read() as connection:
        return replace(company, settings=kept_settings(connection))


def kept_settings(connection: SqlConnection) -> Settings:
    """The settings as they are kept."""
    return _settings({key: json.loads(value) for key, value in settings_of(connection).items()})


def stored_connection(name: str) -> Connection:
    """How a company's QuickBooks is reached; raises as `open_company` does."""
    company = open_company(name)
    company.database.close()
    return company.settings.connection


def companies() -> list[str]:
    """The names of the companies on this machine, and on the server that the environment names."""
    return known_companies(home() / "companies")


def keep_settings(connection: SqlConnection, settings: Settings) -> None:
    """Keep all settings, in the transaction of the act that changed one."""
    for key, value in _plain(settings).items():
        keep_setting(connection, key, json.dumps(value))


def change_setting(company: Company, name: str, value: Any) -> None:
    """Set one setting of a company."""
    with company.database.write() as connection:
        keep_setting(connection, name, json.dumps(value))


def _plain(settings: Settings) -> dict[str, Any]:
    link = settings.connection
    return {
        "home_currency": settings.home_currency,
        "start": settings.start.isoformat(),
        "seal_lag_days": settings.seal_lag_days,
        "goods_due_days": settings.goods_due_days,
        "transit_due_days": settings.transit_due_days,
        "invoice_due_days": settings.invoice_due_days,
        "closed_through": settings.closed_through.isoformat() if settings.closed_through else None,
        "granularity": dict(settings.granularity),
        "foreign_documents": settings.foreign_documents,
        "ask_above": settings.ask_above,
        "high_value_minor": settings.high_value_minor,
        "closed_periods": dict(settings.closed_periods),
        "zero_totals": dict(settings.zero_totals),
        "settlement_links": settings.settlement_links,
        "receipt_tenders": settings.receipt_tenders,
        "purchase_orders": settings.purchase_orders,
        "tolerances": [format(share, "f") for share in settings.tolerances],
        "taxes": {name: dict(getattr(settings.taxes, name)) for name in settings.taxes.__slots__},
        "connection": plain_connection(link),
    }


def plain_connection(link: Connection) -> dict[str, Any]:
    """A connection as the settings keep it; it holds no secret."""
    return {name: getattr(link, name) for name in link.__slots__}


def _settings(plain: Mapping[str, Any]) -> Settings:
    link = dict(plain["connection"])
    link["emulator_settings"] = tuple(link["emulator_settings"])
    link["limits"] = tuple(tuple(limit) for limit in link["limits"])
    closed = plain["closed_through"]
    return Settings(
        home_currency=plain["home_currency"],
        start=date.fromisoformat(plain["start"]),
        seal_lag_days=plain["seal_lag_days"],
        goods_due_days=plain.get("goods_due_days", 30),
        transit_due_days=plain.get("transit_due_days", 14),
        invoice_due_days=plain.get("invoice_due_days", 30),
        closed_through=date.fromisoformat(closed) if closed else None,
        granularity=plain["granularity"],
        foreign_documents=plain.get("foreign_documents", "home"),
        ask_above=int(plain.get("ask_above", ASK_ABOVE)),
        high_value_minor=plain.get("high_value_minor", 1_000_000),
        closed_periods=plain.get("closed_periods", {}),
        zero_totals=plain.get("zero_totals", {}),
        settlement_links=plain.get("settlement_links", "payment"),
        receipt_tenders=plain.get("receipt_tenders", "line"),
        purchase_orders=plain.get("purchase_orders", "none"),
        tolerances=Tolerances(*map(Decimal, plain.get("tolerances", ()))),
        taxes=TaxPolicy(**plain.get("taxes", {})),
        connection=Connection(**link),
    )


@contextmanager
def leases_of(company: Company) -> Iterator[Leases]:
    """What this process may hold of a company: on its server, else on this machine's disk."""
    place = company.database.dialect
    held: Leases = (
        ServerLeases(place) if isinstance(place, Postgres) else FileLeases(company.folder / WRITER)
    )
    try:
        yield held
    finally:
        held.close()


@contextmanager
def writing(company: Company, verb: str, now: datetime) -> Iterator[Company]:
    """Be the company's one writer for the time of a verb; waits for another and says who it is.

    Gives the company as it is then: whoever was waited for may have closed a period or set something.
    It is let go of when the process dies, so a crash leaves nothing behind.
    """
    with leases_of(company) as held:
        held.take_pen(saying(verb, now))
        yield reread(company)


def saying(verb: str, now: datetime) -> str:
    """What a writer says of itself to those that wait."""
    return f"{verb} since {now.isoformat(timespec='seconds')}"


def holder(company: Company) -> str:
    """Who writes now; "" = nobody."""
    place = company.database.dialect
    if not isinstance(place, Postgres):
        return file_holder(company.folder / WRITER)
    with company.database.read() as connection:
        return server_holder(connection, place)
