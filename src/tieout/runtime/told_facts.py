"""Told facts: what the facts of a company move on its registers, in the order they were worked."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from tieout.core.account import PINNED, AccountKey, parsed_key
from tieout.core.event.stored import stored_event
from tieout.core.money import quanta_per_minor
from tieout.reconcile.registers.facts import KINDS, FactBook
from tieout.reconcile.registers.moved import REGISTERS, Fact, MoneyLine, Moved
from tieout.reconcile.registers.trade import Recognition

_AT_ONCE: Final = 500
_SALES: Final = frozenset({"invoice_issued", "sale_paid"})
_LASTING: Final = frozenset(
    {"deposit applied to its invoice", "exchange difference of a deposit applied", "revenue recognised"}
)
"""Rules whose postings a revision of their fact leaves alone."""


class Worked(NamedTuple):
    """How an event was posted: its place in the log, its first and last day; empty = reversals only.

    `held`: a sale's money was a deposit at first; `ended` is where it was recognised, zero = nowhere.
    """

    place: int
    first: str
    last: str
    held: bool = False
    ended: int = 0

    @property
    def in_two(self) -> bool:
        """Whether it was posted twice: as money held, and as a sale recognised."""
        return self.held and self.ended > 0


class _Told(NamedTuple):
    """An event that was worked, in the order of the log."""

    place: int
    order: int
    seq: int
    id: str
    fact: Fact
    day: str
    ends: bool = False


class _TakenBack(NamedTuple):
    """A movement of a document that an act took back: its place in the log, fact, and the rule behind it.

    `money` is what the document had on a clearing account of that fact, line by line, in place of one
    movement: it opens items again.
    """

    place: int
    fact: Fact
    rule: str
    moved: Moved
    money: tuple[MoneyLine, ...] = ()


_EVENTS: Final = (
    "SELECT v.seq, v.id, v.kind, v.source, v.external_id, v.day FROM event v "
    "WHERE v.seq <= (SELECT COALESCE(MAX(watermark), 0) FROM cycle) AND v.rank > 0 "
    "ORDER BY v.day, v.rank, v.sequence, v.source, v.external_id, v.seq"
)
_DONE_THROUGH: Final = (
    "SELECT COALESCE(MAX(c.watermark), 0) FROM cycle c JOIN cycle_mark m ON m.cycle = c.id WHERE m.done = 1"
)
_CYCLES: Final = "SELECT watermark FROM cycle ORDER BY id"
_RELEASED: Final = (
    "SELECT r.event, c.watermark FROM cycle_release r JOIN cycle c ON c.id = r.cycle ORDER BY r.cycle"
)
_KEPT_OUT: Final = (
    "SELECT q.event FROM quarantine q GROUP BY q.event HAVING COUNT(*) > "
    "(SELECT COUNT(*) FROM cycle_release c JOIN cycle_mark m ON m.cycle = c.cycle "
    "WHERE c.event = q.event AND m.done = 1)"
)
_OVERTAKEN: Final = (
    "SELECT e.seq FROM event n JOIN event e ON e.kind = n.kind AND e.source = n.source "
    "AND e.external_id = n.external_id AND e.revision < n.revision WHERE n.revision > 0 AND n.seq <= "
    "COALESCE((SELECT MAX(c.watermark) FROM cycle_release r JOIN cycle c ON c.id = r.cycle "
    "WHERE r.event = e.seq), "
    "(SELECT MIN(c.watermark) FROM cycle c WHERE c.watermark >= e.seq))"
)
"""Revisions that a newer one of their fact overtook by the end of the cycle that took them last."""


def told_facts(
    connection: Connection, book: FactBook, worked: Mapping[str, Worked]
) -> Iterator[tuple[Fact, Moved]]:
    """What each fact moves, in the order they were worked, and what approved acts took back of documents.

    Rates are learned with the cycle that knew them first: a rate told later changes nothing posted.
    """
    waiting = {event for (event,) in connection.exec_driver_sql("SELECT event FROM waiting_sale")}
    cycles = [int(mark) for mark in connection.exec_driver_sql(_CYCLES).scalars()]
    clock = _Cycles(connection, book, cycles)
    acts = deque(_taken_back(connection, book.book.unit))
    for told, raw in _raws(connection, _order(connection, worked, cycles)):
        clock.go_on(told.seq)
        while acts and acts[0].place < told.place:
            yield from _act(book, acts.popleft())
        event, stands = stored_event(json.loads(raw)), _stands(told, worked, waiting)
        for moved in (book.end if told.ends else book.tell)(told.fact, event, stands):
            yield told.fact, moved
    for one in acts:
        yield from _act(book, one)


class _Cycles:
    """The costing cycles gone through so far; rates up to the watermark of each are learned on the way."""

    def __init__(self, connection: Connection, book: FactBook, watermarks: Sequence[int]) -> None:
        self._cycles = watermarks
        self._rates = deque(_rates(connection))
        self._book = book
        self._place = 0

    def go_on(self, seq: int) -> None:
        """To the cycle that knew an event first; never back."""
        while self._place < len(self._cycles) - 1 and self._cycles[self._place] < seq:
            self._place += 1
        while self._rates and self._rates[0][0] <= self._cycles[self._place]:
            self._book.book.master.learn(stored_event(json.loads(self._rates.popleft()[1])))


def _act(book: FactBook, one: _TakenBack) -> Iterator[tuple[Fact, Moved]]:
    if one.money:
        backs = book.take_back_money(one.fact, one.moved.account, one.money)
    else:
        backs = book.take_back(one.fact, [one.moved], lasting=one.rule in _LASTING)
    for moved in backs:
        yield one.fact, moved


def _stands(told: _Told, worked: Mapping[str, Worked], waiting: set[str]) -> Recognition:
    """When a sale was recognised, by the days of its entries; one without any counts on its own.

    One that did no more than take back what it had said before waits, or waited, for its goods.
    """
    known = worked.get(told.id)
    if told.id in waiting:
        return Recognition("", told.day)
    if known is None:
        return Recognition(told.day)
    recognised = told.ends or (known.ended and not known.held)
    if told.fact.kind in _SALES and not recognised:
        return Recognition("", known.first or told.day)
    return Recognition(known.last)


def _order(connection: Connection, worked: Mapping[str, Worked], cycles: Sequence[int]) -> list[_Told]:
    """Worked events in the order of the log.

    A revision that another one overtook by the end of its cycle was never worked; of those that posted
    nothing only the last still says something. Revisions of a fact follow each other as they were accepted.
    Of a cycle that was cut off, what has no entry yet is still to come.
    """
    kept_out = {event for (event,) in connection.exec_driver_sql(_KEPT_OUT)}
    kept_out |= {event for (event,) in connection.exec_driver_sql(_OVERTAKEN)}
    through = int(connection.exec_driver_sql(_DONE_THROUGH).scalar_one())
    found = [
        _Told(place, order, row.seq, row.id, Fact(row.kind, row.source, row.external_id), row.day)
        for order, (place, row) in enumerate(_placed(connection, worked, cycles))
        if row.kind in KINDS and (row.id in worked or (row.seq <= through and row.seq not in kept_out))
    ]
    last: dict[Fact, _Told] = {}
    for place, one in enumerate(sorted(found, key=lambda told: told.seq)):
        before = last.get(one.fact)
        if before is not None:
            one = one._replace(place=max(one.place, before.place), order=max(one.order, before.order))
        last[one.fact] = found[place] = one
    told = [one for one in found if one.id in worked or last[one.fact] is one]
    return sorted([*told, *_ends(told, worked)])


def _ends(told: Iterable[_Told], worked: Mapping[str, Worked]) -> Iterator[_Told]:
    """Sales that were held, once more where they were recognised: others moved the deposit meanwhile."""
    for one in told:
        known = worked.get(one.id)
        if known and known.in_two:
            yield one._replace(place=max(2 * known.ended, one.place), ends=True)


def _placed(
    connection: Connection, worked: Mapping[str, Worked], cycles: Sequence[int]
) -> list[tuple[int, Any]]:
    """Events as they were worked, cycle by cycle, each with its place in the log.

    That of its first entry, twice; one without entries stands just before the first entry of all that
    were worked after it. So a sale that waited stands where it was recognised, and a cancellation that
    posted nothing where it was worked.
    """
    released = dict(map(tuple, connection.exec_driver_sql(_RELEASED)))
    rows = sorted(
        connection.exec_driver_sql(_EVENTS).all(),
        key=lambda row: bisect_left(cycles, released.get(row.seq, row.seq)),
    )
    places = [0] * len(rows)
    first = max((one.place for one in worked.values()), default=0) + 1
    for n in range(len(rows) - 1, -1, -1):
        known = worked.get(rows[n].id)
        places[n] = 2 * known.place if known else 2 * first - 1
        first = min(first, known.place) if known else first
    return list(zip(places, rows, strict=True))


def _raws(connection: Connection, order: list[_Told]) -> Iterator[tuple[_Told, str]]:
    for start in range(0, len(order), _AT_ONCE):
        some = order[start : start + _AT_ONCE]
        wanted = json.dumps([one.seq for one in some])
        rows = connection.exec_driver_sql(
            "SELECT r.seq, r.raw FROM record r WHERE r.seq IN "
            "(SELECT CAST(value AS BIGINT) FROM json_each(?))",
            (wanted,),
        )
        raws = dict(map(tuple, rows))
        yield from ((one, raws[one.seq]) for one in some)


def _rates(connection: Connection) -> list[tuple[int, str]]:
    rows = connection.exec_driver_sql(
        "SELECT v.seq, r.raw FROM event v INDEXED BY event_master JOIN record r ON r.seq = v.seq "
        "WHERE v.rank = 0 AND v.kind = 'exchange_rate' ORDER BY v.seq"
    )
    return [(int(seq), raw) for seq, raw in rows]


_TAKEN_BACK: Final = (
    "SELECT (SELECT MIN(b.seq) FROM entry b WHERE b.event = e.event AND b.reverses = e.id) AS place, "
    "r.document, d.day, l.account, CASE WHEN l.party = '' THEN e.party ELSE l.party END AS party, "
    "CASE l.side WHEN 'Dr' THEN 1 ELSE -1 END AS sign, l.minor, l.home, l.reference, e.currency, "
    "v.kind, v.source, v.external_id, e.rule FROM reversal r JOIN document d ON d.id = r.document "
    "JOIN document_entry m ON m.document = d.seq JOIN entry e ON e.seq = m.entry "
    "JOIN event v ON v.id = e.event JOIN entry_line l ON l.entry = e.seq ORDER BY r.n, l.n"
)


def _taken_back(connection: Connection, unit: int) -> Iterator[_TakenBack]:
    """What approved acts took back: a document as it stood, for it is the document that they name.

    Pinned accounts are left out: of them costing keeps what an act moved.
    """
    money: dict[tuple[str, Fact, AccountKey], list[MoneyLine]] = {}
    rows = connection.exec_driver_sql(_TAKEN_BACK).all()
    for row in rows:
        if (account := parsed_key(row.account)).role == "clearing":
            line = MoneyLine(
                row.rule, row.currency, row.sign * row.minor, row.sign * row.home, row.reference
            )
            money.setdefault((row.document, _fact(row), account), []).append(line)
    for row in rows:
        account, fact = parsed_key(row.account), _fact(row)
        if account.role in REGISTERS and account.role not in PINNED:
            home = row.sign * row.home
            moved = Moved(
                account,
                row.reference,
                home * unit,
                row.day,
                row.party,
                row.sign * row.minor,
                row.currency,
                kept=row.reference,
                units=row.sign * row.minor * quanta_per_minor(row.currency),
                carried=home,
            )
            lines = money.pop((row.document, fact, account), [])
            if lines or account.role != "clearing":
                yield _TakenBack(2 * row.place, fact, row.rule, moved, tuple(lines))


def _fact(row: Any) -> Fact:
    return Fact(row.kind, row.source, row.external_id)
