"""Reversals: the acts of persons that took whole documents back, so that a replay does them again."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.tables import REVERSAL, append_only_triggers


def upgrade(connection: Connection) -> None:
    """Create the table with its triggers where the file does not have it."""
    REVERSAL.create(connection, checkfirst=True)
    for trigger in append_only_triggers():
        if " ON reversal " in trigger:
            connection.exec_driver_sql(trigger.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS"))
