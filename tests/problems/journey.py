"""A company of one file in a temporary folder: events in, cases and books out, through the real path."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tieout import flow
from tieout.core.problem import Problem
from tieout.cycle.load import LoadResult, load_stream
from tieout.posting.entries import PostingPolicy
from tieout.posting.rulebook import Rulebook, load_rulebook
from tieout.runtime.cases import release, resolve_superseded
from tieout.runtime.company import Company, Settings, found_company, keep_settings
from tieout.storage.cases import open_cases_of
from tieout.storage.database import Database

COMPANY: Final = "shop"
NOW: Final = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
BOOKS: Final = ("event", "record", "cost", "lot", "take", "entry", "entry_line")


@cache
def rulebook() -> Rulebook:
    """The shipped rules, read once."""
    return load_rulebook()


class Shop:
    """A temporary company."""

    def __init__(self, database: Database) -> None:
        """`database` is its file."""
        self.database = database

    def load(self, content: bytes, file: str = "events.jsonl") -> LoadResult:
        """What `tieout load` does with a file of that name and content."""
        return load_stream(self.database, COMPANY, io.BytesIO(content), file, now=NOW)

    def cost(self) -> None:
        """Cost and post all that was accepted."""
        policy = PostingPolicy()
        while flow.cost_and_post(self.database, COMPANY, "USD", rulebook(), policy, NOW, lambda _: None):
            pass

    def cases(self) -> list[Problem]:
        """The problems of the open cases, oldest first."""
        with self.database.read() as connection:
            return [case.problem for case in open_cases_of(connection)]

    def release(self) -> None:
        """What `tieout cases release` and the next run do with all that is quarantined."""
        company = Company(COMPANY, self.database.path.parent, self.database, Settings(start=NOW.date()))
        with self.database.write() as connection:
            keep_settings(connection, company.settings)
            found_company(connection, "controller", NOW)
        release(company, (), "controller", NOW)
        self.cost()
        resolve_superseded(company, NOW)

    def ids(self) -> set[str]:
        """The ids of the events that were accepted."""
        return {id_ for (id_,) in self.query("SELECT external_id FROM event")}

    def costed(self) -> set[str]:
        """The ids of the events that entered: accepted and not quarantined."""
        return {
            id_
            for (id_,) in self.query(
                "SELECT external_id FROM event e WHERE "
                "(SELECT COUNT(*) FROM quarantine q WHERE q.event = e.seq) <= "
                "(SELECT COUNT(*) FROM cycle_release c WHERE c.event = e.seq)"
            )
        }

    def query(self, sql: str) -> list[Any]:
        """Rows of the company's file."""
        with self.database.read() as connection:
            return list(connection.exec_driver_sql(sql).all())

    def digest(self) -> dict[str, tuple[int, str]]:
        """Count and hash of every table of the books; two companies with the same books are equal."""
        found = {}
        for table in BOOKS:
            rows = [tuple(row) for row in self.query(f"SELECT * FROM {table} ORDER BY 1")]
            found[table] = (len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())
        return found

    def kept(self, before: dict[str, tuple[int, str]]) -> bool:
        """Whether every row that stood `before` stands unchanged: tables of the books only grow."""
        for table, (count, digest) in before.items():
            rows = [tuple(row) for row in self.query(f"SELECT * FROM {table} ORDER BY 1 LIMIT {count}")]
            if hashlib.sha256(repr(rows).encode()).hexdigest() != digest:
                return False
        return True


@contextmanager
def shop() -> Iterator[Shop]:
    """A company for the time of a test."""
    with TemporaryDirectory() as folder:
        database = Database(Path(folder) / "books.sqlite")
        try:
            yield Shop(database)
        finally:
            database.close()
