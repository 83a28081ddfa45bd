"""Aggregation: how many movements of stock one journal in QuickBooks stands for (accounting.md 6)."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection

_MOVEMENTS = """
SELECT (SELECT COUNT(*) FROM lot WHERE layer != '' AND quantity > 0)
     + (SELECT COUNT(*) FROM take t JOIN lot l ON l.id = t.lot WHERE l.layer != '' AND t.quantity > 0)
"""

_DOCUMENTS = """
SELECT COUNT(DISTINCT d.seq) FROM document d JOIN document_entry m ON m.document = d.seq
JOIN entry e ON e.seq = m.entry WHERE d.type = 'JournalEntry' AND e.event IN (
  SELECT event FROM lot WHERE layer != '' UNION SELECT event FROM take)
"""


class Aggregation(NamedTuple):
    """`movements`: lots that came into stock, and units of a lot that left it, each counted once.

    `documents`: the sealed journals that hold their entries. Movements not sealed yet count too.
    """

    movements: int
    documents: int

    @property
    def tenths(self) -> int:
        """Movements of one document, in tenths, rounded down; 0 where there is no document."""
        return self.movements * 10 // self.documents if self.documents else 0

    def text(self) -> str:
        """In words: `4,812 movements of stock in 301 journals, 15.9 each`."""
        each = f", {self.tenths // 10}.{self.tenths % 10} each" if self.documents else ""
        return f"{self.movements:,} movements of stock in {self.documents:,} journals{each}"


def stock_aggregation(connection: Connection) -> Aggregation:
    """Count the movements of stock and the journals they became."""
    movements, documents = (
        int(connection.exec_driver_sql(sql).scalar_one()) for sql in (_MOVEMENTS, _DOCUMENTS)
    )
    return Aggregation(movements, documents)
