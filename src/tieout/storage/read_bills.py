"""Bills read kept: what QuickBooks said of each, when it said otherwise, and what people said of lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection

from tieout.core.event.purchase import QUICKBOOKS
from tieout.core.read_bill import ENTITIES, ReadBill, read_bill
from tieout.storage.tables import BILL_MATCH, READ_BILL, insert_sql

_LATEST = "n IN (SELECT MAX(n) FROM read_bill GROUP BY type, id)"


class BillMatch(NamedTuple):
    """A person's word on a line: the receipt lines it is for; `corrects` the account it stands on."""

    receipts: tuple[str, ...]
    corrects: bool


def keep_bill(connection: Connection, bill: ReadBill, at: datetime) -> None:
    """Append what QuickBooks says of a bill now."""
    row = (bill.type, bill.id, bill.written(), at.isoformat())
    connection.exec_driver_sql(insert_sql(READ_BILL), row)


def bills_as_read(connection: Connection) -> list[ReadBill]:
    """Every bill as it was last read, in the order they were first."""
    rows = connection.exec_driver_sql(f"SELECT said FROM read_bill WHERE {_LATEST} ORDER BY n")
    return [read_bill(said) for (said,) in rows]


def bill_as_read(connection: Connection, type_: str, id_: str) -> ReadBill | None:
    """A bill as it was last read; None = it never was."""
    said = connection.exec_driver_sql(
        "SELECT said FROM read_bill WHERE type = ? AND id = ? ORDER BY n DESC LIMIT 1", (type_, id_)
    ).scalar_one_or_none()
    return read_bill(said) if said else None


def what_bills_wait_for(connection: Connection) -> str:
    """A mark in JSON that changes with what may settle a bill: a cycle, a link, an account mapped."""
    row = connection.exec_driver_sql(
        "SELECT (SELECT MAX(id) FROM cycle), (SELECT MAX(n) FROM record_match), "
        "(SELECT MAX(n) FROM account_map)"
    ).one()
    return json.dumps([one or 0 for one in row])


def ids_read(connection: Connection, type_: str) -> list[str]:
    """QuickBooks' ids of what was read of a type and is not gone."""
    return [bill.id for bill in bills_as_read(connection) if bill.type == type_ and not bill.gone]


def keep_bill_match(
    connection: Connection,
    bill: ReadBill,
    line: str,
    match: BillMatch,
    *,
    who: str,
    why: str,
    at: datetime,
) -> None:
    """Append a person's word on a line; the latest counts."""
    row = (
        *(bill.type, bill.id, line, json.dumps(match.receipts), int(match.corrects)),
        *(at.isoformat(), who, why),
    )
    connection.exec_driver_sql(insert_sql(BILL_MATCH), row)


def bill_matches(connection: Connection, bills: Iterable[ReadBill]) -> dict[tuple[str, str], BillMatch]:
    """What people said of lines of these bills: (name of the bill, line) to their latest word."""
    names: Sequence[str] = [bill.name for bill in bills]
    rows = connection.exec_driver_sql(
        "SELECT type || ' ' || id AS name, line, receipts, corrects FROM bill_match ORDER BY n"
    )
    wanted = set(names)
    return {
        (row.name, row.line): BillMatch(tuple(json.loads(row.receipts)), bool(row.corrects))
        for row in rows
        if row.name in wanted
    }


def read_events(connection: Connection, events: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Those of these events that were read from QuickBooks: (entity, id) there, by event id."""
    types = {kind: type_ for type_, kind in ENTITIES.items()}
    found = {}
    for start in range(0, len(events), 500):
        some = events[start : start + 500]
        marks = ",".join("?" * len(some))
        for row in connection.exec_driver_sql(
            f"SELECT id, kind, external_id FROM event WHERE source = ? AND id IN ({marks})",
            (QUICKBOOKS, *some),
        ):
            if row.kind in types:
                found[row.id] = (types[row.kind], row.external_id)
    return found


def documents_read(connection: Connection) -> set[str]:
    """The documents that are bills and credits as they were read from QuickBooks."""
    marks = ",".join("?" * len(ENTITIES))
    rows = connection.exec_driver_sql(
        "SELECT d.id FROM event v JOIN entry e ON e.event = v.id JOIN document_entry m ON m.entry = e.seq "
        f"JOIN document d ON d.seq = m.document WHERE v.source = ? AND d.type IN ({marks})",
        (QUICKBOOKS, *ENTITIES),
    )
    return set(rows.scalars())


def event_ids_read(connection: Connection) -> dict[str, set[str]]:
    """Every event of a bill or credit read, by the name of the bill."""
    found: dict[str, set[str]] = {}
    for type_, kind in ENTITIES.items():
        for id_, external in connection.exec_driver_sql(
            "SELECT id, external_id FROM event WHERE source = ? AND kind = ?", (QUICKBOOKS, kind)
        ):
            found.setdefault(f"{type_} {external}", set()).add(id_)
    return found


def latest_said(connection: Connection, bill: ReadBill) -> dict[str, Any] | None:
    """What the event of a bill says last; None = it is none."""
    raw = connection.exec_driver_sql(
        "SELECT r.raw FROM event e JOIN record r ON r.seq = e.seq WHERE e.kind = ? AND e.external_id = ? "
        "AND e.source = ? ORDER BY e.revision DESC LIMIT 1",
        (ENTITIES[bill.type], bill.id, QUICKBOOKS),
    ).scalar_one_or_none()
    plain: dict[str, Any] | None = json.loads(raw) if raw else None
    return plain


def latest_revision(connection: Connection, kind: str, external_id: str) -> tuple[int, str] | None:
    """Number and hash of the latest revision of what was read; None = it is new."""
    row = connection.exec_driver_sql(
        "SELECT revision, hash FROM event WHERE kind = ? AND external_id = ? AND source = ? "
        "ORDER BY revision DESC LIMIT 1",
        (kind, external_id, QUICKBOOKS),
    ).one_or_none()
    return (int(row.revision), str(row.hash)) if row else None


def waiting_bills(connection: Connection) -> list[tuple[ReadBill, str, dict[str, Any]]]:
    """Bills read and not costed yet, oldest first: the bill by its name, the event, and what it says."""
    types = {kind: type_ for type_, kind in ENTITIES.items()}
    rows = connection.exec_driver_sql(
        "SELECT e.id, e.kind, e.external_id, r.raw FROM event e JOIN record r ON r.seq = e.seq "
        "WHERE e.source = ? AND e.seq > (SELECT COALESCE(MAX(watermark), 0) FROM cycle) ORDER BY e.seq",
        (QUICKBOOKS,),
    )
    return [
        (ReadBill(types[row.kind], row.external_id), row.id, json.loads(row.raw))
        for row in rows
        if row.kind in types
    ]


def paid_by(connection: Connection, payment: str) -> dict[str, dict[str, Any]]:
    """What a payment was last said to pay, by the id of its events."""
    rows = connection.exec_driver_sql(
        "SELECT e.external_id, r.raw FROM event e JOIN record r ON r.seq = e.seq "
        "WHERE e.source = ? AND e.kind = 'bill_paid' AND e.external_id LIKE ? ORDER BY e.revision",
        (QUICKBOOKS, f"{payment}/%"),
    )
    return {row.external_id: json.loads(row.raw) for row in rows}


def receipts_said(connection: Connection, receipts: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Receipts by number, each as its source stated it last."""
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(receipts), 500):
        some = receipts[start : start + 500]
        marks = ",".join("?" * len(some))
        rows = connection.exec_driver_sql(
            "SELECT e.subject, r.raw FROM event e JOIN record r ON r.seq = e.seq "
            f"WHERE e.kind = 'goods_received' AND e.subject IN ({marks}) ORDER BY e.seq",
            tuple(some),
        )
        found.update((subject, json.loads(raw)) for subject, raw in rows)
    return found


def vendor_decided(connection: Connection, outside_id: str) -> tuple[list[str], str]:
    """Our records of a vendor of QuickBooks (document ids), and the party a person linked to it."""
    documents = connection.exec_driver_sql(
        "SELECT document FROM outside WHERE type = 'Vendor' AND outside_id = ? ORDER BY n", (outside_id,)
    ).all()
    linked = connection.exec_driver_sql(
        "SELECT key FROM record_match WHERE type = 'Vendor' AND outside_id = ? ORDER BY n DESC LIMIT 1",
        (outside_id,),
    ).scalar_one_or_none()
    return [key for (key,) in documents], str(linked or "")
