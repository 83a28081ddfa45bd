"""Preflight: is the connected QuickBooks company one that tieout can post to, and is it aligned?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final, Literal

from tieout.connectors.quickbooks_online.target import QuickBooksOnline
from tieout.core.account import ROLE_QUALIFIERS, AccountKey
from tieout.core.capabilities import Capabilities
from tieout.core.catalogue import problem
from tieout.core.chart import KINDS
from tieout.core.mapping import MappedAccount
from tieout.core.money import decimal_text
from tieout.core.problem import Problem, Where
from tieout.ports import OutsideAccount
from tieout.runtime.company import Company
from tieout.storage.settings import mapping_of, settings_of

Checked = tuple[str, Literal["warning", "error"], str | list[Problem]]
SHOWN: Final = 5
YEARLY: Final = frozenset({"Income", "Other Income", "Expense", "Other Expense", "Cost of Goods Sold"})
"""Types whose balance begins anew every year: they have no opening of their own."""


def books_checks(company: Company, books: QuickBooksOnline) -> Iterator[Checked]:
    """Every check of the connected company, in the order a controller would ask."""
    limits = books.capabilities()
    chart = {account.id: account for account in books.accounts()}
    with company.database.read() as connection:
        mapping = mapping_of(connection).accounts
        stored = json.loads(settings_of(connection).get("opening_balances", "{}"))
        rows = connection.exec_driver_sql("SELECT DISTINCT currency FROM entry ORDER BY currency")
        used = [currency for (currency,) in rows if currency != company.settings.home_currency]
    before = books.balances(company.settings.start - timedelta(days=1))
    yield "home currency", "error", _home(company, limits)
    yield "multi-currency", "warning", _currencies(limits, used)
    yield "transaction numbers", "warning", _numbers(limits)
    yield "closing date", "warning", _closing(company, limits)
    yield "sales tax", "warning", _tax(books)
    yield "tracked products", "error", _tracked(books)
    yield "mapping complete", "warning", _complete(mapping)
    yield "mapped accounts", "error", _accounts(mapping, chart)
    yield "names", "warning", _names(books)
    yield "opening balances", "error", _history(company, mapping, stored, before)
    yield "valuation", "warning", _alignment(company, mapping, before)


def _home(company: Company, limits: Capabilities) -> str | list[Problem]:
    ours, theirs = company.settings.home_currency, limits.home_currency
    return ours if ours == theirs else [problem("home_currency_differs", ours=ours, theirs=theirs)]


def _currencies(limits: Capabilities, used: Sequence[str]) -> str | list[Problem]:
    if limits.multi_currency:
        return "on"
    return [problem("multi_currency_off", currencies=", ".join(used))] if used else "off, and not needed"


def _numbers(limits: Capabilities) -> str | list[Problem]:
    return "custom numbers are on" if limits.custom_numbers else [problem("custom_numbers_off")]


def _closing(company: Company, limits: Capabilities) -> str | list[Problem]:
    closed, start = limits.closed_through, company.settings.start
    if closed is None or closed < start:
        return f"closed through {closed}" if closed else "nothing is closed"
    return [problem("closing_date_set", closed=closed, start=start)]


def _tax(books: QuickBooksOnline) -> str | list[Problem]:
    return [problem("automated_tax_on")] if books.automated_tax() else "automated sales tax is off"


def _tracked(books: QuickBooksOnline) -> str | list[Problem]:
    names = books.tracked_items()
    return [problem("items_tracked", count=len(names), names=_listed(names))] if names else "none"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _complete(mapping: Mapping[AccountKey, MappedAccount]) -> str | list[Problem]:
    mapped = {key.role for key in mapping}
    missing = [role for role in ROLE_QUALIFIERS if role not in mapped]
    if missing:
        return [problem("role_unmapped", count=len(missing), roles=_listed(missing))]
    return f"all {len(ROLE_QUALIFIERS)} roles"


def _accounts(
    mapping: Mapping[AccountKey, MappedAccount], chart: Mapping[str, OutsideAccount]
) -> str | list[Problem]:
    found = []
    for key, known in sorted(mapping.items()):
        there, wanted = chart.get(known.outside_id), KINDS[key.role].type
        why = _unfit(there, wanted)
        if why:
            where = Where(subject=str(key))
            found.append(
                problem("mapped_account_gone", where, role=key, account=known.name, why=why, type=wanted)
            )
    return found or f"{len(mapping)} keys stand on active accounts of fitting types"


def _unfit(there: OutsideAccount | None, wanted: str) -> str:
    if there is None:
        return "QuickBooks no longer has"
    if not there.active:
        return "is inactive"
    return "" if there.type == wanted else f"is of type {there.type}"


def _names(books: QuickBooksOnline) -> str | list[Problem]:
    """Names of different lists that QuickBooks cannot tell apart, case aside."""
    lists: dict[str, set[str]] = {}
    for type_, _, name, _ in books.names():
        lists.setdefault(name.casefold(), set()).add(type_)
    twice = sorted(name for name, types in lists.items() if len(types) > 1)
    if twice:
        return [problem("names_twice", count=len(twice), names=_listed(twice))]
    return f"{len(lists)} names, each in one list"


def _history(
    company: Company,
    mapping: Mapping[AccountKey, MappedAccount],
    stored: Mapping[str, int],
    before: Mapping[str, int],
) -> str | list[Problem]:
    """Balances before the first day: as they were read when the company was created."""
    names = {account.outside_id: account.name for account in mapping.values()}
    currency, start = company.settings.home_currency, company.settings.start
    found = [
        problem(
            "history_changed",
            Where(subject=names[account]),
            account=names[account],
            before=decimal_text(int(stored.get(account, 0)), currency),
            now=decimal_text(before.get(account, 0), currency),
            start=start,
        )
        for account in sorted(names)
        if before.get(account, 0) != int(stored.get(account, 0))
    ]
    return found or f"before {start} as they were read at the beginning"


def _alignment(
    company: Company, mapping: Mapping[AccountKey, MappedAccount], before: Mapping[str, int]
) -> str | list[Problem]:
    """Owned accounts must begin where their subledgers begin: at nothing, before the opening events."""
    owned = {one.outside_id: one for one in mapping.values() if one.account_class == "owned"}
    currency = company.settings.home_currency
    found = [
        problem(
            "opening_unaligned",
            Where(subject=account.name),
            account=account.name,
            theirs=decimal_text(before[outside], currency),
            ours=decimal_text(0, currency),
            difference=decimal_text(before[outside], currency),
            start=company.settings.start,
        )
        for outside, account in sorted(owned.items())
        if before.get(outside, 0) and account.type not in YEARLY and account.type != "Equity"
    ]
    return found or f"{len(owned)} owned accounts begin at zero, as their subledgers do"
