"""Numbers of documents as facts bear them: which more than one fact bears, and who was worked under it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from tieout.core.event import Event
from tieout.core.event.stored import stored_event
from tieout.storage.values_table import values_table


def borne_twice(
    connection: Connection, subjects: Iterable[str], watermark: int
) -> dict[tuple[str, str], int]:
    """By (kind, number of the document): how many facts accepted up to the watermark bear it."""
    rest = list(subjects)
    found: dict[tuple[str, str], int] = {}
    for start in range(0, len(rest), 800):
        some = rest[start : start + 800]
        rows = connection.exec_driver_sql(
            f"SELECT DISTINCT e.kind, e.subject, e.source, e.external_id FROM {values_table(1, len(some))} "
            "CROSS JOIN event e ON e.subject = w.column1 WHERE e.seq <= ?",
            (*some, watermark),
        )
        for kind, subject, _, _ in rows:
            found[kind, subject] = found.get((kind, subject), 0) + 1
    return found


def worked_bearers(connection: Connection, kinds: Sequence[str], subject: str) -> list[Event]:
    """The events of these kinds with a number that were worked: posted, or waiting for their goods."""
    rows = connection.exec_driver_sql(
        "SELECT r.raw FROM event e JOIN record r ON r.seq = e.seq WHERE e.subject = ? "
        f"AND e.kind IN ({','.join('?' * len(kinds))}) "
        "AND (EXISTS (SELECT 1 FROM entry x WHERE x.event = e.id) "
        "OR EXISTS (SELECT 1 FROM waiting_sale s WHERE s.event = e.id)) ORDER BY e.seq",
        (subject, *kinds),
    )
    return [stored_event(json.loads(raw)) for (raw,) in rows]
