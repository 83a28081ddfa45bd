"""No crossing is ever stuck: whatever is sealed, sent, answered, lost, refused, retried or given up."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random
from shutil import copyfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.delivery.company import customer, journal
from tests.storage.stored import StoredOutbox
from tests.storage.test_outbox import NOW, PROBLEM, YES, batch_of
from tieout.core.crossing import State
from tieout.core.document import Document
from tieout.core.ids import DocumentId, document_id
from tieout.ports import Again, Answer, Refused
from tieout.storage.cases import open_cases_of, resolve_cases
from tieout.storage.database import Database
from tieout.storage.standing import stuck

ANSWERS: tuple[Answer, ...] = (YES, Refused(problem=PROBLEM, raw="{}"), Again(why="busy", raw="{}"))


def chain(random: Random) -> list[Document]:
    """Documents that need some of those before them."""
    made = [customer(1)]
    for number in range(7):
        needs = random.sample(made, k=min(len(made), random.randrange(3)))
        made.append(journal(number, *(need.id for need in needs)))
    return made


class Life:
    """Random acts on an outbox, of a run and of persons."""

    def __init__(self, outbox: StoredOutbox, random: Random) -> None:
        self.outbox, self.random, self.now = outbox, random, NOW
        self.unsealed = chain(random)
        self.batches = 0

    def act(self) -> None:
        self.now += timedelta(minutes=1)
        acts = [self.seal, self.send, self.crash, self.settle, self.retry, self.write_off, self.refuse]
        self.random.choice(acts)()

    def seal(self) -> None:
        some, self.unsealed = self.unsealed[:3], self.unsealed[3:]
        if some:
            self.outbox.seal(some, self.now)

    def send(self) -> None:
        found = self.outbox.ready(4)
        ready = [*found.names, *found.first][:4]
        if ready:
            self.batches += 1
            batch = batch_of(f"b{self.batches}", *ready)
            self.outbox.claim(batch, self.now)
            if self.random.random() < 0.9:
                self.outbox.attempt(batch.id, self.now)

    def crash(self) -> None:
        for batch in self.outbox.unsettled():
            self.outbox.doubt(batch.id, self.now, "no answer")
            if self.random.random() < 0.3:
                self.outbox.release(batch.id, self.now, "proven absent")

    def settle(self) -> None:
        for batch in self.outbox.unsettled():
            if batch.attempts:
                answered = [key for key in batch.open if self.random.random() < 0.8]
                answers = {key: self.random.choice(ANSWERS) for key in answered}
                self.outbox.settle(batch.id, answers, self.now)

    def of_state(self, *wanted: State) -> list[DocumentId]:
        with self.outbox.database.read() as connection:
            rows = connection.exec_driver_sql("SELECT document, state FROM crossing_state ORDER BY place")
            return [DocumentId(row.document) for row in rows if State(row.state) in wanted]

    def retry(self) -> None:
        for one in self.of_state(State.REFUSED)[:1]:
            self.outbox.retry(one, self.now)

    def write_off(self) -> None:
        for one in self.of_state(State.REFUSED, State.BLOCKED)[:1]:
            self.outbox.write_off(one, "not worth it", self.now)

    def refuse(self) -> None:
        for one in self.outbox.ready(1).first:
            self.outbox.refuse(one.id, PROBLEM, self.now)


@pytest.mark.covers("S001-101", "S000-43")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_nothing_is_ever_stuck(migrated: Path, tmp_path: Path, seed: int) -> None:
    copyfile(migrated, tmp_path / "life.sqlite")
    database = Database(tmp_path / "life.sqlite")
    life = Life(StoredOutbox(database), Random(seed))
    for _ in range(25):
        life.act()
        with database.read() as connection:
            assert list(stuck(connection, "demo")) == []
    database.close()
    for left in tmp_path.glob("life.sqlite*"):
        left.unlink()


def test_a_refused_document_without_its_case_is_found_stuck(database: Database) -> None:
    outbox = StoredOutbox(database)
    one = journal(1)
    outbox.seal([one], NOW)
    outbox.refuse(one.id, PROBLEM, NOW)
    with database.write() as connection:
        ids = [case.id for case in open_cases_of(connection, "delivery")]
        resolve_cases(connection, ids, "somebody", NOW, "looked away")
    with database.read() as connection:
        assert list(stuck(connection, "demo")) == [(one.id, State.REFUSED)]


def test_a_document_that_waits_for_one_nobody_will_seal_is_found_stuck(database: Database) -> None:
    outbox = StoredOutbox(database)
    one = journal(1, document_id("demo", "an entry nobody has", 0))
    outbox.seal([one], NOW)
    with database.read() as connection:
        assert list(stuck(connection, "demo")) == [(one.id, State.WAITING)]
    with database.write() as connection:
        connection.exec_driver_sql("INSERT INTO unsealed VALUES (1, 'an entry nobody has', '2026-03-01')")
    with database.read() as connection:
        assert list(stuck(connection, "demo")) == []
