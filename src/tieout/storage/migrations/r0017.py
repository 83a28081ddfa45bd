"""What an entry states of earlier periods, beside the words of its memo, which alone said it before."""

from __future__ import annotations

import json
import re
from datetime import date

from sqlalchemy import Connection
from sqlalchemy.schema import CreateColumn

from tieout.core.prior_period import CLOSED, PriorPeriod
from tieout.storage.dialect import Dialect
from tieout.storage.tables import ENTRY

_ONE = r"\d{4}-\d\d -?\d+(?:\.\d+)?"
_EFFECTS = re.compile(f"; of earlier periods: ({_ONE}(?:, {_ONE})*)")
_DAYS = re.compile(rf"; of (\d{{4}}-\d\d-\d\d){CLOSED}$")


def upgrade(connection: Connection, dialect: Dialect) -> None:
    """Add the column where the place does not have it, and fill it from the memos."""
    columns = connection.exec_driver_sql("SELECT * FROM entry LIMIT 0").keys()
    if "prior" in columns:
        return
    column = CreateColumn(ENTRY.c.prior).compile(dialect=connection.dialect)
    connection.exec_driver_sql(f"ALTER TABLE entry ADD COLUMN {column} DEFAULT ''")
    said = connection.exec_driver_sql("SELECT seq, memo FROM entry WHERE memo LIKE '%; of %'").all()
    stated = [(seq, _stated(memo)) for seq, memo in said]
    rows = [(json.dumps(prior.plain), seq) for seq, prior in stated if prior != PriorPeriod()]
    if rows:
        dialect.unlock_table(connection, "entry")
        connection.exec_driver_sql("UPDATE entry SET prior = ? WHERE seq = ?", rows)
        dialect.lock_tables(connection, ["entry"])


def _stated(memo: str) -> PriorPeriod:
    """An amount in a memo has as many places as its currency: without the point, it is minor units."""
    effects, day = _EFFECTS.search(memo), _DAYS.search(memo)
    said = [one.split() for one in effects[1].split(", ")] if effects else []
    return PriorPeriod(
        (date.fromisoformat(day[1]),) if day else (),
        tuple((month, int(amount.replace(".", ""))) for month, amount in said),
    )
