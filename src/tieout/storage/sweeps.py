"""Sweeps kept: when QuickBooks was last asked what changed, and which differences were accepted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from tieout.core.ids import DocumentId
from tieout.storage.tables import DRIFT_ACCEPTED, SWEEP, insert_sql


def last_sweep(connection: Connection) -> datetime | None:
    """When the last sweep began; None = there was none."""
    at = connection.exec_driver_sql("SELECT at FROM sweep ORDER BY n DESC LIMIT 1").scalar_one_or_none()
    return datetime.fromisoformat(at) if at else None


def keep_sweep(
    connection: Connection, since: datetime | None, at: datetime, kind: str, seen: int, notices: int
) -> None:
    """Note a sweep that came to its end: `at` is when it began."""
    asked = since.isoformat() if since else ""
    connection.exec_driver_sql(insert_sql(SWEEP), (asked, at.isoformat(), kind, seen, notices))


def our_ids(connection: Connection, type_: str) -> list[str]:
    """QuickBooks' ids of our documents of a type, confirmed or taken back."""
    rows = connection.exec_driver_sql(
        "SELECT o.outside_id FROM outside o JOIN crossing_state s ON s.document = o.document "
        "WHERE o.type = ? AND s.state IN ('confirmed', 'reversed') "
        "GROUP BY o.outside_id ORDER BY MIN(o.n)",
        (type_,),
    )
    return [id_ for (id_,) in rows]


def our_documents(connection: Connection, type_: str, ids: Sequence[str]) -> dict[str, DocumentId]:
    """Which of these transactions of QuickBooks are ours."""
    rows = connection.exec_driver_sql(
        "SELECT outside_id, document FROM outside WHERE type = ? "
        "AND outside_id IN (SELECT value FROM json_each(?)) ORDER BY n",
        (type_, json.dumps(list(ids))),
    )
    return {row.outside_id: DocumentId(row.document) for row in rows}


def sent_in(connection: Connection, document: str) -> tuple[bytes, str] | None:
    """The stored batch a document was last sent in, and its item there; None = it was linked, not sent."""
    row = connection.exec_driver_sql(
        "SELECT b.body, i.item FROM batch_item i JOIN batch b ON b.id = i.batch WHERE i.document = ? "
        "ORDER BY i.n DESC LIMIT 1",
        (document,),
    ).one_or_none()
    return (bytes(row.body), str(row.item)) if row else None


def accepted(connection: Connection, fingerprint: str) -> bool:
    """Whether a person accepted exactly this difference."""
    found = connection.exec_driver_sql("SELECT 1 FROM drift_accepted WHERE fingerprint = ?", (fingerprint,))
    return found.first() is not None


def keep_accepted(
    connection: Connection, fingerprint: str, subject: str, who: str, why: str, at: datetime
) -> None:
    """Note that a difference was accepted."""
    connection.exec_driver_sql(insert_sql(DRIFT_ACCEPTED), (fingerprint, subject, at.isoformat(), who, why))


def swept_notices(connection: Connection) -> int:
    """The number of the last notice that a sweep has seen."""
    return int(connection.exec_driver_sql("SELECT COALESCE(MAX(notices), 0) FROM sweep").scalar_one())
