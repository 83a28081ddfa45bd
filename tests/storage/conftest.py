"""Books for the tests of the store, on both engines: each test its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.postgres import Server, needs_postgresql
from tieout.storage.database import Database
from tieout.storage.dialect import Postgres

NewDatabase = Callable[[], Database]
ENGINES = ["sqlite", pytest.param("postgresql", marks=needs_postgresql)]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "books.sqlite"
    Database(path).close()
    return path


@pytest.fixture
def new_file(migrated: Path, tmp_path: Path) -> Iterator[NewDatabase]:
    """Books on SQLite, for what is said of files only."""
    opened: list[Database] = []
    numbers = count()

    def new() -> Database:
        path = tmp_path / f"books{next(numbers)}.sqlite"
        shutil.copyfile(migrated, path)
        opened.append(Database(path))
        return opened[-1]

    yield new
    for database in opened:
        database.close()


@pytest.fixture
def new_schema_of_books(request: pytest.FixtureRequest) -> Iterator[NewDatabase]:
    """Books on PostgreSQL; they are gone after the test."""
    server: Server = request.getfixturevalue("server")
    opened: list[tuple[Database, Postgres]] = []

    def new() -> Database:
        books = server.new()
        opened.append((Database(books), books))
        return opened[-1][0]

    yield new
    for database, books in opened:
        database.close()
        server.drop(books)


@pytest.fixture(params=ENGINES)
def new_database(request: pytest.FixtureRequest) -> NewDatabase:
    name = "new_file" if request.param == "sqlite" else "new_schema_of_books"
    made: NewDatabase = request.getfixturevalue(name)
    return made


@pytest.fixture
def database(new_database: NewDatabase) -> Database:
    return new_database()
