"""Balance: why an account stands where it stands, each cent with the entry that moved it.

opening + sealed documents by rule and kind of event = what QuickBooks should hold; entries that are
held stand beside it, a pinned account is compared with its subledger, and what its registers leave open
is listed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from tieout.core.account import PINNED, AccountKey, parsed_key
from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.home_cent import TAKEN_OVER
from tieout.core.mapping import MappedAccount, Mapping
from tieout.core.money import minor_of_value
from tieout.core.problem import Where
from tieout.reconcile.registers.moved import REGISTERS
from tieout.runtime.access import act
from tieout.runtime.company import Company
from tieout.runtime.subledgers import Subledger, compared
from tieout.storage.entries import pinned
from tieout.storage.settings import mapping_of, settings_of

END: date = date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One entry's part of a balance, home minor units with debit above zero."""

    day: str
    minor: int
    account: str
    entry: str
    event: str
    kind: str
    external_id: str
    document: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What one rule did for one kind of event, with all of its evidence, the largest first."""

    rule: str
    kind: str
    minor: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A pinned account key: what was posted to it, and its subledger rounded to the cent."""

    account: str
    posted: int
    subledger: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedBalance:
    """A balance: opening and reasons sum to it; `days` are its movements, `held` is not in it."""

    account: str
    outside_id: str
    keys: tuple[str, ...]
    currency: str
    on: str
    opening: int
    reasons: tuple[Reason, ...]
    balance: int
    days: tuple[tuple[str, int], ...]
    held: tuple[Evidence, ...]
    pins: tuple[Pin, ...]
    registers: tuple[Subledger, ...] = ()


@act("explain")
def explain_balance(company: Company, account: str, on: date | None = None) -> ExplainedBalance:
    """Why a QuickBooks account, or one account key, should hold what it should hold on a day.

    Raises:
        TerminalError: no such account is mapped.
    """
    with company.database.read() as connection:
        mapping = mapping_of(connection)
        mapped, wanted = _account(mapping, account)
        keys = list(_keys(connection, mapping, mapped, wanted))
        whole = len({str(key) for key in _keys(connection, mapping, mapped, None)}) == len(keys)
        moved = list(_evidence(connection, keys, on or END, sealed=True))
        opening = _opening(connection, mapped) if whole else 0
        return ExplainedBalance(
            account=mapped.name,
            outside_id=mapped.outside_id,
            keys=tuple(str(key) for key in keys),
            currency=company.settings.home_currency,
            on=on.isoformat() if on else "",
            opening=opening,
            reasons=tuple(_reasons(moved)),
            balance=opening + sum(one.minor for one in moved),
            days=tuple(_days(moved)),
            held=tuple(_evidence(connection, keys, on or END, sealed=False)),
            pins=tuple(_pins(connection, keys, company.settings.home_currency)),
            registers=tuple(_registers(company, mapped, keys, on)),
        )


def _registers(
    company: Company, mapped: MappedAccount, keys: Sequence[AccountKey], on: date | None
) -> Iterator[Subledger]:
    """The registers behind the keys explained, at the end of the day; of an account without one, none."""
    roles = {key.role for key in keys} & set(REGISTERS)
    if roles:
        texts = {"", *(str(key) for key in keys)}
        for one in compared(company, on).registers:
            if one.account == mapped.name and one.part in texts and roles & set(one.roles):
                yield one


def _account(mapping: Mapping, text: str) -> tuple[MappedAccount, AccountKey | None]:
    """The QuickBooks account meant, and the key if one was named."""
    folded = text.strip().casefold()
    for known in mapping.accounts.values():
        if folded in {known.outside_id, known.number.casefold(), known.name.casefold()} - {""}:
            return known, None
    try:
        key = parsed_key(text.strip())
    except ValueError:
        key = None
    found = mapping.account(key) if key else None
    if found is None:
        raise TerminalError(problem("balance_unknown", Where(subject=text), account=text))
    return found, key


def _keys(
    connection: Connection, mapping: Mapping, mapped: MappedAccount, wanted: AccountKey | None
) -> Iterator[AccountKey]:
    """The account keys that were posted and stand in the account; those under `wanted` if it is given."""
    rows = connection.exec_driver_sql(
        "SELECT account FROM entry_line UNION SELECT account FROM home_cent ORDER BY account"
    )
    for (text,) in rows:
        key = parsed_key(text)
        there = mapping.account(key)
        if there and there.outside_id == mapped.outside_id and _under(key, wanted):
            yield key


def _under(key: AccountKey, wanted: AccountKey | None) -> bool:
    return wanted is None or (
        key.role == wanted.role
        and all(
            asked in {"", value} for asked, value in zip(wanted.qualifiers, key.qualifiers, strict=True)
        )
    )


def _opening(connection: Connection, mapped: MappedAccount) -> int:
    stored: dict[str, int] = json.loads(settings_of(connection).get("opening_balances", "{}"))
    return int(stored.get(mapped.outside_id, 0))


_SEALED = (
    "SELECT d.day, e.id AS entry, e.rule, e.event, v.kind, v.external_id, d.id AS document, l.account, "
    "SUM(CASE l.side WHEN 'Dr' THEN l.home ELSE -l.home END) AS minor FROM entry_line l "
    "JOIN entry e ON e.seq = l.entry JOIN event v ON v.id = e.event "
    "JOIN document_entry m ON m.entry = e.seq JOIN document d ON d.seq = m.document "
    "JOIN crossing_state s ON s.document = d.id WHERE s.state NOT IN ('written_off', 'superseded') "
    "AND l.account IN (SELECT value FROM json_each(?)) AND d.day <= ? "
    "GROUP BY d.day, e.seq, e.id, e.rule, e.event, v.kind, v.external_id, d.id, l.account "
    "ORDER BY d.day, e.seq, l.account"
)
_CENTS = (
    "SELECT d.day, e.id AS entry, ? AS rule, e.event, v.kind, v.external_id, d.id AS document, h.account, "
    "SUM(h.minor) AS minor FROM home_cent h JOIN document d ON d.id = h.document "
    "JOIN crossing_state s ON s.document = d.id JOIN entry e ON e.seq = "
    "(SELECT MIN(m.entry) FROM document_entry m WHERE m.document = d.seq) "
    "JOIN event v ON v.id = e.event WHERE s.state NOT IN ('written_off', 'superseded') "
    "AND h.account IN (SELECT value FROM json_each(?)) AND d.day <= ? "
    "GROUP BY d.day, e.seq, e.id, e.event, v.kind, v.external_id, d.id, h.account "
    "ORDER BY d.day, e.seq, h.account"
)
"""Cents taken over stand with the first entry of their document."""
_HELD = (
    "SELECT e.day, e.id AS entry, e.rule, e.event, v.kind, v.external_id, '' AS document, l.account, "
    "SUM(CASE l.side WHEN 'Dr' THEN l.home ELSE -l.home END) AS minor FROM entry_line l "
    "JOIN entry e ON e.seq = l.entry JOIN event v ON v.id = e.event "
    "WHERE e.seq NOT IN (SELECT entry FROM document_entry) "
    "AND l.account IN (SELECT value FROM json_each(?)) AND e.day <= ? "
    "GROUP BY e.day, e.seq, e.id, e.rule, e.event, v.kind, v.external_id, l.account "
    "ORDER BY e.day, e.seq, l.account"
)


def _evidence(
    connection: Connection, keys: Sequence[AccountKey], on: date, *, sealed: bool
) -> Iterator[Evidence]:
    asked = (json.dumps([str(key) for key in keys]), on.isoformat())
    rows = list(connection.exec_driver_sql(_SEALED if sealed else _HELD, asked).mappings())
    if sealed:
        rows += connection.exec_driver_sql(_CENTS, (TAKEN_OVER, *asked)).mappings()
    for row in rows:
        values: dict[str, Any] = dict(row)
        yield Evidence(**values)


def _reasons(moved: Sequence[Evidence]) -> Iterator[Reason]:
    groups: dict[tuple[str, str], list[Evidence]] = {}
    for one in moved:
        groups.setdefault((one.kind, one.rule), []).append(one)
    for (kind, rule), found in sorted(groups.items()):
        found.sort(key=lambda one: (-abs(one.minor), one.day, one.entry))
        yield Reason(rule=rule, kind=kind, minor=sum(one.minor for one in found), evidence=tuple(found))


def _days(moved: Sequence[Evidence]) -> list[tuple[str, int]]:
    days: dict[str, int] = {}
    for one in moved:
        days[one.day] = days.get(one.day, 0) + one.minor
    return sorted(days.items())


def _pins(connection: Connection, keys: Sequence[AccountKey], currency: str) -> Iterator[Pin]:
    """Every pinned key as it stands now, held entries included: both sides are of this moment."""
    held = pinned(connection)
    for key in keys:
        if key.role in PINNED:
            posted = connection.exec_driver_sql(
                "SELECT COALESCE(SUM(CASE side WHEN 'Dr' THEN home ELSE -home END), 0) FROM entry_line "
                "WHERE account = ?",
                (str(key),),
            ).scalar_one()
            subledger = minor_of_value(held.get(key, 0), currency)
            yield Pin(account=str(key), posted=int(posted), subledger=subledger)
