"""Lanes and values of crossings, so that what is urgent goes first and list records go by themselves."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.tables import CROSSING_STATE

_VALUE = (
    "(SELECT COALESCE(SUM(json_extract(l.value, '$[3]')), 0) FROM document d, "
    "json_each(d.payload, '$.lines') l WHERE d.id = crossing_state.document "
    "AND json_extract(l.value, '$[0]') = 'Dr')"
)
_LANE = (
    "(SELECT d.type IN ('Customer', 'Vendor', 'Item') FROM document d WHERE d.id = crossing_state.document)"
)


def upgrade(connection: Connection) -> None:
    """Make the table of present states anew with its new columns; it is a cache, nothing is lost."""
    names = {row.name for row in connection.exec_driver_sql("PRAGMA table_info(crossing_state)")}
    if "lane" in names:
        return
    connection.exec_driver_sql("DROP INDEX IF EXISTS crossing_state_state")
    connection.exec_driver_sql("ALTER TABLE crossing_state RENAME TO crossing_state_before")
    CROSSING_STATE.create(connection)
    connection.exec_driver_sql(
        "INSERT INTO crossing_state (document, state, priority, place, lane, value) "
        "SELECT document, state, 1, place, 0, 0 FROM crossing_state_before"
    )
    connection.exec_driver_sql("DROP TABLE crossing_state_before")
    connection.exec_driver_sql(f"UPDATE crossing_state SET lane = {_LANE}, value = {_VALUE}")
