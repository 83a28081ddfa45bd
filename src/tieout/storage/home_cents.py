"""Home cents: what a tie-out took over of QuickBooks' own rounding, kept beside the documents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from tieout.core.account import parsed_key
from tieout.core.home_cent import HomeCent
from tieout.core.ids import DocumentId
from tieout.storage.tables import HOME_CENT, insert_sql


def home_cents(connection: Connection) -> dict[DocumentId, list[HomeCent]]:
    """What was taken over of each document that differed, in the order it was kept."""
    found: dict[DocumentId, list[HomeCent]] = {}
    for row in connection.exec_driver_sql("SELECT document, account, minor FROM home_cent ORDER BY n"):
        key = DocumentId(row.document)
        found.setdefault(key, []).append(HomeCent(key, parsed_key(row.account), int(row.minor)))
    return found


def keep_home_cents(connection: Connection, cents: Iterable[HomeCent], at: datetime) -> None:
    """Append what a tie-out takes over; a document of which something was kept is left as it is."""
    known = home_cents(connection)
    rows = [
        (one.document, str(one.account), one.minor, at.isoformat())
        for one in cents
        if one.document not in known
    ]
    if rows:
        connection.exec_driver_sql(insert_sql(HOME_CENT), rows)
