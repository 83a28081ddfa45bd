"""Redatings of documents whose day was closed before they crossed, and releases of those held for it."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.dialect import Dialect
from tieout.storage.tables import PERIOD_RELEASE, REDATING


def upgrade(connection: Connection, dialect: Dialect) -> None:
    """Create the tables with their triggers where the file does not have them."""
    for table in (REDATING, PERIOD_RELEASE):
        table.create(connection, checkfirst=True)
        dialect.lock_tables(connection, [table.name])
