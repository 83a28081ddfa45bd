"""Every fault, and a crash before and after each call of the store: each document is held exactly once."""

from __future__ import annotations

from collections import deque
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.delivery.company import (
    DAY,
    Company,
    CrashingOutbox,
    crash_allowed,
    customer,
    journal,
)
from tieout.boundary.log import checkpoint, verify
from tieout.connectors.memory import Fate
from tieout.core.crossing import State
from tieout.core.errors import TerminalError
from tieout.core.problem import Problem
from tieout.delivery.settings import DeliverySettings
from tieout.delivery.step import urgency
from tieout.ports import Again, Answer, Confirmed, NothingHappened, Urgency


def filled(*, honours_request_id: bool = True, count: int = 5) -> Company:
    company = Company(honours_request_id=honours_request_id)
    buyer = customer(1)
    company.seal(buyer, *(journal(number, buyer.id) for number in range(count)), journal(99))
    return company


def check_exactly_once(company: Company, count: int = 7) -> None:
    assert company.states() == {State.CONFIRMED: count}
    assert set(company.copies().values()) == {1}
    assert len(company.copies()) == count


@pytest.mark.covers("S001-87")
def test_documents_go_in_order_of_their_needs() -> None:
    company = filled()
    report = company.run()
    check_exactly_once(company)
    assert (report.confirmed, report.requests, report.waiting) == (7, 2, "")


def test_a_second_run_sends_nothing() -> None:
    company = filled()
    company.run()
    assert company.run().requests == 0


@pytest.mark.parametrize("honours", [True, False])
@pytest.mark.parametrize("fate", list(Fate))
@pytest.mark.parametrize("request_", [0, 1])
def test_each_fault_ends_with_every_document_once(fate: Fate, request_: int, honours: bool) -> None:
    company = filled(honours_request_id=honours)
    company.books.fates = deque([Fate.FINE] * request_ + [fate])
    company.run_to_the_end()
    check_exactly_once(company)


@pytest.mark.parametrize(("fate", "after"), list(product(Fate, [False, True])))
def test_a_crash_at_any_call_of_the_store_loses_and_duplicates_nothing(fate: Fate, after: bool) -> None:
    """The process dies before or after its n-th call became durable, for every n there is."""
    for crash_at in range(1, 60):
        company = filled(honours_request_id=False)
        company.books.fates = deque([fate])
        crashing = CrashingOutbox(company.outbox, crash_at, after=after)
        with crash_allowed():
            company.run(crashing)
        company.run_to_the_end()
        check_exactly_once(company)


def test_a_lost_batch_is_sent_again_byte_for_byte_only_after_the_window() -> None:
    company = Company()
    company.seal(journal(1))
    company.books.fates = deque([Fate.LOST])
    sent = []
    original = company.books.send

    def send(request_id: str, body: bytes) -> dict[str, Answer]:
        sent.append((company.clock.at, request_id, body))
        return original(request_id, body)

    company.books.send = send  # type: ignore[method-assign]
    company.run_to_the_end()
    (first, *one), (second, *two) = sent
    assert one == two
    assert (second - first) >= company.settings.window


def test_a_batch_found_in_part_is_not_sent_again() -> None:
    company = Company(honours_request_id=False)
    company.seal(*(journal(number) for number in range(4)))
    company.books.fates = deque([Fate.HALF_DONE])
    company.run_to_the_end()
    assert set(company.copies().values()) == {1}
    moves = [(t.before, t.after) for t in company.outbox.log]
    assert moves.count((State.UNCERTAIN, State.READY)) == 2
    assert (State.UNCERTAIN, State.SENT) not in moves


def test_a_request_id_that_stays_silent_does_not_hold_a_document_for_ever() -> None:
    """Sent identically once more and absent again: it goes into a new batch with a new request id."""
    company = Company()
    company.seal(journal(1))
    company.books.fates = deque([Fate.LOST, Fate.LOST])
    company.run_to_the_end()
    assert company.states() == {State.CONFIRMED: 1}


@pytest.mark.covers("S001-89")
def test_a_throttled_batch_waits_as_long_as_quickbooks_asks() -> None:
    company = Company()
    company.seal(journal(1))
    company.books.fates = deque([Fate.THROTTLED])
    before = company.clock.at
    company.run()
    assert (company.clock.at - before).total_seconds() >= 60
    assert company.states() == {State.CONFIRMED: 1}


def test_a_refused_document_blocks_what_needs_it_and_nothing_else() -> None:
    company = filled()
    company.books.refuses = {customer(1).id: 1}
    report = company.run()
    assert company.states() == {State.REFUSED: 1, State.BLOCKED: 5, State.CONFIRMED: 1}
    assert report.refused == 1
    company.outbox.retry(customer(1).id, company.clock.now())
    company.run()
    check_exactly_once(company)


def test_a_document_that_cannot_be_encoded_leaves_its_neighbours() -> None:
    company = Company()
    bad, good = journal(1), journal(2)
    company.seal(bad, good)
    original = company.books.compose

    def compose(items: object, crosswalk: object) -> bytes:
        if any(document.id == bad.id for _, document in items):  # type: ignore[attr-defined]
            raise TerminalError(
                Problem(code="unmapped", what="w.", why="w.", next_step="n.", owner="accountant")
            )
        return original(items, crosswalk)  # type: ignore[arg-type]

    company.books.compose = compose  # type: ignore[method-assign]
    company.run()
    assert company.outbox.states([bad.id, good.id]) == {bad.id: State.REFUSED, good.id: State.CONFIRMED}
    assert company.outbox.problems[bad.id].code == "unmapped"


def test_nothing_dated_into_a_closed_period_is_sent() -> None:
    company = Company(settings=DeliverySettings(closed_through=DAY, closed_periods={"sales": "hold"}))
    late, good = journal(1), journal(2, day=date(2026, 4, 1))
    company.seal(late, good)
    company.run()
    assert company.copies() == {good.id: 1}
    assert company.outbox.problems[late.id].code == "period_held"


def test_what_is_put_off_for_ever_ends_the_run_and_is_named() -> None:
    company = Company()
    stubborn = journal(1)
    company.seal(stubborn, journal(2))
    company.books.puts_off = {stubborn.id: 1000}
    report = company.run()
    assert report.waiting == "busy"
    assert report.again == {stubborn.id: "busy"}
    assert company.states() == {State.CONFIRMED: 1, State.READY: 1}


def test_a_request_that_never_gets_an_answer_ends_the_run_in_the_end() -> None:
    company = Company()
    company.seal(journal(1))
    company.books.fates = deque([Fate.LOST] * 100)
    report = company.run()
    assert report.waiting
    assert company.books.requests < 20
    assert not company.books.held


def test_list_records_slow_down_when_told_one_at_a_time() -> None:
    company = Company(settings=DeliverySettings(names_at_once=30))
    people = [customer(number) for number in range(8)]
    company.seal(*people)
    company.books.puts_off = {person.id: 1 for person in people[1:]}
    company.run()
    assert company.states() == {State.CONFIRMED: 8}
    assert company.books.requests >= 2


def test_a_problem_of_the_whole_company_stops_the_run_and_refuses_nothing() -> None:
    company = Company()
    company.seal(journal(1))
    problem = Problem(
        code="not_connected", what="w.", why="w.", next_step="Connect.", owner="administrator"
    )

    def send(request_id: str, body: bytes) -> dict[str, Answer]:
        raise NothingHappened("refused", problem=problem)

    company.books.send = send  # type: ignore[method-assign]
    assert company.run().problem == problem
    assert company.states() == {State.READY: 1}


def test_list_records_end_one_by_one_where_quickbooks_takes_one_at_a_time() -> None:
    company = Company(settings=DeliverySettings(names_at_once=30))
    company.seal(*(customer(number) for number in range(8)))
    sizes = []
    original = company.books.send

    def send(request_id: str, body: bytes) -> dict[str, Answer]:
        answers = original(request_id, body)
        sizes.append(len(answers))
        return answers

    def one_name(row: dict[str, Any]) -> Answer:
        first = len(company.books.held) == len(sizes)
        return stored(row) if first else Again(why="one name at a time", raw="")

    stored = company.books._stored
    company.books.send, company.books._stored = send, one_name  # type: ignore[method-assign]
    company.run()
    assert company.states() == {State.CONFIRMED: 8}
    assert sizes == [8, 7, 6, 3, 1, 1, 1, 1]


@pytest.mark.covers("S000-35")
def test_a_request_refused_as_a_whole_is_split_until_the_document_at_fault_is_found() -> None:
    company = Company()
    bad = journal(0)
    company.seal(*(journal(number) for number in range(6)))
    company.books.refuses = {bad.id: 1}
    sizes = []
    original = company.books.send

    def send(request_id: str, body: bytes) -> dict[str, Answer]:
        count = body.count(b'"mark"')
        sizes.append(count)
        if count > 1 and bad.id.encode() in body:
            raise NothingHappened("HTTP 400", split=True)
        return original(request_id, body)

    company.books.send = send  # type: ignore[method-assign]
    company.run()
    assert company.states() == {State.REFUSED: 1, State.CONFIRMED: 5}
    assert sizes == [6, 1, 5]


def test_what_an_answer_leaves_out_is_uncertain_and_says_why() -> None:
    company = Company()
    company.seal(journal(1), journal(2))
    company.books.fates = deque([Fate.PARTLY_ANSWERED])
    company.run()
    assert "the answer says nothing about this document" in {t.result for t in company.outbox.log}


def test_a_look_up_counts_from_when_it_was_asked() -> None:
    """A slow look-up that began inside the window proves nothing when it ends after it."""
    company = Company()
    company.seal(journal(1))
    company.books.fates = deque([Fate.LOST])
    asked = []
    original = company.books.find

    def slow(items: Any, body: bytes, since: Any = None) -> dict[str, Confirmed]:
        asked.append(company.clock.at)
        found = original(items, body, since)
        company.clock.sleep(200)
        return found

    company.books.find = slow  # type: ignore[method-assign]
    company.run_to_the_end()
    assert len(asked) == 2
    assert asked[1] - asked[0] >= company.settings.window


def test_only_the_look_up_that_can_prove_absence_looks_at_all_that_was_created() -> None:
    company = Company()
    company.seal(journal(1))
    company.books.fates = deque([Fate.LOST])
    since: list[Any] = []
    original = company.books.find

    def looked(items: Any, body: bytes, since_: Any = None) -> dict[str, Confirmed]:
        since.append(since_)
        return original(items, body, since_)

    company.books.find = looked  # type: ignore[method-assign, assignment]
    company.run_to_the_end()
    [attempt] = [one.at for one in company.outbox.log if one.before is State.CLAIMED]
    assert since == [None, attempt]


def with_a_late_commit(*, honours: bool) -> tuple[Company, list[str]]:
    """A company whose client waits 130 s, and whose first request is done 120 s after that."""
    company = Company(honours_request_id=honours)
    company.seal(journal(1))
    original = company.books.send
    sent: list[str] = []

    def slow(request_id: str, body: bytes) -> dict[str, Answer]:
        sent.append(request_id)
        if len(sent) > 1:
            return original(request_id, body)
        company.books.fates, company.books.late_seconds = deque([Fate.LATE]), 130 + 120
        try:
            return original(request_id, body)
        finally:
            company.clock.sleep(130)

    company.books.send = slow  # type: ignore[method-assign]
    return company, sent


@pytest.mark.parametrize("honours", [True, False])
def test_a_commit_two_minutes_after_the_client_gave_up_is_not_sent_again(honours: bool) -> None:
    """The window counts from when the client gave up."""
    company, sent = with_a_late_commit(honours=honours)
    company.run_to_the_end()
    assert len(sent) == 1
    assert set(company.copies().values()) == {1}


@pytest.mark.parametrize("crash_at", range(1, 31))
def test_nor_by_a_process_that_follows_a_dead_one(crash_at: int) -> None:
    """The doubt it records for the dead one counts at once, in the very round that records it."""
    company, _ = with_a_late_commit(honours=False)
    with crash_allowed():
        company.run(CrashingOutbox(company.outbox, crash_at, after=False))
    company.clock.sleep(30)
    company.run_to_the_end()
    company.clock.sleep(600)
    company.books.find([], b"")  # so that whatever was under way has landed
    assert set(company.copies().values()) == {1}


def test_an_uncertain_document_is_not_sent_again_into_a_period_closed_meanwhile() -> None:
    company = Company()
    company.seal(journal(1))
    company.books.fates = deque([Fate.LOST])
    crashing = CrashingOutbox(company.outbox, 6, after=True)
    with crash_allowed():
        company.run(crashing)
    company.settings = DeliverySettings(closed_through=DAY)
    company.run_to_the_end()
    assert company.states() == {State.CONFIRMED: 1}
    assert [record.day for record in company.books.held] == [date(2026, 4, 1)]


@settings(deadline=None, max_examples=150)
@given(
    fates=st.lists(st.sampled_from(Fate), max_size=12),
    count=st.integers(1, 8),
    late_seconds=st.integers(0, 120),
    honours=st.booleans(),
    put_off=st.dictionaries(st.integers(0, 7), st.integers(0, 3)),
    crashes=st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=4),
    size=st.integers(1, 5),
)
def test_exactly_once_under_random_faults(
    fates: list[Fate],
    count: int,
    late_seconds: int,
    honours: bool,
    put_off: dict[int, int],
    crashes: list[tuple[int, bool]],
    size: int,
) -> None:
    """Random faults, late writes, crashes, and a QuickBooks that may ignore request ids."""
    company = Company(honours_request_id=honours, settings=DeliverySettings(batch_size=size))
    documents = [journal(0)]
    for number in range(1, count):
        documents.append(journal(number, *([documents[-1].id] if number % 3 == 0 else [])))
    company.seal(*documents)
    company.books.fates = deque(fates)
    company.books.late_seconds = late_seconds
    company.books.puts_off = {journal(number).id: times for number, times in put_off.items()}
    for crash_at, after in crashes:
        with crash_allowed():
            company.run(CrashingOutbox(company.outbox, crash_at, after=after))
    company.run_to_the_end()
    company.clock.sleep(1000)
    company.books.find([], b"")
    check_exactly_once(company, count)
    assert verify(company.outbox.log, checkpoint(company.outbox.log)) == []


@pytest.mark.parametrize(
    ("today", "over"),
    [
        (date(2026, 3, 15), date(2026, 2, 28)),
        (date(2026, 3, 1), date(2026, 2, 28)),
        (date(2026, 2, 28), date(2026, 1, 31)),
        (date(2027, 1, 31), date(2026, 12, 31)),
    ],
)
def test_what_is_dated_in_a_month_that_is_over_goes_first(today: date, over: date) -> None:
    assert urgency(900, today) == Urgency(high_value_minor=900, closing_through=over)
