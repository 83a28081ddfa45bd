"""The contract of the outbox, on the fake that is shipped and on the durable one alike.

Each method is one transaction; it moves only crossings whose present batch is the one named; a move
that the table does not have, or that does not begin where the crossing stands, is refused whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.delivery.company import customer, journal
from tests.storage.conftest import NewDatabase
from tests.storage.stored import StoredOutbox
from tieout.core.closed_period import Redating
from tieout.core.crossing import State
from tieout.core.crosswalk import Outside
from tieout.core.document import Document
from tieout.core.errors import ProgrammerError
from tieout.core.ids import BatchId, DocumentId
from tieout.core.problem import Problem
from tieout.ports import Again, Confirmed, Refused, StoredBatch, Urgency
from tieout.storage.memory_outbox import MemoryOutbox

NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
PROBLEM = Problem(code="refused_it", what="w.", why="y.", next_step="n.", owner="accountant")
ONE, TWO, THREE = journal(1), journal(2), journal(3)
BUYER = customer(1)
SALE = journal(7, BUYER.id)
PAYMENT = journal(8, SALE.id)
YES = Confirmed(outside=Outside("71", "0", "JournalEntry"), raw="{}")

Outbox = MemoryOutbox | StoredOutbox


@pytest.fixture(params=["memory", "sqlite"])
def outbox(request: pytest.FixtureRequest, new_database: NewDatabase) -> Outbox:
    return MemoryOutbox() if request.param == "memory" else StoredOutbox(new_database())


def batch_of(name: str, *documents: Document) -> StoredBatch:
    items = tuple((f"b{place}", document.id) for place, document in enumerate(documents))
    return StoredBatch(id=BatchId(name), request_id=f"r-{name}", items=items, body=b"\x00bytes\xff")


def ready(outbox: Outbox, limit: int) -> list[Document]:
    return outbox.ready(limit).first


def state(outbox: Outbox, *documents: Document) -> list[State]:
    found = outbox.states([document.id for document in documents])
    return [found[document.id] for document in documents]


def sent(outbox: Outbox, name: str, *documents: Document) -> BatchId:
    batch = batch_of(name, *documents)
    outbox.claim(batch, NOW)
    outbox.attempt(batch.id, NOW)
    return batch.id


def confirm(outbox: Outbox, name: str, *documents: Document) -> None:
    outbox.settle(sent(outbox, name, *documents), {document.id: YES for document in documents}, NOW)


def refuse(outbox: Outbox, name: str, document: Document) -> None:
    answer = Refused(problem=PROBLEM, raw="{}")
    outbox.settle(sent(outbox, name, document), {document.id: answer}, NOW)


def test_ready_documents_come_in_order_and_no_more_than_asked(outbox: Outbox) -> None:
    outbox.seal([THREE, ONE, BUYER, SALE, TWO], NOW)
    found = outbox.ready(10)
    assert (found.first, found.oldest, found.names) == ([THREE, ONE, TWO], [THREE, ONE, TWO], [BUYER])
    assert ready(outbox, 2) == [THREE, ONE]
    assert outbox.document(SALE.id) == SALE


@pytest.mark.covers("S001-87")
def test_what_is_urgent_goes_first_with_all_it_needs_and_the_oldest_are_known(outbox: Outbox) -> None:
    large = replace(TWO, lines=tuple(line._replace(minor=900, home=900) for line in TWO.lines))
    late, paid = replace(journal(5), day=date(2026, 2, 28)), replace(PAYMENT, day=date(2026, 2, 28))
    other = customer(2)
    outbox.seal([other, BUYER, SALE, ONE, large, late, paid], NOW)
    outbox.prioritise(Urgency(high_value_minor=900, closing_through=date(2026, 2, 28)))
    found = outbox.ready(10)
    assert found.first == [large, late, ONE]
    assert found.oldest == [ONE, large, late]
    assert found.names == [BUYER, other]
    confirm(outbox, "a", BUYER)
    assert outbox.ready(10).first == [SALE, large, late, ONE]


def test_a_claimed_document_is_nobody_elses(outbox: Outbox) -> None:
    outbox.seal([ONE, TWO], NOW)
    outbox.claim(batch_of("a", ONE), NOW)
    assert ready(outbox, 10) == [TWO]
    with pytest.raises(ProgrammerError):
        outbox.claim(batch_of("b", TWO, ONE), NOW)
    assert ready(outbox, 10) == [TWO]
    assert [stored.id for stored in outbox.unsettled()] == ["a"]


def test_a_batch_is_stored_byte_for_byte_with_its_attempts(outbox: Outbox) -> None:
    outbox.seal([ONE, TWO], NOW)
    batch = batch_of("a", TWO, ONE)
    outbox.claim(batch, NOW)
    [stored] = outbox.unsettled()
    assert (stored.body, stored.request_id, stored.items) == (batch.body, batch.request_id, batch.items)
    assert (stored.attempts, stored.last_attempt, stored.open) == (0, None, (TWO.id, ONE.id))
    outbox.attempt(batch.id, NOW)
    outbox.doubt(batch.id, NOW, "no answer")
    outbox.attempt(batch.id, LATER)
    [stored] = outbox.unsettled()
    assert (stored.attempts, stored.last_attempt) == (2, LATER)


def test_a_batch_id_is_used_once(outbox: Outbox) -> None:
    outbox.seal([ONE, TWO], NOW)
    outbox.claim(batch_of("a", ONE), NOW)
    with pytest.raises(ProgrammerError, match="stored already"):
        outbox.claim(batch_of("a", TWO), NOW)


def test_answers_settle_each_document_by_itself(outbox: Outbox) -> None:
    outbox.seal([ONE, TWO, THREE], NOW)
    batch = sent(outbox, "a", ONE, TWO, THREE)
    outbox.settle(
        batch,
        {ONE.id: YES, TWO.id: Refused(problem=PROBLEM, raw="{}"), THREE.id: Again(why="busy", raw="{}")},
        NOW,
    )
    assert state(outbox, ONE, TWO, THREE) == [State.CONFIRMED, State.REFUSED, State.READY]
    assert outbox.outside == {ONE.id: YES.outside}
    assert outbox.problems[TWO.id].code == "refused_it"
    assert outbox.unsettled() == []


def test_an_answer_left_out_stays_open_and_in_doubt(outbox: Outbox) -> None:
    outbox.seal([ONE, TWO], NOW)
    batch = sent(outbox, "a", ONE, TWO)
    outbox.settle(batch, {ONE.id: YES}, NOW)
    outbox.doubt(batch, NOW, "no answer")
    assert state(outbox, ONE, TWO) == [State.CONFIRMED, State.UNCERTAIN]
    assert [stored.open for stored in outbox.unsettled()] == [(TWO.id,)]


def test_an_answer_of_another_batch_moves_nothing(outbox: Outbox) -> None:
    """Put off in its first batch and sent in a second: a late answer of the first is not for it."""
    outbox.seal([ONE, TWO], NOW)
    first = sent(outbox, "a", ONE, TWO)
    outbox.settle(first, {ONE.id: Again(why="busy", raw="{}")}, NOW)
    second = sent(outbox, "b", ONE)
    outbox.settle(first, {ONE.id: Refused(problem=PROBLEM, raw="{}")}, NOW)
    outbox.release(first, NOW, "nothing happened")
    assert state(outbox, ONE, TWO) == [State.SENT, State.READY]
    outbox.settle(second, {ONE.id: YES}, NOW)
    outbox.settle(second, {ONE.id: Refused(problem=PROBLEM, raw="{}")}, NOW)
    assert state(outbox, ONE) == [State.CONFIRMED]


def test_release_takes_every_open_crossing_back(outbox: Outbox) -> None:
    outbox.seal([ONE, TWO], NOW)
    batch = sent(outbox, "a", ONE, TWO)
    outbox.settle(batch, {ONE.id: YES}, NOW)
    outbox.release(batch, NOW, "throttled")
    assert state(outbox, ONE, TWO) == [State.CONFIRMED, State.READY]
    assert outbox.log[-1].result == "throttled"


def test_doubt_is_about_what_was_sent(outbox: Outbox) -> None:
    outbox.seal([ONE], NOW)
    batch = batch_of("a", ONE)
    outbox.claim(batch, NOW)
    outbox.doubt(batch.id, NOW, "no answer")
    assert state(outbox, ONE) == [State.CLAIMED]
    outbox.attempt(batch.id, NOW)
    outbox.doubt(batch.id, NOW, "no answer")
    assert state(outbox, ONE) == [State.UNCERTAIN]


def test_a_batch_knows_its_attempts_and_when_it_was_doubted(outbox: Outbox) -> None:
    outbox.seal([ONE, TWO], NOW)
    batch = sent(outbox, "one", ONE, TWO)
    [before] = outbox.unsettled()
    assert (before.first_attempt, before.last_attempt, before.doubted) == (NOW, NOW, None)
    outbox.doubt(batch, LATER, "lost")
    [doubted] = outbox.unsettled()
    assert (doubted.first_attempt, doubted.doubted) == (NOW, LATER)
    again = LATER + timedelta(minutes=5)
    outbox.attempt(batch, again)
    [twice] = outbox.unsettled()
    assert (twice.attempts, twice.first_attempt, twice.last_attempt) == (2, NOW, again)


def test_what_waited_becomes_ready_when_its_need_is_confirmed(outbox: Outbox) -> None:
    outbox.seal([BUYER, SALE, PAYMENT], NOW)
    assert state(outbox, BUYER, SALE, PAYMENT) == [State.READY, State.WAITING, State.WAITING]
    confirm(outbox, "a", BUYER)
    assert state(outbox, SALE, PAYMENT) == [State.READY, State.WAITING]
    confirm(outbox, "b", SALE)
    assert state(outbox, PAYMENT) == [State.READY]


@pytest.mark.parametrize("how", ["answered", "not sent"])
def test_what_needs_a_refused_document_is_blocked_to_the_end_and_comes_back(
    outbox: Outbox, how: str
) -> None:
    outbox.seal([BUYER, SALE, PAYMENT, ONE], NOW)
    if how == "answered":
        refuse(outbox, "a", BUYER)
    else:
        outbox.refuse(BUYER.id, PROBLEM, NOW)
    assert state(outbox, BUYER, SALE, PAYMENT, ONE) == [
        State.REFUSED,
        State.BLOCKED,
        State.BLOCKED,
        State.READY,
    ]
    outbox.retry(BUYER.id, NOW)
    assert state(outbox, BUYER, SALE, PAYMENT) == [State.READY, State.WAITING, State.WAITING]
    confirm(outbox, "b", BUYER)
    assert state(outbox, SALE, PAYMENT) == [State.READY, State.WAITING]


def test_a_document_sealed_after_its_need_was_refused_is_blocked_at_once(outbox: Outbox) -> None:
    outbox.seal([BUYER], NOW)
    refuse(outbox, "a", BUYER)
    outbox.seal([SALE, PAYMENT], NOW)
    assert state(outbox, SALE, PAYMENT) == [State.BLOCKED, State.BLOCKED]
    outbox.retry(BUYER.id, NOW)
    confirm(outbox, "b", BUYER)
    assert state(outbox, SALE) == [State.READY]


def test_a_document_sealed_after_its_need_was_confirmed_is_ready(outbox: Outbox) -> None:
    outbox.seal([BUYER], NOW)
    confirm(outbox, "a", BUYER)
    outbox.seal([SALE], NOW)
    assert state(outbox, SALE) == [State.READY]


def test_refused_documents_are_known_by_the_code_of_their_refusal(outbox: Outbox) -> None:
    outbox.seal([ONE, TWO, THREE], NOW)
    refuse(outbox, "one", TWO)
    outbox.refuse(ONE.id, PROBLEM, NOW)
    outbox.refuse(THREE.id, replace(PROBLEM, code="another"), NOW)
    assert outbox.refused_as("refused_it") == [ONE.id, TWO.id]
    outbox.retry(TWO.id, NOW)
    assert outbox.refused_as("refused_it") == [ONE.id]


def test_what_is_given_up_never_crosses_and_what_needs_it_stays_blocked(outbox: Outbox) -> None:
    outbox.seal([BUYER, SALE, PAYMENT, ONE], NOW)
    outbox.refuse(BUYER.id, PROBLEM, NOW)
    outbox.write_off(BUYER.id, "a test customer", NOW)
    assert state(outbox, BUYER, SALE, PAYMENT) == [State.WRITTEN_OFF, State.BLOCKED, State.BLOCKED]
    outbox.write_off(SALE.id, "with its customer", NOW)
    assert state(outbox, SALE, PAYMENT) == [State.WRITTEN_OFF, State.BLOCKED]
    assert ready(outbox, 10) == [ONE]
    assert outbox.log[-1].result == "tieout: with its customer"


FORBIDDEN: list[Callable[[Outbox], object]] = [
    lambda outbox: outbox.claim(batch_of("b", SALE), NOW),
    lambda outbox: outbox.refuse(SALE.id, PROBLEM, NOW),
    lambda outbox: outbox.retry(BUYER.id, NOW),
    lambda outbox: outbox.write_off(BUYER.id, "ready documents cross", NOW),
    lambda outbox: outbox.write_off(SALE.id, "waiting ones too", NOW),
]


@pytest.mark.parametrize("act", FORBIDDEN)
def test_a_move_that_does_not_begin_where_the_crossing_stands_is_refused(
    outbox: Outbox, act: Callable[[Outbox], object]
) -> None:
    outbox.seal([BUYER, SALE], NOW)
    log = outbox.log[:]
    with pytest.raises(ProgrammerError):
        act(outbox)
    assert outbox.log == log
    assert outbox.unsettled() == []


def test_the_log_is_one_unbroken_chain(outbox: Outbox) -> None:
    outbox.seal([BUYER, SALE], NOW)
    confirm(outbox, "a", BUYER)
    confirm(outbox, "b", SALE)
    log = outbox.log
    assert [one.previous_hash for one in log[1:]] == [one.hash for one in log[:-1]]
    assert [one.after for one in log if one.document == SALE.id] == [
        State.WAITING,
        State.READY,
        State.CLAIMED,
        State.SENT,
        State.CONFIRMED,
    ]


def test_the_crosswalk_knows_what_a_document_needs(outbox: Outbox) -> None:
    outbox.seal([BUYER, SALE], NOW)
    confirm(outbox, "a", BUYER)
    assert outbox.crosswalk([SALE]).outside == {BUYER.id: YES.outside}


@pytest.mark.covers("S001-81")
def test_a_document_crosses_as_it_was_redated(outbox: Outbox) -> None:
    outbox.seal([ONE], NOW)
    outbox.redate(ONE.id, Redating(day=date(2026, 4, 1), type="JournalEntry"), "closed", NOW)
    wanted = replace(ONE, day=date(2026, 4, 1), memo="; of 2026-03-31, whose period is closed")
    assert outbox.document(ONE.id) == wanted
    assert ready(outbox, 5) == [wanted]
    assert not outbox.released(ONE.id)


# -- what only the durable one keeps ------------------------------------------------------------


@pytest.fixture
def stored(new_database: NewDatabase) -> StoredOutbox:
    return StoredOutbox(new_database())


def open_codes(stored: StoredOutbox) -> dict[str, str]:
    return {subject: problem.code for subject, problem in stored.problems.items()}


def test_each_refusal_and_each_block_is_someones_until_it_is_mended(stored: StoredOutbox) -> None:
    stored.seal([BUYER, SALE], NOW)
    refuse(stored, "a", BUYER)
    assert open_codes(stored) == {BUYER.id: "refused_it", SALE.id: "needs_refused_document"}
    stored.retry(BUYER.id, LATER)
    assert open_codes(stored) == {}


def test_a_document_held_otherwise_than_sent_is_someones(stored: StoredOutbox) -> None:
    stored.seal([ONE], NOW)
    answer = Confirmed(outside=Outside("71", "0", "JournalEntry"), raw="{}", echo=("TxnDate is another",))
    stored.settle(sent(stored, "a", ONE), {ONE.id: answer}, NOW)
    assert open_codes(stored) == {ONE.id: "echo_differs"}
    assert stored.problems[ONE.id].why == "TxnDate is another"


def test_quickbooks_own_words_are_kept(stored: StoredOutbox) -> None:
    stored.seal([ONE], NOW)
    stored.settle(sent(stored, "a", ONE), {ONE.id: Refused(problem=PROBLEM, raw="its words")}, NOW)
    with stored.database.read() as connection:
        assert connection.exec_driver_sql("SELECT document, raw FROM answer").all() == [
            (ONE.id, "its words")
        ]


def test_what_was_sealed_stays_as_it_was_sealed(stored: StoredOutbox) -> None:
    stored.seal([ONE], NOW)
    with stored.database.read() as connection:
        before = tuple(connection.exec_driver_sql("SELECT * FROM document").one())
    stored.redate(ONE.id, Redating(day=date(2026, 4, 1), type="JournalEntry"), "closed", NOW)
    with stored.database.read() as connection:
        assert tuple(connection.exec_driver_sql("SELECT * FROM document").one()) == before


def test_what_is_not_known_is_not_in_the_crosswalk(stored: StoredOutbox) -> None:
    stored.seal([BUYER, SALE, ONE], NOW)
    confirm(stored, "a", ONE)
    assert stored.crosswalk([SALE]).outside == {}
    assert DocumentId("nobody") not in stored.states([DocumentId("nobody")])
