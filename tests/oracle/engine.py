"""The engine's answer to a history, through the real path: load, gates, costing, posting, store.

Each history gets a company of its own on a copy of an empty file. `books_of` reads back what the oracle
answers: lots, layers, cents per day, exact balances, what was quarantined.
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.oracle.accounts import Account, is_pinned
from tests.oracle.books import Books
from tests.oracle.order import CLOSED
from tieout import flow
from tieout.core.account import ROLE_QUALIFIERS, parsed_key
from tieout.core.period import Periods
from tieout.posting.entries import PostingPolicy
from tieout.posting.rulebook import Rulebook, load_rulebook
from tieout.runtime.recosting import recosted
from tieout.storage.database import Database

Event = dict[str, Any]
NOW = datetime(2026, 6, 1, tzinfo=UTC)
COMPANY = "demo"
_FAST = Path("/dev/shm")
"""Memory where there is such a place: a thousand companies are made and thrown away."""
_QUALIFIED = {
    *(
        "revenue",
        "cogs",
        "sales_tax",
        "input_tax",
        "clearing",
        "inventory_adjustment",
        "production_variance",
    ),
} | {role for role, names in ROLE_QUALIFIERS.items() if "account_group" in names}
"""Roles whose qualifiers the oracle knows; of the others it keeps one account each."""

FOUNDING: tuple[Event, ...] = (
    *(
        {"kind": "party", "party": key, "name": key, "roles": [role], "currency": "USD"}
        | {"source": "erp", "id": f"party-{key}", "date": "2026-01-01"}
        for key, role in (("C1", "customer"), ("S1", "supplier"), ("C", "customer"), ("S", "supplier"))
    ),
    *(
        {"kind": "location", "location": place, "source": "erp", "id": f"at-{place}", "date": "2026-01-01"}
        for place in ("MAIN", "SHOP")
    ),
)
"""What the engine must know before a history begins, and the oracle never asks for."""


@dataclass(frozen=True)
class Answer:
    """What the engine says, in the oracle's words; debit above zero, accounts at zero left out."""

    lots: tuple[tuple[str, str, str, int, int], ...]
    layers: tuple[tuple[str, str, int, int], ...]
    cents_by_day: Mapping[str, Mapping[Account, int]]
    pinned: Mapping[Account, int]
    quarantined: frozenset[str]
    waiting: frozenset[str]
    cost_of_sales: Mapping[tuple[str, str], int]
    """Cents of cost of goods sold by the event that posted them and its day."""
    miscosts: tuple[str, ...] = ()
    """Kept values that are not what they come to when every cost is worked out again (`tieout verify`)."""


@cache
def rulebook() -> Rulebook:
    """The rules shipped, read once."""
    return load_rulebook()


@contextmanager
def empty_company(*, founded: bool = False) -> Iterator[Database]:
    """A company without events, or `founded`, on a file of its own; gone afterwards."""
    with _company_on(_template(founded=founded)) as database:
        yield database


@contextmanager
def _company_on(template: bytes) -> Iterator[Database]:
    with TemporaryDirectory(dir=_FAST if _FAST.is_dir() else None) as folder:
        path = Path(folder) / "company.sqlite"
        path.write_bytes(template)
        database = Database(path)
        try:
            yield database
        finally:
            database.close()


@cache
def _template(*, founded: bool = False) -> bytes:
    """The bytes of an empty (or founded) company file: a thousand of them need one migration."""
    with TemporaryDirectory(dir=_FAST if _FAST.is_dir() else None) as folder:
        path = Path(folder) / "empty.sqlite"
        database = Database(path)
        if founded:
            load(database, FOUNDING, "parties.jsonl")
        database.close()
        copy = Path(folder) / "copy.sqlite"
        shutil.copy(path, copy)
        return copy.read_bytes()


def load(database: Database, events: Iterable[Event], file: str = "history.jsonl") -> None:
    """Take in the events as a file of JSON lines; each must be taken."""
    text = "\n".join(json.dumps(event) for event in events)
    result = flow.take_in(database, COMPANY, BytesIO(text.encode()), file, NOW, lambda _: None)
    assert not result.problems, result.problems


def cost(database: Database, closed_through: str = "", *, own_currencies: bool = False) -> None:
    """One costing cycle over what was loaded since the last, the books being closed through a day.

    `own_currencies`: documents in foreign currency are written in it.
    """
    policy = PostingPolicy(own_currencies=own_currencies)
    if closed_through:
        policy = replace(policy, periods=Periods(date.fromisoformat(closed_through)))
    flow.cost_and_post(database, COMPANY, "USD", rulebook(), policy, NOW, lambda _: None)


def engine_books(cycles: Sequence[Sequence[Event]]) -> Answer:
    """The engine's books of a history that came in these cycles."""
    with _company_on(_template(founded=True)) as database:
        closed = ""
        for place, events in enumerate(cycles):
            closed = next((act["through"] for act in events if act["kind"] == CLOSED), closed)
            stated = [event for event in events if event["kind"] != CLOSED]
            load(database, stated, f"cycle-{place}.jsonl")
            cost(database, closed)
        return answer_of(database)


def account_of(text: str) -> Account:
    """An account of the engine as the oracle names it."""
    role, qualifiers = parsed_key(text)
    known = qualifiers if role in _QUALIFIED and any(qualifiers) else ()
    return role, (qualifiers if role in {"revenue", "cogs"} else known)


def answer_of(database: Database) -> Answer:
    """Read the books of a company back from its store."""
    with database.read() as connection:
        held = connection.exec_driver_sql(
            "SELECT l.item, l.location, l.number, h.quantity, h.value FROM lot_held h "
            "JOIN lot l ON l.id = h.lot WHERE h.layer != '' ORDER BY l.id"
        ).all()
        lines = connection.exec_driver_sql(
            "SELECT e.day, l.account, SUM(CASE l.side WHEN 'Dr' THEN l.home ELSE -l.home END) "
            "FROM entry e JOIN entry_line l ON l.entry = e.seq GROUP BY e.day, l.account"
        ).all()
        sold = connection.exec_driver_sql(
            "SELECT v.source || '/' || v.kind || '/' || v.external_id, e.day, "
            "SUM(CASE l.side WHEN 'Dr' THEN l.home ELSE -l.home END) FROM entry e "
            "JOIN entry_line l ON l.entry = e.seq JOIN event v ON v.id = e.event "
            "WHERE l.account LIKE 'cogs%' GROUP BY e.event, e.day"
        ).all()
        pinned = connection.exec_driver_sql("SELECT account, value FROM pinned").all()
        refused = connection.exec_driver_sql(
            "SELECT e.source || '/' || e.kind || '/' || e.external_id FROM quarantine q "
            "JOIN event e ON e.seq = q.event"
        ).all()
        waiting = connection.exec_driver_sql(
            "SELECT e.source || '/' || e.kind || '/' || e.external_id FROM waiting_sale w "
            "JOIN event e ON e.id = w.event"
        ).all()
        anew = recosted(connection)
    by_day: dict[str, dict[Account, int]] = defaultdict(lambda: defaultdict(int))
    for day, account, cents in lines:
        by_day[day][account_of(account)] += cents
    by_event: dict[tuple[str, str], int] = defaultdict(int)
    for key, day, cents in sold:
        by_event[key, day] += cents
    exact: dict[Account, int] = defaultdict(int)
    for account, value in pinned:
        exact[account_of(account)] += value
    return Answer(
        lots=by_place(tuple(row) for row in held if row[3] > 0 or (not row[3] and row[4])),
        layers=tuple(sorted((row[0], row[1], -row[3], -row[4]) for row in held if row[3] < 0)),
        cents_by_day=_days(by_day),
        pinned=_without_zeros(exact),
        quarantined=frozenset(key for (key,) in refused),
        waiting=frozenset(key for (key,) in waiting),
        cost_of_sales={key: cents for key, cents in by_event.items() if cents},
        miscosts=tuple(f"{one.what} {one.why}" for one in anew.problems),
    )


def by_place(lots: Iterable[tuple[str, str, str, int, int]]) -> tuple[tuple[str, str, str, int, int], ...]:
    """Lots of each item at each place in the order they came there; between places order says nothing."""
    return tuple(sorted(lots, key=lambda lot: lot[:2]))


def oracle_answer(books: Books) -> Answer:
    """The oracle's books in the same form; exact balances of the pinned accounts."""
    return Answer(
        lots=by_place(
            (lot.item, lot.location, lot.lot, lot.quantity, lot.value)
            for lot in books.lots
            if lot.quantity or lot.value
        ),
        layers=tuple(
            sorted((layer.item, layer.location, layer.quantity, layer.value) for layer in books.layers)
        ),
        cents_by_day=_days(books.cents_by_day),
        pinned={account: value for account, value in sorted(books.quanta.items()) if is_pinned(account)},
        quarantined=frozenset(books.quarantined),
        waiting=frozenset(books.unrecognised) - frozenset(books.quarantined),
        cost_of_sales=_sold(books),
    )


def _sold(books: Books) -> dict[tuple[str, str], int]:
    sold: dict[tuple[str, str], int] = defaultdict(int)
    for entry in books.entries:
        for side, role, _, cents in entry.lines:
            if role == "cogs":
                sold[entry.event, entry.date] += cents if side == "debit" else -cents
    return {key: cents for key, cents in sold.items() if cents}


def _days(by_day: Mapping[str, Mapping[Account, int]]) -> dict[str, dict[Account, int]]:
    return {day: moved for day, moves in sorted(by_day.items()) if (moved := _without_zeros(moves))}


def _without_zeros(moves: Mapping[Account, int]) -> dict[Account, int]:
    return {account: amount for account, amount in sorted(moves.items()) if amount}


def differences(ours: Answer, oracle: Answer) -> list[str]:
    """What differs, a line each, for a failing test to show."""
    found = []
    for name in ("quarantined", "waiting", "lots", "layers"):
        left, right = getattr(ours, name), getattr(oracle, name)
        if left != right:
            more, less = sorted(set(left) - set(right)), sorted(set(right) - set(left))
            found.append(f"{name}: engine {more} oracle {less}")
            if set(left) == set(right):
                found.append(f"{name}: another order")
    found += [
        f"cost of sales of {key}: engine {ours.cost_of_sales.get(key, 0)} oracle {cents} cents"
        for key in sorted(ours.cost_of_sales.keys() | oracle.cost_of_sales.keys())
        if ours.cost_of_sales.get(key, 0) != (cents := oracle.cost_of_sales.get(key, 0))
    ]
    for day in sorted(ours.cents_by_day.keys() | oracle.cents_by_day.keys()):
        left, right = ours.cents_by_day.get(day, {}), oracle.cents_by_day.get(day, {})
        found += [
            f"{day} {account}: engine {left.get(account, 0)} oracle {right.get(account, 0)} cents"
            for account in sorted(left.keys() | right.keys())
            if left.get(account, 0) != right.get(account, 0)
        ]
    found += [
        f"{account}: engine {ours.pinned.get(account, 0)} oracle {oracle.pinned.get(account, 0)} quanta"
        for account in sorted(ours.pinned.keys() | oracle.pinned.keys())
        if ours.pinned.get(account, 0) != oracle.pinned.get(account, 0)
    ]
    return [*found, *ours.miscosts]
