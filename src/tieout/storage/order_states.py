"""Order states: what was sent of each purchase order; a later state takes the place of the earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from tieout.core.crossing import State
from tieout.core.document import Document
from tieout.core.ids import DocumentId
from tieout.storage.cases import open_cases_of, resolve_cases
from tieout.storage.documents import document_of, documents_by_id, move, states_of
from tieout.storage.tables import OUTSIDE, insert_sql


class SentOrder(NamedTuple):
    """A state of a purchase order that was sealed, and what became of it."""

    document: Document
    state: State


def sealed_orders(connection: Connection) -> dict[str, list[SentOrder]]:
    """Every state of every order that was sealed, the latest last, by the key of its documents."""
    rows = connection.exec_driver_sql(
        "SELECT d.*, s.state FROM document d JOIN crossing_state s ON s.document = d.id "
        "WHERE d.type = 'PurchaseOrder' ORDER BY d.key, d.sequence"
    )
    found: dict[str, list[SentOrder]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(SentOrder(document_of(row), State(row.state)))
    return found


def supersede_earlier(connection: Connection, document: DocumentId, type_: str, now: datetime) -> None:
    """The state of an order that this one was written over stands no more."""
    if type_ != "PurchaseOrder":
        return
    earlier = documents_by_id(connection, [document])[document].replaces
    if earlier and states_of(connection, [earlier])[earlier] is State.CONFIRMED:
        move(connection, [(earlier, State.CONFIRMED, State.SUPERSEDED, f"replaced by {document}")], now)
        told = [case.id for case in open_cases_of(connection, "reconcile", earlier)]
        resolve_cases(connection, told, "tieout", now, "a later state of the order is there")


def keep_versions(connection: Connection, held: Sequence[tuple[DocumentId, str, str]]) -> None:
    """(document, id, version) of orders as QuickBooks holds them: what is written next goes over that."""
    for document, id_, token in held:
        row = connection.exec_driver_sql(
            "SELECT sync_token FROM outside WHERE document = ? ORDER BY n DESC LIMIT 1", (document,)
        ).one()
        if row.sync_token != token:
            connection.exec_driver_sql(insert_sql(OUTSIDE), (document, id_, token, "PurchaseOrder"))
