"""Survey: what the checks of a connected QuickBooks company look at, read once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection

from tieout.connectors.quickbooks_online.target import QuickBooksOnline
from tieout.core.account import AccountKey, parsed_key
from tieout.core.capabilities import Capabilities
from tieout.core.mapping import MappedAccount
from tieout.core.outside import OutsideRecord
from tieout.core.problem import Problem
from tieout.ports import OutsideAccount
from tieout.runtime.company import Company
from tieout.runtime.master import stored_master
from tieout.storage.settings import mapping_of, settings_of

Looked = str | list[Problem]
"""A word that all is well, or every problem found."""

SHOWN: Final = 5


def listed(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """One look at our books and at QuickBooks; balances are home minor units, debit above zero.

    `before` are QuickBooks' balances before our first day as they are now, `stored` as they were
    read when the company was created, `opened` what our opening events put on an account key.
    """

    home_currency: str
    start: date
    limits: Capabilities
    mapping: Mapping[AccountKey, MappedAccount]
    chart: Mapping[str, OutsideAccount]
    names: Sequence[tuple[str, str, str, str]] = ()
    classes: Mapping[str, OutsideRecord] = field(default_factory=dict)
    locations: Mapping[str, OutsideRecord] = field(default_factory=dict)
    tax_codes: Sequence[OutsideRecord] = ()
    tracked: Sequence[str] = ()
    before: Mapping[str, int] = field(default_factory=dict)
    stored: Mapping[str, int] = field(default_factory=dict)
    opened: Mapping[AccountKey, int] = field(default_factory=dict)
    currencies: Sequence[str] = ()
    tax_agencies: Sequence[str] = ()
    tax_strategies: frozenset[str] = frozenset({"tax_line"})
    parties: Sequence[tuple[str, str, str]] = ()
    """(kind, our key, name) of parties that may need a record: Customer or Vendor."""


def survey(company: Company, books: QuickBooksOnline) -> Survey:
    """Read what the checks need; lists that nothing refers to are not read, because reads are metered."""
    limits, settings = books.capabilities(), company.settings
    with company.database.read() as connection:
        mapping = mapping_of(connection).accounts
        stored = json.loads(settings_of(connection).get("opening_balances", "{}"))
        opened, used, agencies = _opened(connection), _currencies(connection), _agencies(connection)
    classed = any(one.tracked_class for one in mapping.values())
    located = any(one.location for one in mapping.values())
    return Survey(
        home_currency=settings.home_currency,
        start=settings.start,
        limits=limits,
        mapping=mapping,
        chart={account.id: account for account in books.accounts()},
        names=books.names(),
        classes={one.id: one for one in books.records("Class")} if classed else {},
        locations={one.id: one for one in books.records("Department")} if located else {},
        tax_codes=books.records("TaxCode"),
        tracked=books.tracked_items(),
        before=books.balances(settings.start - timedelta(days=1)),
        stored={account: int(minor) for account, minor in stored.items()},
        opened=opened,
        currencies=[one for one in used if one != settings.home_currency],
        tax_agencies=agencies,
        tax_strategies=frozenset({settings.taxes.strategy(""), *settings.taxes.strategies.values()}),
        parties=_parties(company),
    )


def _opened(connection: Connection) -> dict[AccountKey, int]:
    """What opening events put on each account key."""
    rows = connection.exec_driver_sql(
        "SELECT l.account, SUM(CASE l.side WHEN 'Dr' THEN l.home ELSE -l.home END) FROM event v "
        "JOIN entry e ON e.event = v.id JOIN entry_line l ON l.entry = e.seq "
        "WHERE v.kind IN ('opening_stock', 'opening_register') GROUP BY l.account"
    )
    return {parsed_key(text): int(minor) for text, minor in rows}


def _currencies(connection: Connection) -> list[str]:
    rows = connection.exec_driver_sql("SELECT DISTINCT currency FROM entry ORDER BY currency")
    return [currency for (currency,) in rows]


def _agencies(connection: Connection) -> list[str]:
    """The tax agencies entries bill for; one without a name counts as the role itself."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT account FROM entry_line WHERE account = 'sales_tax' OR account LIKE 'sales_tax(%'"
    )
    return sorted(parsed_key(text).qualifiers[0] or "sales tax" for (text,) in rows)


def _parties(company: Company) -> list[tuple[str, str, str]]:
    kinds = {"customer": "Customer", "supplier": "Vendor"}
    return [
        (kinds[role], key, party.name)
        for key, party in sorted(stored_master(company).parties.items())
        for role in party.roles
        if role in kinds
    ]
