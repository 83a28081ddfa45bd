"""What an event cost by its event: a run, a trace or an explanation reads its own costs, not all."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.dialect import Dialect
from tieout.storage.tables import COST


def upgrade(connection: Connection, dialect: Dialect) -> None:
    """Create the index where it is not there."""
    del dialect
    for index in COST.indexes:
        index.create(connection, checkfirst=True)
