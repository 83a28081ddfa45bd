"""Units shipped without an order: found among what waits for an invoice as those of orders are."""

from __future__ import annotations

from sqlalchemy import Connection

from tieout.storage.dialect import Dialect
from tieout.storage.shipped import WITHOUT_ORDER


def upgrade(connection: Connection, _dialect: Dialect) -> None:
    """Give the cache of held lots the word for them."""
    connection.exec_driver_sql(
        "UPDATE lot_held SET order_line = ? WHERE order_line = '' AND lot IN "
        "(SELECT id FROM lot WHERE account = 'shipped_not_invoiced')",
        (WITHOUT_ORDER,),
    )
