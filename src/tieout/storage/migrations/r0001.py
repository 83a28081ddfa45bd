"""An empty place: every table as it is at present, append-only where history is kept."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.dialect import Dialect
from tieout.storage.tables import METADATA, append_only


def upgrade(connection: Connection, dialect: Dialect) -> None:
    """Create every table and its triggers."""
    METADATA.create_all(connection)
    dialect.lock_tables(connection, append_only())
