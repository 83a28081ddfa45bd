"""First schema: records to crossings, cases and audit, append-only by trigger."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.tables import METADATA, append_only_triggers


def upgrade(connection: Connection) -> None:
    """Create every table and its triggers."""
    METADATA.create_all(connection)
    for trigger in append_only_triggers():
        connection.exec_driver_sql(trigger)
