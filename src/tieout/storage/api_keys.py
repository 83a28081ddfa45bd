"""API keys kept: who each stands for, with what scope, as a hash; issuing and revoking only add rows."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from tieout.storage.tables import API_KEY, API_KEY_END, insert_sql

_SELECT = (
    "SELECT k.id, k.\"user\", k.scope, k.hash, k.until, k.at, k.who, COALESCE(e.at, '') AS ended "
    "FROM api_key k LEFT JOIN api_key_end e ON e.key = k.id "
)


class StoredApiKey(NamedTuple):
    """One key: `until` and `ended` are instants (ISO), "" = none; `hash` is of the whole key."""

    id: str
    user: str
    scope: str
    hash: str
    until: str
    at: str
    who: str
    ended: str


def api_keys_of(connection: Connection) -> list[StoredApiKey]:
    """Every key ever issued, oldest first."""
    return [StoredApiKey(*row) for row in connection.exec_driver_sql(f"{_SELECT} ORDER BY k.n")]


def api_key_of(connection: Connection, id_: str) -> StoredApiKey | None:
    """The key of an id; None = there was never one."""
    row = connection.exec_driver_sql(f"{_SELECT} WHERE k.id = ?", (id_,)).first()
    return StoredApiKey(*row) if row else None


def keep_api_key(connection: Connection, key: StoredApiKey) -> None:
    """Keep a key as issued."""
    connection.exec_driver_sql(insert_sql(API_KEY), key[:7])


def end_api_key(connection: Connection, id_: str, who: str, at: datetime) -> None:
    """End a key for good."""
    connection.exec_driver_sql(insert_sql(API_KEY_END), (id_, at.isoformat(), who))
