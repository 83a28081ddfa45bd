"""Lot numbers know the event that declared them first; those of before count as known from the start."""

from __future__ import annotations

from sqlalchemy import Connection


def upgrade(connection: Connection) -> None:
    """Add the column where the file does not have it, and the index of shipped lots by order line."""
    columns = {row.name for row in connection.exec_driver_sql("PRAGMA table_info(lot_number)")}
    if "seq" not in columns:
        connection.exec_driver_sql("ALTER TABLE lot_number ADD COLUMN seq INTEGER NOT NULL DEFAULT 0")
    connection.exec_driver_sql(
        "CREATE INDEX IF NOT EXISTS lot_order_line ON lot (order_line) WHERE order_line != ''"
    )
