"""Order states: the later one supersedes the earlier, and the version QuickBooks holds is what counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from sqlalchemy import Connection

from tests.connectors.sample import CLOSED_ORDER, ORDER
from tieout.core.crossing import State
from tieout.core.ids import DocumentId
from tieout.storage.answers import outside_of
from tieout.storage.database import Database
from tieout.storage.documents import append_documents, move, states_of
from tieout.storage.order_states import keep_versions, sealed_orders, supersede_earlier
from tieout.storage.tables import OUTSIDE, insert_sql

NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
FIRST = replace(ORDER, key="PurchaseOrder:PO-1")
LATER = replace(CLOSED_ORDER, key="PurchaseOrder:PO-1", sequence=1)


def confirmed(connection: Connection, document: DocumentId) -> None:
    steps = [State.READY, State.CLAIMED, State.SENT, State.CONFIRMED]
    if states_of(connection, [document])[document] is State.WAITING:
        move(connection, [(document, State.WAITING, State.READY, "")], NOW)
    for before, after in pairwise(steps):
        move(connection, [(document, before, after, "")], NOW)


def test_a_later_state_that_is_there_supersedes_the_earlier_one(database: Database) -> None:
    with database.write() as connection:
        append_documents(connection, [(FIRST, []), (LATER, [])], NOW)
        confirmed(connection, FIRST.id)
        assert [one.state for one in sealed_orders(connection)[FIRST.key]] == [
            State.CONFIRMED,
            State.WAITING,
        ]
        confirmed(connection, LATER.id)
        supersede_earlier(connection, FIRST.id, "PurchaseOrder", NOW)
        supersede_earlier(connection, LATER.id, "Invoice", NOW)
        assert states_of(connection, [FIRST.id])[FIRST.id] is State.CONFIRMED
        for _ in range(2):
            supersede_earlier(connection, LATER.id, "PurchaseOrder", NOW)
        assert [one.state for one in sealed_orders(connection)[FIRST.key]] == [
            State.SUPERSEDED,
            State.CONFIRMED,
        ]
        assert [one.document for one in sealed_orders(connection)[FIRST.key]] == [FIRST, LATER]


def test_a_version_is_kept_once(database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql(insert_sql(OUTSIDE), (FIRST.id, "7", "0", "PurchaseOrder"))
        for _ in range(2):
            keep_versions(connection, [(FIRST.id, "7", "2")])
        assert outside_of(connection, [FIRST.id])[FIRST.id].sync_token == "2"
        count = connection.exec_driver_sql("SELECT COUNT(*) FROM outside").scalar_one()
    assert count == 2
