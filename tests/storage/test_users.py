"""Users: the last word on each user and role counts, and every word stays."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from tieout.core.role import Role
from tieout.storage.database import Database
from tieout.storage.users import keep_roles, roles_of, users_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def kept(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("users") / "books.sqlite"
    shutil.copyfile(migrated, path)
    database = Database(path)
    yield database
    database.close()


@contextmanager
def rolled_back(database: Database) -> Iterator[Connection]:
    """A transaction that leaves nothing behind."""
    with suppress(Undo), database.write() as connection:
        yield connection
        raise Undo


class Undo(Exception):
    """Ends a transaction without effect."""


def test_a_stranger_has_no_role(database: Database) -> None:
    with database.read() as connection:
        assert roles_of(connection, "ann") == frozenset()
        assert users_of(connection) == {}


@given(
    st.lists(st.tuples(st.sampled_from(["ann", "bob"]), st.frozensets(st.sampled_from(Role))), max_size=12)
)
def test_the_last_word_counts_and_nothing_is_forgotten(
    kept: Database, words: list[tuple[str, frozenset[Role]]]
) -> None:
    known, rows = dict[str, frozenset[Role]](), 0
    with rolled_back(kept) as connection:
        for user, roles in words:
            before, after = keep_roles(connection, user, roles, "kim", NOW)
            assert (before, after) == (known.get(user, frozenset()), roles)
            rows += len(before ^ after)
            known[user] = roles
        assert users_of(connection) == {user: roles for user, roles in sorted(known.items()) if roles}
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM user_role").scalar_one() == rows
