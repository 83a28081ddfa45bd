"""API keys kept: rows are only added, whatever becomes of a key."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError

from tieout.storage.api_keys import StoredApiKey, api_key_of, api_keys_of, end_api_key, keep_api_key
from tieout.storage.database import Database

AT = datetime(2026, 3, 1, tzinfo=UTC)
KEY = StoredApiKey("a1", "erp", "operations", "f00", "", AT.isoformat(), "ann", "")


def test_a_key_is_kept_found_and_ended(tmp_path: Path) -> None:
    database = Database(tmp_path / "books.sqlite")
    with database.write() as connection:
        keep_api_key(connection, KEY)
        assert api_key_of(connection, "a1") == KEY
        assert api_key_of(connection, "a2") is None
        end_api_key(connection, "a1", "ann", AT)
        assert api_keys_of(connection) == [KEY._replace(ended=AT.isoformat())]
    with pytest.raises(DatabaseError), database.write() as connection:
        connection.exec_driver_sql("UPDATE api_key SET scope = 'controller'")
    database.close()
