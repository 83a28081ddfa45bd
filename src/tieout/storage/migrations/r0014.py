"""Indexes: what QuickBooks calls a document of ours, and revaluations by event and by lot."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.dialect import Dialect
from tieout.storage.tables import OUTSIDE, REVALUATION

NAMES = ("outside_theirs", "revaluation_event", "revaluation_lot")


def upgrade(connection: Connection, _dialect: Dialect) -> None:
    """Create the indexes where they are not there."""
    for index in (*OUTSIDE.indexes, *REVALUATION.indexes):
        if index.name in NAMES:
            index.create(connection, checkfirst=True)
