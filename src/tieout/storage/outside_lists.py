"""Outside lists: what QuickBooks' lists held each time they were read, and whose record is whose.

Only what changed since the last reading is appended, so that the state at any reading can be had.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from tieout.core.outside import OutsideRecord
from tieout.storage.tables import OUTSIDE_LIST, OUTSIDE_RECORD, RECORD_MATCH, insert_sql

GONE = ""
"""The text of a record that is no longer in its list: merged into another, say."""


class ListChange(NamedTuple):
    """One list read: how many records it has, and how many are new, changed or gone."""

    type: str
    records: int
    new: int
    changed: int
    gone: int


class Match(NamedTuple):
    """A person's word that a party or account key has this record; "" = none of those there."""

    outside_id: str
    name: str


def keep_list(
    connection: Connection, type_: str, records: Sequence[OutsideRecord], who: str, at: datetime
) -> ListChange:
    """Append what of a list is not as it was when it was last read."""
    connection.exec_driver_sql(insert_sql(OUTSIDE_LIST), (type_, at.isoformat(), who, len(records)))
    number = int(connection.exec_driver_sql("SELECT MAX(n) FROM outside_list").scalar_one())
    before = {row.id: row for row in _latest(connection, type_)}
    there = {one.id for one in records}
    fresh = [one for one in records if one.id not in before]
    changed = [one for one in records if one.id in before and before[one.id].raw != one.raw]
    gone = [row for row in before.values() if row.id not in there and row.raw != GONE]
    rows = [_row(number, one) for one in (*fresh, *changed)]
    rows += [(number, type_, row.id, row.name, 0, row.currency, row.email, GONE) for row in gone]
    if rows:
        connection.exec_driver_sql(insert_sql(OUTSIDE_RECORD), rows)
    return ListChange(type_, len(records), len(fresh), len(changed), len(gone))


def keep_changed(
    connection: Connection, type_: str, records: Sequence[OutsideRecord], who: str, at: datetime
) -> int:
    """Append the records of a list that are not as they were, without reading all of it; how many."""
    before = {row.id: row.raw for row in _latest(connection, type_)}
    moved = [one for one in records if before.get(one.id) != one.raw]
    if moved:
        size = len(before.keys() | {one.id for one in moved})
        connection.exec_driver_sql(insert_sql(OUTSIDE_LIST), (type_, at.isoformat(), who, size))
        number = int(connection.exec_driver_sql("SELECT MAX(n) FROM outside_list").scalar_one())
        connection.exec_driver_sql(insert_sql(OUTSIDE_RECORD), [_row(number, one) for one in moved])
    return len(moved)


def _row(number: int, one: OutsideRecord) -> tuple[Any, ...]:
    return (number, one.type, one.id, one.name, int(one.active), one.currency, one.email, one.raw)


def _latest(connection: Connection, type_: str) -> Sequence[Any]:
    return connection.exec_driver_sql(
        "SELECT id, name, active, currency, email, raw FROM outside_record WHERE type = ? AND n IN "
        "(SELECT MAX(n) FROM outside_record WHERE type = ? GROUP BY id) ORDER BY n",
        (type_, type_),
    ).all()


def list_as_read(connection: Connection, type_: str) -> list[OutsideRecord]:
    """A list as it was last read, without what is gone."""
    return [
        OutsideRecord(
            type=type_,
            id=row.id,
            name=row.name,
            active=bool(row.active),
            currency=row.currency,
            email=row.email,
            raw=row.raw,
        )
        for row in _latest(connection, type_)
        if row.raw != GONE
    ]


def keep_match(
    connection: Connection,
    type_: str,
    key: str,
    currency: str,
    match: Match,
    *,
    who: str,
    why: str,
    at: datetime,
) -> None:
    """Append a person's word; the latest of a key counts."""
    connection.exec_driver_sql(
        insert_sql(RECORD_MATCH),
        (type_, key, currency, match.outside_id, match.name, at.isoformat(), who, why),
    )


def match_of(connection: Connection, type_: str, key: str, currency: str) -> Match | None:
    """A person's latest word on a party in a currency or on an account key; None = nobody was asked."""
    row = connection.exec_driver_sql(
        "SELECT outside_id, name FROM record_match WHERE type = ? AND key = ? AND currency = ? "
        "ORDER BY n DESC LIMIT 1",
        (type_, key, currency),
    ).one_or_none()
    return Match(row.outside_id, row.name) if row else None


def taken_ids(connection: Connection, type_: str) -> set[str]:
    """Ids of a list's records that already are one of ours."""
    rows = connection.exec_driver_sql("SELECT DISTINCT outside_id FROM outside WHERE type = ?", (type_,))
    return {id_ for (id_,) in rows}
