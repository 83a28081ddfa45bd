"""Two workers of one company on a server: what one has in hand, the other neither sends nor settles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass

import pytest

from tests.delivery.company import customer, journal
from tests.postgres import needs_postgresql
from tests.storage.conftest import NewDatabase
from tests.storage.stored import StoredOutbox
from tests.storage.test_outbox import LATER, NOW, PROBLEM, YES, batch_of, ready, sent, state
from tieout.core.crossing import State
from tieout.core.errors import ProgrammerError, TransientError
from tieout.storage.dialect import Postgres
from tieout.storage.lease import ServerLeases

pytestmark = needs_postgresql
ONE, TWO, THREE = journal(1), journal(2), journal(3)


@dataclass
class Worker:
    """Its hands and its outbox."""

    leases: ServerLeases
    outbox: StoredOutbox


@pytest.fixture
def workers(new_schema_of_books: NewDatabase) -> Iterator[tuple[Worker, Worker]]:
    database = new_schema_of_books()
    place = database.dialect
    assert isinstance(place, Postgres)
    with ExitStack() as stack:
        hands = [stack.enter_context(closing(ServerLeases(place))) for _ in range(2)]
        first, second = (Worker(held, StoredOutbox(database, held)) for held in hands)
        first.outbox.seal([ONE, TWO, THREE], NOW)
        yield first, second


def test_of_two_that_want_the_same_documents_one_is_told_to_look_again(
    workers: tuple[Worker, Worker],
) -> None:
    first, second = workers
    assert first.outbox.claim(batch_of("a", ONE, TWO), NOW)
    log = second.outbox.log
    assert not second.outbox.claim(batch_of("b", TWO, THREE), NOW)
    assert second.outbox.log == log
    assert ready(second.outbox, 10) == [THREE]
    assert second.outbox.claim(batch_of("c", THREE), NOW)
    assert [batch.id for batch in second.outbox.unsettled()] == ["c"]
    assert (first.outbox.unsettled()[0].id, first.outbox.elsewhere()) == ("a", 1)


@pytest.mark.parametrize("far", ["claimed", "sent", "uncertain"])
def test_what_a_dead_worker_had_in_hand_is_the_others_at_once(
    workers: tuple[Worker, Worker], far: str
) -> None:
    first, second = workers
    first.outbox.claim(batch_of("a", ONE), NOW)
    if far != "claimed":
        first.outbox.attempt(batch_of("a").id, NOW)
    if far == "uncertain":
        first.outbox.doubt(batch_of("a").id, NOW, "no answer")
    assert second.outbox.unsettled() == []
    assert second.outbox.elsewhere() == 1
    first.leases.close()  # as the server does for a process that is killed
    assert [batch.id for batch in second.outbox.unsettled()] == ["a"]
    assert second.outbox.elsewhere() == 0
    second.outbox.release(batch_of("a").id, LATER, "proven absent")
    assert state(second.outbox, ONE) == [State.READY]


def test_what_a_worker_puts_down_is_anybodys(workers: tuple[Worker, Worker]) -> None:
    first, second = workers
    sent(first.outbox, "a", ONE)
    first.leases.put_down()
    assert [batch.id for batch in second.outbox.unsettled()] == ["a"]
    assert first.outbox.unsettled() == []


def test_a_batch_that_was_settled_in_the_last_moment_is_not_taken(
    workers: tuple[Worker, Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the hand its worker confirmed it: there is nothing left to settle."""
    first, second = workers
    batch = sent(first.outbox, "a", ONE)
    taken = second.leases.take

    def too_late(name: str) -> bool:
        first.outbox.settle(batch, {ONE.id: YES}, NOW)
        return taken(name)

    monkeypatch.setattr(second.leases, "take", too_late)
    assert second.outbox.unsettled() == []
    assert not second.leases.held(batch)
    assert state(second.outbox, ONE) == [State.CONFIRMED]


Act = Callable[[Worker], object]
ACTS: dict[str, Act] = {
    "attempt": lambda worker: worker.outbox.attempt(batch_of("a").id, LATER),
    "settle": lambda worker: worker.outbox.settle(batch_of("a").id, {ONE.id: YES}, LATER),
    "release": lambda worker: worker.outbox.release(batch_of("a").id, LATER, "nothing happened"),
    "doubt": lambda worker: worker.outbox.doubt(batch_of("a").id, LATER, "no answer"),
}


@pytest.mark.parametrize("act", ACTS)
def test_a_worker_that_was_cut_off_changes_nothing_any_more(
    workers: tuple[Worker, Worker], act: str
) -> None:
    """It does not know: its batch may be another's by now, and what it would send, sent twice."""
    first, second = workers
    first.leases.take_pen("run")
    sent(first.outbox, "a", ONE)
    with second.outbox.database.write() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'tieout%'"
        )
    log = second.outbox.log
    assert [batch.id for batch in second.outbox.unsettled()] == ["a"]
    with pytest.raises(TransientError, match="cut off"):
        ACTS[act](first)
    assert second.outbox.log == log


def test_nothing_is_sent_that_nobody_has_in_hand(workers: tuple[Worker, Worker]) -> None:
    first, _ = workers
    batch = sent(first.outbox, "a", ONE)
    first.outbox.settle(batch, {ONE.id: YES}, NOW)
    first.outbox.doubt(batch, NOW, "the answer says nothing about the others")
    with pytest.raises(TransientError):
        first.outbox.attempt(batch, LATER)


def test_list_records_of_two_workers_go_one_at_a_time(workers: tuple[Worker, Worker]) -> None:
    first, second = workers
    first.outbox.seal([customer(1), customer(2)], NOW)
    assert [one.id for one in second.outbox.ready(10).names] == [customer(1).id, customer(2).id]
    batch = sent(first.outbox, "a", customer(1))
    assert second.outbox.ready(10).names == []
    first.outbox.settle(batch, {customer(1).id: YES}, NOW)
    assert [one.id for one in second.outbox.ready(10).names] == [customer(2).id]


def test_what_one_refused_the_other_finds_refused(workers: tuple[Worker, Worker]) -> None:
    first, second = workers
    first.outbox.refuse(ONE.id, PROBLEM, NOW)
    second.outbox.refuse(ONE.id, PROBLEM, NOW)
    assert state(first.outbox, ONE) == [State.REFUSED]
    assert len(first.outbox.problems) == 1
    second.outbox.retry(ONE.id, LATER)
    first.outbox.retry(ONE.id, LATER)
    assert state(first.outbox, ONE) == [State.READY]
    first.outbox.refuse(ONE.id, PROBLEM, LATER)
    assert state(second.outbox, ONE) == [State.REFUSED]
    alone = StoredOutbox(first.outbox.database)
    with pytest.raises(ProgrammerError):
        alone.refuse(ONE.id, PROBLEM, NOW)
