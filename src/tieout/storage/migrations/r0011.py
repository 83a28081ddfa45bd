"""Bills that others entered in QuickBooks, as they were read, and whose line people said is whose."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.dialect import Dialect
from tieout.storage.tables import BILL_MATCH, READ_BILL


def upgrade(connection: Connection, dialect: Dialect) -> None:
    """Create the tables with their locks where they are not there."""
    for table in (READ_BILL, BILL_MATCH):
        table.create(connection, checkfirst=True)
        dialect.lock_tables(connection, [table.name])
