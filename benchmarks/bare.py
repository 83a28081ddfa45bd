"""Bare: the same rows inserted into SQLite and nothing else, the speed nobody can beat.

Every row the journey stored is read into memory, then inserted into an empty file with the same
tables, indexes and triggers, in transactions of a thousand events' share, synchronous=FULL.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

EVENTS_PER_TRANSACTION = 1000
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536", "wal_autocheckpoint=8000")
"""Those of tieout's own files."""


def insert_again(source: Path, target: Path, events: int) -> tuple[float, int]:
    """Seconds to insert the rows of `source` into `target`, and how many rows they are."""
    tables, schema = _read(source)
    rows = sum(len(found) for _, found in tables)
    connection = sqlite3.connect(target, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    for statement in schema:
        connection.execute(statement)
    chunks = max(1, events // EVENTS_PER_TRANSACTION)
    began = time.perf_counter()
    for chunk in range(chunks):
        connection.execute("BEGIN IMMEDIATE")
        for sql, found in tables:
            first, last = len(found) * chunk // chunks, len(found) * (chunk + 1) // chunks
            if first < last:
                connection.executemany(sql, found[first:last])
        connection.execute("COMMIT")
    seconds = time.perf_counter() - began
    connection.close()
    return seconds, rows


def _read(source: Path) -> tuple[list[tuple[str, list[tuple[object, ...]]]], list[str]]:
    connection = sqlite3.connect(source)
    schema = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' "
        "ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END"
    ).fetchall()
    tables = []
    for kind, name, _ in schema:
        if kind == "table":
            found = connection.execute(f"SELECT * FROM {name}").fetchall()
            if found:
                marks = ",".join("?" * len(found[0]))
                tables.append((f"INSERT INTO {name} VALUES ({marks})", found))
    connection.close()
    return tables, [sql for _, _, sql in schema]
