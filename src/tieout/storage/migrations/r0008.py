"""Sweeps of what changed in QuickBooks, and the differences people accepted."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.tables import DRIFT_ACCEPTED, SWEEP, append_only_triggers


def upgrade(connection: Connection) -> None:
    """Create the tables with their triggers where the file does not have them."""
    for table in (SWEEP, DRIFT_ACCEPTED):
        table.create(connection, checkfirst=True)
        for trigger in append_only_triggers():
            if f" ON {table.name} " in trigger:
                connection.exec_driver_sql(
                    trigger.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS")
                )
