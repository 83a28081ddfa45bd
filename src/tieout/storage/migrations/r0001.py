"""First schema: records to crossings, cases and audit, append-only by trigger."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.dialect import Dialect
from tieout.storage.tables import METADATA, append_only


def upgrade(connection: Connection, dialect: Dialect) -> None:
    """Create every table and its triggers."""
    METADATA.create_all(connection)
    dialect.lock_tables(connection, append_only())
