"""Lists read from QuickBooks, matches decided by persons, and the class and location of account keys."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.tables import METADATA, append_only_triggers

ADDED = ("outside_list", "outside_record", "record_match")
BORNE = ("class_id", "class_name", "location_id", "location_name")


def upgrade(connection: Connection) -> None:
    """Create the tables and columns the file does not have."""
    METADATA.create_all(connection, tables=[METADATA.tables[name] for name in ADDED])
    for trigger in append_only_triggers():
        if trigger.split()[2].rsplit("_no_", 1)[0] in ADDED:
            connection.exec_driver_sql(trigger.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS"))
    known = {row[1] for row in connection.exec_driver_sql("PRAGMA table_info(account_map)")}
    for column in BORNE:
        if column not in known:
            connection.exec_driver_sql(
                f"ALTER TABLE account_map ADD COLUMN {column} TEXT NOT NULL DEFAULT ''"
            )
