"""Standing sales: the lines of those whose revenue is posted and not taken back, in order of the log."""

from __future__ import annotations

import json
from typing import Final, NamedTuple

from sqlalchemy import Connection

from tieout.core.event import InvoiceIssued, SalePaid
from tieout.core.event.stored import stored_event
from tieout.storage.revisions import entries_taken_back

REVENUE: Final = frozenset({"invoice", "sale paid at once"})
"""The rules that post the revenue of a sale of goods or work."""

IS_REVENUE: Final = "e.rule IN ({})".format(", ".join(f"'{rule}'" for rule in sorted(REVENUE)))
"""The entries of those rules, as a condition on `entry e`."""


class BilledLine(NamedTuple):
    """A line of a sale with an order: `seq` and `day` are its entry's, `units` (10⁻⁶) what it bills.

    `order_line` is the order and its line, `sale` the event, `number` what the source calls the sale.
    """

    seq: int
    day: str
    order_line: str
    item: str
    units: int
    sale: str
    kind: str
    number: str


_STANDING: Final = (
    "SELECT e.id, e.seq, e.day, v.id, v.kind, v.subject, r.raw FROM entry e JOIN event v ON v.id = e.event "
    f"JOIN record r ON r.seq = v.seq WHERE {IS_REVENUE} ORDER BY e.seq"
)


def billed_lines(connection: Connection) -> list[BilledLine]:
    """Every line of a sale of an order whose revenue stands; it reads all of them."""
    gone = entries_taken_back(connection)
    found = []
    for entry, seq, day, sale, kind, number, raw in connection.exec_driver_sql(_STANDING):
        event = stored_event(json.loads(raw)) if entry not in gone else None
        if isinstance(event, InvoiceIssued | SalePaid) and event.order:
            for line in event.lines:
                key = f"{event.order}:{line.order_line or line.line}"
                found.append(BilledLine(seq, day, key, line.item, int(line.quantity), sale, kind, number))
    return found
