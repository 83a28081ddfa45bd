"""What happened to each receipt line, held against its bills, and what its lots carry of differences."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.dialect import Dialect
from tieout.storage.tables import LOT_CARRY, MATCH_FACT


def upgrade(connection: Connection, dialect: Dialect) -> None:
    """Create the tables with their locks where they are not there."""
    for table in (MATCH_FACT, LOT_CARRY):
        table.create(connection, checkfirst=True)
        dialect.lock_tables(connection, [table.name])
