"""Imports: QuickBooks' lists read and kept, what of ours they are like, and a person's word on it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from tieout.core.account import parsed_key
from tieout.core.catalogue import problem
from tieout.core.crosswalk import item_document, party_document
from tieout.core.errors import TerminalError
from tieout.core.ids import DocumentId
from tieout.core.outside import LIST_TYPES, OutsideRecord
from tieout.cycle.records import candidates
from tieout.gates.likeness import Alike, Candidates
from tieout.ports import Books
from tieout.runtime.company import Company
from tieout.runtime.master import stored_master
from tieout.storage.documents import states_of
from tieout.storage.outside_lists import (
    ListChange,
    Match,
    keep_changed,
    keep_list,
    keep_match,
    list_as_read,
    match_of,
)
from tieout.storage.settings import audit, keep_outside_names, mapping_of

KINDS: Final = {"customer": "Customer", "vendor": "Vendor", "item": "Item"}
"""Our words for the lists whose records may be linked."""

ROLES: Final = {"customer": "Customer", "supplier": "Vendor"}
PEOPLE: Final = frozenset({"Customer", "Vendor", "Employee"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A party of ours that has no record yet, and the records it is like; `asked` = documents wait."""

    type: str
    key: str
    name: str
    currency: str
    close: tuple[Alike, ...]
    asked: bool


def read_lists(company: Company, books: Books, who: str, now: datetime) -> list[ListChange]:
    """Read every list and keep what changed; the names customers, vendors and employees take, too."""
    found = {type_: books.records(type_) for type_ in LIST_TYPES}
    home = company.settings.home_currency
    with company.database.write() as connection:
        changes = [keep_list(connection, type_, records, who, now) for type_, records in found.items()]
        names = [one for type_ in sorted(PEOPLE) for one in found[type_]]  # type: ignore[index]
        keep_outside_names(
            connection, [(one.type, one.id, one.name, one.currency or home) for one in names]
        )
        _audit_lists(connection, company, changes, who, now)
    return changes


def take_changed(
    connection: Connection, company: Company, records: Sequence[OutsideRecord], who: str, now: datetime
) -> int:
    """Keep what people changed of customers, vendors and employees, and the names they take now."""
    moved = 0
    for type_ in sorted({one.type for one in records}):
        moved += keep_changed(connection, type_, [one for one in records if one.type == type_], who, now)
    home = company.settings.home_currency
    keep_outside_names(connection, [(one.type, one.id, one.name, one.currency or home) for one in records])
    return moved


def _audit_lists(
    connection: Connection, company: Company, changes: Sequence[ListChange], who: str, now: datetime
) -> None:
    """What was read anew; lists that are as they were known are no act."""
    moved = [one for one in changes if one.new or one.changed or one.gone]
    if not moved:
        return
    told = [f"{one.type}: {one.new} new, {one.changed} changed, {one.gone} gone" for one in moved]
    audit(
        connection,
        who=who,
        act="lists imported",
        subject=company.name,
        before="",
        after="; ".join(told),
        at=now,
    )


def suggestions(company: Company, at_least: int = 0) -> list[Suggestion]:
    """Parties without a record of their own, with what QuickBooks has like them, the most alike first."""
    floor = at_least or company.settings.ask_above
    lists: dict[tuple[str, str], Candidates] = {}
    found = []
    with company.database.read() as connection:
        for type_, key, name, email, currency in _parties(company):
            document = party_document(company.name, type_, key, currency)
            if states_of(connection, [document]) or match_of(connection, type_, key, currency):
                continue
            if (type_, currency) not in lists:
                lists[type_, currency] = candidates(
                    connection, type_, currency, company.settings.home_currency
                )
            close = tuple(lists[type_, currency].alike(name, email, floor))
            if close:
                asked = close[0].percent >= company.settings.ask_above > 0
                same = close[0].record.name.casefold() == name.casefold()
                found.append(
                    Suggestion(
                        type=type_,
                        key=key,
                        name=name,
                        currency=currency,
                        close=close,
                        asked=asked and not same,
                    )
                )
    return sorted(found, key=lambda one: (-one.close[0].percent, one.type, one.key))


def _parties(company: Company) -> Iterator[tuple[str, str, str, str, str]]:
    """(list, key, name, e-mail, currency) of every party for each part it plays."""
    for key, party in sorted(stored_master(company).parties.items()):
        for role in party.roles:
            if role in ROLES:
                currency = party.currency or company.settings.home_currency
                yield ROLES[role], key, party.name, party.email or "", currency


def link(
    company: Company, kind: str, key: str, id_: str, currency: str, *, who: str, now: datetime
) -> OutsideRecord:
    """A party, or the product of an account key, is the record of this id; kept with who said so.

    Raises:
        TerminalError: it has a record already, or the record is not one that can stand for it.
    """
    type_, currency = _place(company, kind, currency)
    with company.database.write() as connection:
        _undecided(connection, company, type_, key, currency)
        record = _fitting(connection, company, type_, key, id_, currency)
        match = Match(record.id, record.name)
        _decide(connection, type_, key, currency, match, who=who, why="it is the same", now=now)
    return record


def create(
    company: Company, kind: str, key: str, currency: str, why: str, *, who: str, now: datetime
) -> None:
    """A party is none of the records QuickBooks has: it gets one of its own in the next run.

    Raises:
        TerminalError: it has a record already.
    """
    type_, currency = _place(company, kind, currency)
    with company.database.write() as connection:
        _undecided(connection, company, type_, key, currency)
        _decide(connection, type_, key, currency, Match("", ""), who=who, why=why, now=now)


def _place(company: Company, kind: str, currency: str) -> tuple[str, str]:
    """QuickBooks' list and the currency a decision is about; a product has none."""
    type_ = KINDS[kind]
    return type_, "" if type_ == "Item" else currency or company.settings.home_currency


def _document(company: Company, type_: str, key: str, currency: str) -> DocumentId:
    if type_ == "Item":
        return item_document(company.name, parsed_key(key))
    return party_document(company.name, type_, key, currency)


def _undecided(connection: Connection, company: Company, type_: str, key: str, currency: str) -> None:
    try:
        document = _document(company, type_, key, currency)
    except ValueError:
        raise TerminalError(problem("account_key_unknown", key=key)) from None
    if type_ != "Item" and key not in stored_master(company).parties:
        raise TerminalError(
            problem("match_unfit", record=type_, id="", party=key, why=f"No party is {key}.")
        )
    if states_of(connection, [document]):
        raise TerminalError(problem("match_decided", record=type_, party=key, currency=currency or "all"))


def _fitting(
    connection: Connection, company: Company, type_: str, key: str, id_: str, currency: str
) -> OutsideRecord:
    """The record of this id, which can stand for what is to be linked."""
    found = next((one for one in list_as_read(connection, type_) if one.id == id_), None)
    why = _unfit(connection, company, found, key, currency)
    if why or found is None:
        raise TerminalError(problem("match_unfit", record=type_, id=id_, party=key, why=why))
    return found


def _unfit(
    connection: Connection, company: Company, found: OutsideRecord | None, key: str, currency: str
) -> str:
    if found is None:
        return "No record of that id was read."
    if not found.active:
        return "It is inactive."
    if found.type == "Item":
        return _unfit_item(connection, json.loads(found.raw), key)
    theirs = found.currency or company.settings.home_currency
    return "" if theirs == currency else f"It is kept in {theirs}, and this is {currency}."


def _unfit_item(connection: Connection, raw: dict[str, Any], key: str) -> str:
    """A product of QuickBooks may stand for an account key if it posts there and nothing else (S004-12)."""
    account = mapping_of(connection).account(parsed_key(key))
    if raw.get("Type") not in {"Service", "NonInventory"}:
        return f"It is of type {raw.get('Type')}: QuickBooks would post a cost of its own, or nothing."
    posts_to = raw.get("IncomeAccountRef", {}).get("value")
    if account is None or posts_to != account.outside_id:
        there = account.name if account else "no account"
        return f"It does not post to {there}, where {key} is mapped."
    return ""


def _decide(
    connection: Connection,
    type_: str,
    key: str,
    currency: str,
    match: Match,
    *,
    who: str,
    why: str,
    now: datetime,
) -> None:
    keep_match(connection, type_, key, currency, match, who=who, why=why, at=now)
    audit(
        connection,
        who=who,
        act="record linked" if match.outside_id else "record to be created",
        subject=f"{type_} {key} {currency}".strip(),
        before="",
        after=f"{match.outside_id} {match.name}".strip() or why,
        at=now,
    )
