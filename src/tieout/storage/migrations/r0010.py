"""Schedules of services billed ahead, as subscriptions are."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.dialect import Dialect
from tieout.storage.tables import SCHEDULE


def upgrade(connection: Connection, dialect: Dialect) -> None:
    """Create the table where it is not there; it is derived state, so it takes no lock."""
    del dialect
    SCHEDULE.create(connection, checkfirst=True)
