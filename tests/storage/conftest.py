"""Files for the tests of the store: each test its own, copied from one that was migrated once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tieout.storage.database import Database

NewDatabase = Callable[[], Database]


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "books.sqlite"
    Database(path).close()
    return path


@pytest.fixture
def new_database(migrated: Path, tmp_path: Path) -> Iterator[NewDatabase]:
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
def database(new_database: NewDatabase) -> Database:
    return new_database()
