"""What happened to each receipt line, what its lots carry of differences, and how far bills may be off."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.dialect import Dialect
from tieout.storage.tables import LOT_CARRY, MATCH_FACT, TOLERANCE


def upgrade(connection: Connection, dialect: Dialect) -> None:
    """Create the tables with their locks where they are not there."""
    for table in (MATCH_FACT, LOT_CARRY, TOLERANCE):
        table.create(connection, checkfirst=True)
        dialect.lock_tables(connection, [table.name])
