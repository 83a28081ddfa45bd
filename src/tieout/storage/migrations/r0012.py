"""Sales whose goods name no order, so that no cost stands against them: watched until they do."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.dialect import Dialect
from tieout.storage.tables import UNCOSTED_SALE


def upgrade(connection: Connection, _dialect: Dialect) -> None:
    """Create the table where it is not there."""
    UNCOSTED_SALE.create(connection, checkfirst=True)
