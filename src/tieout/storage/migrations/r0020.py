"""What facts name, and documents by day: one order, or one page of a list, reads its own facts."""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy import Connection

from tieout.core.event.naming import NAMING, names_in
from tieout.core.event.stored import stored_event
from tieout.storage.dialect import Dialect
from tieout.storage.tables import EVENT, FACT_NAME, insert_sql

_AT_ONCE: Final = 5_000


def upgrade(connection: Connection, dialect: Dialect) -> None:
    """Create index and table where they are not there, and fill the table from the records."""
    for index in EVENT.indexes:
        index.create(connection, checkfirst=True)
    FACT_NAME.create(connection, checkfirst=True)
    seq, add = 0, insert_sql(FACT_NAME, replace=True)
    while rows := connection.exec_driver_sql(
        "SELECT e.seq, r.raw FROM event e JOIN record r ON r.seq = e.seq WHERE e.seq > ? "
        f"AND e.kind IN (SELECT value FROM json_each(?)) ORDER BY e.seq LIMIT {_AT_ONCE}",
        (seq, json.dumps(sorted(NAMING))),
    ).all():
        named = [(name, one.seq) for one in rows for name in names_in(stored_event(json.loads(one.raw)))]
        if named:
            connection.exec_driver_sql(add, named)
        seq = rows[-1].seq
    dialect.lock_tables(connection, [FACT_NAME.name])
