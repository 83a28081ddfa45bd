"""Secrets, the connection's credential with its attempts, and the roles of a company's users."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.tables import METADATA, USER_ROLE, append_only_triggers, insert_sql

ADDED = ("secret", "credential", "token_attempt", "token_outcome", "user_role")
FOUNDER = ("administrator", "controller")


def upgrade(connection: Connection) -> None:
    """Create the tables and locks that are missing; whoever made the company may do what they did."""
    METADATA.create_all(connection, tables=[METADATA.tables[name] for name in ADDED])
    kept = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    names = {name for (name,) in kept}
    for trigger in append_only_triggers():
        name = trigger.split()[2]
        if name not in names and name.rsplit("_no_", 1)[0] in ADDED:
            connection.exec_driver_sql(trigger)
    founders = connection.exec_driver_sql(
        "SELECT who, at FROM audit WHERE act = 'company created' ORDER BY n LIMIT 1"
    )
    rows = [(who, role, 1, at, who) for who, at in founders for role in FOUNDER]
    if rows:
        connection.exec_driver_sql(insert_sql(USER_ROLE), rows)
