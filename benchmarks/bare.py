"""Bare: the same rows inserted into SQLite and nothing else, the speed nobody can beat.

Every row the journey stored is inserted into an empty file with the same tables, indexes and
triggers, in transactions of a thousand events' share, synchronous=FULL. Reading them is not counted.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

EVENTS_PER_TRANSACTION = 1000
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536", "wal_autocheckpoint=8000")
"""Those of tieout's own files."""


Rows = list[tuple[object, ...]]


class Inserted(NamedTuple):
    """What inserting again took: seconds on the clock, seconds of processor, and the rows it was."""

    seconds: float
    processor: float
    rows: int


def insert_again(source: Path, target: Path, events: int, tick: Callable[[int], None]) -> Inserted:
    """Insert the rows of `source` into `target`, a chunk at a time; reading them is not counted."""
    taken = sqlite3.connect(source)
    made = sqlite3.connect(target, isolation_level=None)
    for pragma in PRAGMAS:
        made.execute(f"PRAGMA {pragma}")
    for statement in _schema(taken):
        made.execute(statement)
    chunks = max(1, events // EVENTS_PER_TRANSACTION)
    tables = [_table(taken, name, chunks) for name in _names(taken)]
    seconds = processor = 0.0
    count = 0
    for _ in range(chunks):
        rows = [(sql, cursor.fetchmany(share)) for sql, cursor, share in tables]
        began, worked = time.perf_counter(), time.process_time()
        made.execute("BEGIN IMMEDIATE")
        for sql, some in rows:
            if some:
                made.executemany(sql, some)
        made.execute("COMMIT")
        seconds += time.perf_counter() - began
        processor += time.process_time() - worked
        count += sum(len(some) for _, some in rows)
        tick(EVENTS_PER_TRANSACTION)
    made.close()
    taken.close()
    return Inserted(seconds, processor, count)


def _schema(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
        "ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END"
    )
    return [sql for (sql,) in found]


def _names(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return [name for (name,) in found]


def _table(connection: sqlite3.Connection, name: str, chunks: int) -> tuple[str, sqlite3.Cursor, int]:
    """The insert of a table, a cursor over its rows, and how many of them a chunk takes."""
    count = connection.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0]
    cursor = connection.execute(f"SELECT * FROM {name} ORDER BY rowid")
    marks = ",".join("?" * len(cursor.description))
    return f"INSERT INTO {name} VALUES ({marks})", cursor, -(-count // chunks)
