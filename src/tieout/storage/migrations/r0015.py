"""Home cents: what QuickBooks' ledger confirmed of foreign documents otherwise than computed."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.dialect import Dialect
from tieout.storage.tables import HOME_CENT


def upgrade(connection: Connection, dialect: Dialect) -> None:
    """Create the table with its locks where it is not there."""
    HOME_CENT.create(connection, checkfirst=True)
    dialect.lock_tables(connection, [HOME_CENT.name])
