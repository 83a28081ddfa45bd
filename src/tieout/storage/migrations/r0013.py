"""Keys of the HTTP interface, stored as hashes, and their ends."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.dialect import Dialect
from tieout.storage.tables import API_KEY, API_KEY_END


def upgrade(connection: Connection, dialect: Dialect) -> None:
    """Create the tables with their locks where they are not there."""
    for table in (API_KEY, API_KEY_END):
        table.create(connection, checkfirst=True)
        dialect.lock_tables(connection, [table.name])
