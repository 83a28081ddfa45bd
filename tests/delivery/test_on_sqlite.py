"""The durable outbox under the same faults and crashes: each document exactly once, and a whole log."""

from __future__ import annotations

from collections import Counter, deque
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.delivery.company import (
    MAPPING,
    Company,
    CrashingOutbox,
    crash_allowed,
    customer,
    journal,
)
from tieout.connectors.memory import Fate
from tieout.core.crossing import GENESIS, State, Transition
from tieout.core.ids import DocumentId
from tieout.delivery.deliver import Delivered
from tieout.storage.database import Database
from tieout.storage.documents import append_documents
from tieout.storage.outbox import SqliteOutbox
from tieout.storage.settings import keep_mapping

BUYER = customer(1)
DOCUMENTS = (BUYER, *(journal(number, BUYER.id) for number in range(3)), journal(99))


class Durable(Company):
    """The company of the other tests, on SQLite; request ids are ignored."""

    def __init__(self, path: Path) -> None:
        super().__init__(honours_request_id=False)
        self.database = Database(path)
        self.durable = SqliteOutbox(self.database, "demo", "USD")
        with self.database.write() as connection:
            mapped = [(str(key), account) for key, account in MAPPING.accounts.items()]
            keep_mapping(connection, mapped, "test", self.clock.now())
            append_documents(connection, [(one, ()) for one in DOCUMENTS], self.clock.now())

    def run(self, outbox: Any = None) -> Delivered:
        return super().run(outbox or self.durable)

    def check(self) -> None:
        """Confirmed, once, and the log is one whole chain."""
        keys = [one.id for one in DOCUMENTS]
        assert Counter(self.durable.states(keys).values()) == {State.CONFIRMED: len(keys)}
        assert set(self.copies().values()) == {1}
        assert len(self.copies()) == len(keys)
        last = GENESIS
        for transition, kept in self.log():
            assert (transition.previous_hash, transition.hash) == (last, kept)
            last = kept

    def log(self) -> list[tuple[Transition, str]]:
        with self.database.read() as connection:
            rows = connection.exec_driver_sql("SELECT * FROM transition ORDER BY n").all()
        return [
            (
                Transition(
                    document=DocumentId(row.document),
                    before=State(row.before) if row.before else None,
                    after=State(row.after),
                    at=datetime.fromisoformat(row.at),
                    result=row.result,
                    previous_hash=row.previous_hash,
                ),
                row.hash,
            )
            for row in rows
        ]


@pytest.mark.parametrize("fate", list(Fate))
def test_each_fault_ends_with_every_document_once(tmp_path: Path, fate: Fate) -> None:
    company = Durable(tmp_path / "company.db")
    company.books.fates = deque([Fate.FINE, fate])
    company.run_to_the_end()
    company.check()
    company.database.close()


@pytest.mark.parametrize(
    ("fate", "after"), list(product([Fate.FINE, Fate.LOST, Fate.REPLY_LOST, Fate.HALF_DONE], [False, True]))
)
def test_a_crash_at_any_call_loses_and_duplicates_nothing(tmp_path: Path, fate: Fate, after: bool) -> None:
    """The process dies before or after its n-th call became durable, until a run gets through."""
    for crash_at in range(1, 80):
        company = Durable(tmp_path / f"{crash_at}.db")
        company.books.fates = deque([Fate.FINE, fate])
        crashing = CrashingOutbox(company.durable, crash_at, after=after)
        with crash_allowed():
            company.run(crashing)
        company.run_to_the_end()
        company.check()
        company.database.close()
        if crashing.calls_left > 0:
            return
    raise AssertionError("no run got through")
