"""Subledgers of a company: what its facts leave open, against what its sealed documents say, by a day.

Facts and postings are each read once, in the order of the log; nothing is looked up per item.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import Connection

from tieout.core.account import AccountKey, parsed_key
from tieout.core.difference import Difference
from tieout.core.entry import REVERSAL
from tieout.core.mapping import Mapping
from tieout.core.master import MasterData
from tieout.cycle.revised_sale import HELD
from tieout.reconcile.aged import LIMITS, age_days, aged
from tieout.reconcile.comparison import Comparison
from tieout.reconcile.registers.facts import FactBook
from tieout.reconcile.registers.moved import REGISTERS, Fact
from tieout.reconcile.registers.stock import STOCK, stock_moves
from tieout.reconcile.report import original_text, register_as_json
from tieout.reconcile.subledgers import (
    Control,
    InFlight,
    OpenItem,
    Posted,
    Standing,
    Subledger,
    verdict,
)
from tieout.runtime.access import act
from tieout.runtime.company import Company
from tieout.runtime.told_facts import Worked, told_facts
from tieout.storage.cases import open_cases_of
from tieout.storage.documents import redatings
from tieout.storage.settings import mapping_of
from tieout.storage.shipped import PREFIX, named, shipments_of
from tieout.storage.standing_sales import REVENUE

__all__ = [
    "LIMITS",
    "Compared",
    "InFlight",
    "OpenItem",
    "Subledger",
    "age_days",
    "aged",
    "original_text",
    "register_as_json",
    "register_differences",
    "registers",
]

_GIVEN_UP: Final = frozenset({"written_off", "superseded"})


class Compared(NamedTuple):
    """Every register against its account, and where lots hold other than what was costed."""

    registers: list[Subledger]
    lots: list[Difference]

    @property
    def agrees(self) -> bool:
        """Whether nothing differs anywhere."""
        return not self.lots and all(one.agrees for one in self.registers)

    def line(self, currency: str) -> str:
        """What a controller reads last where a register differs; empty = none does."""
        return verdict(self.registers, self.lots, currency)


@act("reconcile")
def registers(company: Company, through: date | None = None) -> Compared:
    """Every register of open items at the end of a day (of all days, without one) and its account."""
    return compared(company, through)


@act("reconcile")
def register_differences(company: Company, day: date) -> list[Difference]:
    """Where a control account is not what its register comes to by a day; empty = all agree."""
    found, lots = compared(company, day)
    return [*lots, *(one for register in found for one in register.differences)]


def compared(company: Company, through: date | None) -> Compared:
    """The comparison itself, for acts that show it as a part of theirs."""
    settings = company.settings
    with company.database.read() as connection:
        return compare(
            connection, settings.home_currency, through, own_currencies=settings.policy.own_currencies
        )


def compare(
    connection: Connection, home_currency: str, through: date | None, *, own_currencies: bool = False
) -> Compared:
    """Postings, what was costed and what was told, each read once, against each other."""
    mapping = mapping_of(connection)
    whole = _whole(mapping)
    comparison = Comparison(lambda key: _control(key, mapping, whole), through or date.max, home_currency)
    worked = _postings(connection, comparison)
    _cents(connection, comparison)
    _costed(connection, comparison)
    master = MasterData(home_currency, own_currencies=own_currencies)
    for fact, moved in told_facts(connection, FactBook(master), worked):
        comparison.moved(fact, moved)
    found = [_with_shipments(connection, one) for one in comparison.result()]
    return Compared(found, comparison.lots(_held(connection)))


def _with_shipments(connection: Connection, one: Subledger) -> Subledger:
    """Units shipped and not invoiced by shipment and line, with order and customer."""
    if "shipped_not_invoiced" not in one.roles:
        return one
    waiting = {item.name: item for item in one.items if item.name.startswith(PREFIX)}
    lines = {name: named(name.removesuffix(f" {item.item}")) for name, item in waiting.items()}
    known = shipments_of(connection, [number for number, _ in lines.values()])
    items = [
        replace(
            item,
            name="/".join(lines[item.name]),
            order=known[lines[item.name][0]].order,
            party=known[lines[item.name][0]].customer,
        )
        if item.name in waiting
        else item
        for item in one.items
    ]
    return replace(one, items=tuple(sorted(items, key=lambda item: (item.since, item.name, item.item))))


def _control(key: AccountKey, mapping: Mapping, whole: frozenset[str]) -> Control:
    account = mapping.account(key)
    if account is None:
        return str(key), ""
    return account.name, "" if account.outside_id in whole else str(key)


def _whole(mapping: Mapping) -> frozenset[str]:
    """Accounts behind keys with registers only: the register must come to the whole of them."""
    others = {one.outside_id for key, one in mapping.accounts.items() if key.role not in REGISTERS}
    return frozenset(one.outside_id for one in mapping.accounts.values()) - others


# -- what was posted -----------------------------------------------------------------------------

_ENTRIES: Final = (
    "SELECT e.seq, e.id, e.event, e.rule, e.day, e.currency, e.party, v.kind, v.source, v.external_id, "
    "d.id AS document, d.day AS sealed, s.state FROM entry e JOIN event v ON v.id = e.event "
    "LEFT JOIN document_entry m ON m.entry = e.seq LEFT JOIN document d ON d.seq = m.document "
    "LEFT JOIN crossing_state s ON s.document = d.id ORDER BY e.seq"
)
_LINES: Final = "SELECT entry, account, side, minor, home, party FROM entry_line ORDER BY n"


class _Entry(NamedTuple):
    """What the postings of one entry have in common."""

    fact: Fact
    currency: str
    party: str
    day: str
    standing: Standing
    document: str
    why: str


def _postings(connection: Connection, comparison: Comparison) -> dict[str, Worked]:
    """Give every posting on a control account to the comparison; where each event stands in the log.

    Entries and their lines are read side by side, for both stand in the order of the log.
    """
    keys: dict[str, AccountKey | None] = {}
    worked: dict[str, Worked] = {}
    entries = _entries(connection, worked)
    seq, entry = 0, None
    for of, account, side, minor, home, party in connection.exec_driver_sql(_LINES):
        while seq != of:
            seq, entry = next(entries)
        key = keys[account] if account in keys else keys.setdefault(account, _register_key(account))
        if key is not None and entry is not None:
            sign = 1 if side == "Dr" else -1
            comparison.posted(
                Posted(
                    key,
                    party or entry.party,
                    entry.fact,
                    sign * minor,
                    sign * home,
                    entry.currency,
                    entry.day,
                    entry.standing,
                    entry.document,
                    entry.why,
                )
            )
    return worked


_CENTS: Final = (
    "SELECT h.account, h.minor, e.party, e.currency, v.kind, v.source, v.external_id, d.id, d.day, s.state "
    "FROM home_cent h JOIN document d ON d.id = h.document JOIN crossing_state s ON s.document = d.id "
    "JOIN entry e ON e.seq = (SELECT MIN(m.entry) FROM document_entry m WHERE m.document = d.seq) "
    "JOIN event v ON v.id = e.event ORDER BY h.n"
)


def _cents(connection: Connection, comparison: Comparison) -> None:
    """What was taken over of QuickBooks' rounding is posted with the first entry of its document."""
    for account, minor, party, currency, *fact, document, day, state in connection.exec_driver_sql(_CENTS):
        key = _register_key(account)
        if key is not None:
            standing = _standing(document, state, "")
            posted = Posted(key, party, Fact(*fact), 0, int(minor), currency, day, standing, document)
            comparison.posted(posted)


def _register_key(text: str) -> AccountKey | None:
    key = parsed_key(text)
    return key if key.role in REGISTERS else None


def _entries(connection: Connection, worked: dict[str, Worked]) -> Iterator[tuple[int, _Entry]]:
    """Entries in the order of the log; `worked` notes the first of each event, and the days of its own."""
    moved = {key: one.day.isoformat() for key, one in redatings(connection).items()}
    held = _held_back(connection)
    for (
        seq,
        id_,
        event,
        rule,
        day,
        currency,
        party,
        *fact,
        document,
        sealed,
        state,
    ) in connection.exec_driver_sql(_ENTRIES):
        _note(worked, event, seq, rule, day)
        why = held.get(seq, "")
        yield (
            seq,
            _Entry(
                Fact(*fact),
                currency,
                party,
                moved.get(document, sealed) if document else day,
                _standing(document, state, why),
                document or id_,
                why,
            ),
        )


def _held_back(connection: Connection) -> dict[int, str]:
    """Entries without a document that a case holds, with its code: their own, or one of an account."""
    cases = {case.subject: case.problem.code for case in open_cases_of(connection, stage="posting")}
    rows = connection.exec_driver_sql(
        "SELECT u.entry, u.key, l.account FROM unsealed u JOIN entry_line l ON l.entry = u.entry"
    )
    found = ((entry, cases.get(key) or cases.get(account)) for entry, key, account in rows)
    return {int(entry): code for entry, code in found if code}


def _note(worked: dict[str, Worked], event: str, seq: int, rule: str, day: str) -> None:
    """A reversal has no day of the event's own, but its place: a revision may do no more than take back."""
    known = worked.setdefault(event, Worked(seq, "", ""))
    if not rule.startswith(REVERSAL):
        worked[event] = Worked(
            known.place,
            min(known.first or day, day),
            max(known.last, day),
            known.held or rule == HELD,
            seq if rule in REVENUE else known.ended,
        )


def _standing(document: str | None, state: str | None, why: str) -> Standing:
    if document:
        return "given_up" if state in _GIVEN_UP else "sealed"
    return "held" if why else "waits"


# -- what costing found --------------------------------------------------------------------------

_COSTED: Final = (
    "SELECT c.parts, c.step, v.kind, v.source, v.external_id, v.day, a.day AS arrived FROM cost c "
    "JOIN event v ON v.id = c.event LEFT JOIN arrival a ON a.event = v.seq AND c.step = 1 ORDER BY c.n"
)


def _costed(connection: Connection, comparison: Comparison) -> None:
    """Give what costing found of each event to the comparison.

    Opening registers are told as facts: what is kept beside their posting says nothing of its own.
    """
    for row in connection.exec_driver_sql(_COSTED):
        if row.kind != "opening_register":
            fact = Fact(row.kind, row.source, row.external_id)
            for moved in stock_moves(json.loads(row.parts), row.arrived or row.day):
                comparison.moved(fact, moved)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLot:
    """A lot that holds something now: quantity in 10⁻⁶ units, value in 10⁻⁸ home units; below zero short.

    `account` is the name of its QuickBooks account, `fact` what brought it.
    """

    account: str
    item: str
    location: str
    number: str
    day: str
    fact: str
    quantity: int
    value: int


@act("reconcile")
def held_lots(company: Company) -> list[HeldLot]:
    """Every lot in stock, work, transit or shipped and not invoiced, as it is now, the oldest first."""
    with company.database.read() as connection:
        mapping = mapping_of(connection)
        whole = _whole(mapping)
        rows = connection.exec_driver_sql(
            "SELECT l.account, l.item, l.location, l.number, l.day, v.kind, v.external_id, h.quantity, "
            "h.value FROM lot_held h JOIN lot l ON l.id = h.lot JOIN event v ON v.id = l.event "
            "WHERE h.quantity <> 0 OR h.value <> 0 ORDER BY l.item, l.day, l.id"
        ).all()
    return [
        HeldLot(
            account=_control(key, mapping, whole)[0],
            item=row.item,
            location=row.location,
            number=row.number,
            day=row.day,
            fact=f"{row.kind} {row.external_id}",
            quantity=int(row.quantity),
            value=int(row.value),
        )
        for row in rows
        if (key := parsed_key(row.account)).role in STOCK
    ]


def _held(connection: Connection) -> dict[tuple[AccountKey, str], int]:
    """What lots hold now, by account and item; short layers count below zero."""
    rows = connection.exec_driver_sql(
        "SELECT l.account, l.item, SUM(h.value) FROM lot_held h JOIN lot l ON l.id = h.lot GROUP BY 1, 2"
    )
    held = {(parsed_key(account), item): int(value) for account, item, value in rows}
    return {key: value for key, value in held.items() if key[0].role in STOCK}
