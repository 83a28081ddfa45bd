"""The durable outbox with what the tests of delivery ask of it: sealing, its log, problems by document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tieout.core.crossing import State, Transition
from tieout.core.crosswalk import Outside
from tieout.core.document import Document
from tieout.core.ids import DocumentId
from tieout.core.problem import Problem
from tieout.storage.answers import outside_of
from tieout.storage.cases import open_cases_of
from tieout.storage.database import Database
from tieout.storage.dependants import keep_sealed
from tieout.storage.lease import Leases
from tieout.storage.outbox import SqliteOutbox

_LOG = 'SELECT document, "before", "after", at, result, previous_hash FROM transition ORDER BY n'


class StoredOutbox(SqliteOutbox):
    """`SqliteOutbox`, seen through the eyes of a test."""

    def __init__(self, database: Database, leases: Leases | None = None) -> None:
        super().__init__(database, "demo", "USD", None, leases)
        self.database = database

    def seal(self, documents: Iterable[Document], now: datetime) -> None:
        with self.database.write() as connection:
            keep_sealed(connection, [(document, []) for document in documents], now)

    @property
    def log(self) -> list[Transition]:
        with self.database.read() as connection:
            return [
                Transition(
                    document=DocumentId(document),
                    before=State(before) if before else None,
                    after=State(after),
                    at=datetime.fromisoformat(at),
                    result=result,
                    previous_hash=previous,
                )
                for document, before, after, at, result, previous in connection.exec_driver_sql(_LOG)
            ]

    @property
    def problems(self) -> dict[str, Problem]:
        with self.database.read() as connection:
            return {case.subject: case.problem for case in open_cases_of(connection, "delivery")}

    @property
    def outside(self) -> dict[DocumentId, Outside]:
        with self.database.read() as connection:
            known = [document for (document,) in connection.exec_driver_sql("SELECT document FROM outside")]
            return outside_of(connection, known)
