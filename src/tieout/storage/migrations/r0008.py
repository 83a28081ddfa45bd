"""Sweeps of what changed in QuickBooks, and the differences people accepted."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.dialect import Dialect
from tieout.storage.tables import DRIFT_ACCEPTED, SWEEP


def upgrade(connection: Connection, dialect: Dialect) -> None:
    """Create the tables with their locks where they are not there."""
    for table in (SWEEP, DRIFT_ACCEPTED):
        table.create(connection, checkfirst=True)
        dialect.lock_tables(connection, [table.name])
