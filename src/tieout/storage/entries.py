"""Entries kept: lines appended, with the balances that derive from them held ready."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from tieout.core.account import AccountKey, parsed_key
from tieout.core.entry import SIDE_TEXTS, Entry, Line
from tieout.core.ids import EntryId, EventId
from tieout.core.open_item import Billed, OpenItem
from tieout.core.prior_period import NOTHING, prior_period_of
from tieout.storage.tables import (
    BILLED,
    ENTRY,
    ENTRY_LINE,
    OPEN_ITEM,
    PINNED,
    UNSEALED,
    insert_sql,
)

_SIDES = {text: side for side, text in SIDE_TEXTS.items()}
_ENTRY = insert_sql(ENTRY, serial=True)
_LINE = insert_sql(ENTRY_LINE)
_UNSEALED = insert_sql(UNSEALED)


def next_entry(connection: Connection) -> int:
    """The number the next entry gets."""
    return int(connection.exec_driver_sql("SELECT COALESCE(MAX(seq), 0) + 1 FROM entry").scalar_one())


def append_entries(connection: Connection, entries: Sequence[Entry]) -> None:
    """Append entries and their lines; they wait unsealed for their document."""
    if not entries:
        return
    first = next_entry(connection)
    rows, lines, unsealed = [], [], []
    for seq, entry in enumerate(entries, start=first):
        rows.append(_entry_row(seq, entry))
        lines += [_line_row(seq, line) for line in entry.lines]
        unsealed.append((seq, entry.group or entry.id, entry.day.isoformat()))
    connection.exec_driver_sql(_ENTRY, rows)
    connection.exec_driver_sql(_LINE, lines)
    connection.exec_driver_sql(_UNSEALED, unsealed)


def _entry_row(seq: int, entry: Entry) -> tuple[object, ...]:
    return (
        seq,
        entry.id,
        entry.event,
        entry.rule,
        entry.day.isoformat(),
        entry.currency,
        entry.rate,
        entry.document,
        entry.group,
        entry.number,
        entry.party,
        entry.due.isoformat() if entry.due else "",
        entry.memo,
        json.dumps(entry.links) if entry.links else "",
        json.dumps(entry.prior.plain) if entry.prior != NOTHING else "",
        entry.reverses,
    )


def _line_row(seq: int, line: Line) -> tuple[object, ...]:
    return (seq, SIDE_TEXTS[line.side], str(line.account), *line[2:])


def entries_of(connection: Connection, where: str, *values: object) -> list[tuple[int, Entry]]:
    """Entries with their numbers, by a condition on the `entry` table `e`, in order of the log."""
    rows = connection.exec_driver_sql(f"SELECT e.* FROM entry e WHERE {where} ORDER BY e.seq", values).all()
    lines: dict[int, list[Line]] = {}
    numbers = [row.seq for row in rows]
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        marks = ",".join("?" * len(some))
        for line in connection.exec_driver_sql(
            "SELECT entry, side, account, minor, home, party, item, quantity, text, reference "
            f"FROM entry_line WHERE entry IN ({marks}) ORDER BY n",
            tuple(some),
        ):
            made = Line(_SIDES[line[1]], parsed_key(line[2]), *line[3:])
            lines.setdefault(line[0], []).append(made)
    return [(row.seq, _entry(row, tuple(lines[row.seq]))) for row in rows]


def _entry(row: Iterable[Any], lines: tuple[Line, ...]) -> Entry:
    _, id_, event, rule, day, currency, rate, document, group, *words, links, prior, reverses = row
    number, party, due, memo = words
    return Entry(
        id=EntryId(id_),
        event=EventId(event),
        rule=rule,
        day=date.fromisoformat(day),
        currency=currency,
        rate=rate,
        lines=lines,
        document=document,
        group=group,
        number=number,
        party=party,
        due=date.fromisoformat(due) if due else None,
        memo=memo,
        links=tuple((target, minor) for target, minor in json.loads(links)) if links else (),
        prior=prior_period_of(json.loads(prior)) if prior else NOTHING,
        reverses=reverses,
    )


def pinned(connection: Connection) -> dict[AccountKey, int]:
    """Cumulative value of every pinned account, in 10⁻⁸ home units."""
    rows = connection.exec_driver_sql("SELECT account, value FROM pinned")
    return {parsed_key(account): int(value) for account, value in rows}


def keep_pinned(connection: Connection, cumulative: Iterable[tuple[AccountKey, int]]) -> None:
    """Remember the cumulatives, in the transaction of the chunk that moved them."""
    rows = [(str(account), value) for account, value in cumulative]
    if rows:
        connection.exec_driver_sql(insert_sql(PINNED, replace=True), rows)


def open_items(connection: Connection, references: Sequence[str]) -> dict[tuple[str, str], OpenItem]:
    """Open items of the references, by (account, reference)."""
    found: dict[tuple[str, str], OpenItem] = {}
    for start in range(0, len(references), 500):
        some = references[start : start + 500]
        marks = ",".join("?" * len(some))
        for account, reference, minor, home in connection.exec_driver_sql(
            f"SELECT account, reference, minor, home FROM open_item WHERE reference IN ({marks})",
            tuple(some),
        ):
            found[account, reference] = OpenItem(int(minor), int(home))
    return found


def keep_open_items(connection: Connection, items: Iterable[tuple[str, str, str, OpenItem]]) -> None:
    """Remember open items: (account, reference, party, balance); a settled one stays at zero."""
    rows = [(reference, account, party, item.minor, item.home) for account, reference, party, item in items]
    if rows:
        connection.exec_driver_sql(insert_sql(OPEN_ITEM, replace=True), rows)


def billed(connection: Connection, numbers: Sequence[str]) -> dict[str, Billed]:
    """Recognised invoices and sales by number."""
    found: dict[str, Billed] = {}
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        marks = ",".join("?" * len(some))
        for row in connection.exec_driver_sql(
            f"SELECT * FROM billed WHERE number IN ({marks}) ORDER BY n", tuple(some)
        ):
            found[row.number] = Billed(
                number=row.number,
                document=row.document,
                party=row.party,
                original=row.original,
                original_currency=row.original_currency,
                currency=row.currency,
                rate=row.rate,
                minor=row.minor,
                gateway=row.gateway,
            )
    return found


def keep_billed(connection: Connection, rows: Iterable[tuple[Billed, str]]) -> None:
    """Append recognised invoices and sales, each with its event."""
    values = [
        (
            b.number,
            b.document,
            b.party,
            b.original,
            b.original_currency,
            b.currency,
            b.rate,
            b.minor,
            b.gateway,
            event,
        )
        for b, event in rows
    ]
    if values:
        connection.exec_driver_sql(insert_sql(BILLED), values)


def unsealed_keys(connection: Connection, through: date) -> list[str]:
    """Keys of entries that wait for their document, dated up to a day, in order of date and log."""
    rows = connection.exec_driver_sql(
        "SELECT key FROM unsealed WHERE day <= ? GROUP BY key ORDER BY MIN(day), MIN(entry)",
        (through.isoformat(),),
    )
    return [key for (key,) in rows]


def unsealed_entries(connection: Connection, keys: Sequence[str], through: date) -> list[tuple[int, Entry]]:
    """The unsealed entries of these keys up to a day, in order of the log."""
    marks = ",".join("?" * len(keys))
    return entries_of(
        connection,
        f"e.seq IN (SELECT entry FROM unsealed WHERE key IN ({marks}) AND day <= ?)",
        *keys,
        through.isoformat(),
    )
