"""Which entry a reversal takes back, beside the words of its memo, which alone said it before."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection
from sqlalchemy.schema import CreateColumn

from tieout.storage.dialect import Dialect
from tieout.storage.tables import ENTRY

_WORDS: Final = "reverses entry "


def upgrade(connection: Connection, dialect: Dialect) -> None:
    """Add the column where the place does not have it, and fill it from the memos."""
    columns = connection.exec_driver_sql("SELECT * FROM entry LIMIT 0").keys()
    if "reverses" in columns:
        return
    column = CreateColumn(ENTRY.c.reverses).compile(dialect=connection.dialect)
    connection.exec_driver_sql(f"ALTER TABLE entry ADD COLUMN {column} DEFAULT ''")
    said = connection.exec_driver_sql(
        "SELECT seq, memo FROM entry WHERE rule LIKE 'reversal of %' AND memo LIKE 'reverses entry %'"
    ).all()
    rows = [(memo.removeprefix(_WORDS).partition(":")[0], seq) for seq, memo in said]
    if rows:
        dialect.unlock_table(connection, "entry")
        connection.exec_driver_sql("UPDATE entry SET reverses = ? WHERE seq = ?", rows)
        dialect.lock_tables(connection, ["entry"])
