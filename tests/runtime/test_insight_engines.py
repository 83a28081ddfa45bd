"""Costs explained on both engines: the same questions, the same answers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from tests.oracle.engine import FOUNDING, cost, empty_company, load
from tests.oracle.histories import history
from tests.postgres import needs_postgresql, served
from tieout.core.period import span
from tieout.runtime.cogs import cogs_explained
from tieout.runtime.cogs_line import cogs_lines
from tieout.runtime.genealogy import genealogy_of
from tieout.runtime.inventory import inventory_explained
from tieout.runtime.margin import Wanted, margin_explained
from tieout.runtime.subjects import Subject
from tieout.storage.database import Database

MARCH, APRIL = span("2026-03"), span("2026-04")
TOLD = [*FOUNDING, *history(4, 140)]


def told(connection: Connection) -> list[Any]:
    """Everything that can be explained of a history."""
    events = [str(id_) for (id_,) in connection.exec_driver_sql("SELECT id FROM event ORDER BY seq")]
    sold = connection.exec_driver_sql(
        "SELECT DISTINCT item FROM lot WHERE account LIKE 'cogs%' ORDER BY item"
    ).all()
    return [
        *(cogs_explained(connection, "USD", item, MARCH, APRIL) for (item,) in sold),
        *(inventory_explained(connection, "USD", item, MARCH, APRIL) for (item,) in sold),
        *(
            margin_explained(connection, "USD", Wanted(**wanted), MARCH, APRIL)
            for wanted in ({}, {"channel": "web"}, {"customer": "C1"}, {"item": sold[0][0]})
        ),
        cogs_lines(connection, "USD", events),
        genealogy_of(connection, events, Subject("lot", "none")),
    ]


def answers(database: Database) -> list[Any]:
    load(database, TOLD)
    cost(database)
    with database.read() as connection:
        return told(connection)


@needs_postgresql
def test_postgresql_explains_as_sqlite_does() -> None:
    with empty_company() as on_sqlite:
        expected = answers(on_sqlite)
    assert len(expected) > 8
    with served() as server:
        database = Database(server.new())
        try:
            assert answers(database) == expected
        finally:
            database.close()
