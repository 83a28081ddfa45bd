"""Reversals: the acts of persons that took whole documents back, so that a replay does them again."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.dialect import Dialect
from tieout.storage.tables import REVERSAL


def upgrade(connection: Connection, dialect: Dialect) -> None:
    """Create the table with its locks where it is not there."""
    REVERSAL.create(connection, checkfirst=True)
    dialect.lock_tables(connection, [REVERSAL.name])
