"""Delivery's own tests once more, on the durable outbox: every fault and crashes of the process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.delivery import test_deliver as delivery
from tests.delivery.company import MAPPING, Company, CrashingOutbox, crash_allowed, journal
from tests.storage.conftest import NewDatabase
from tests.storage.stored import StoredOutbox
from tieout.connectors.memory import Fate
from tieout.delivery.settings import DeliverySettings
from tieout.storage.settings import keep_mapping


@pytest.fixture
def stored_company(new_database: NewDatabase) -> type[Company]:
    """`Company` whose outbox is a file of its own."""

    @dataclass
    class StoredCompany(Company):
        def __post_init__(self) -> None:
            super().__post_init__()
            database = new_database()
            rows = [(str(key), account) for key, account in MAPPING.accounts.items()]
            with database.write() as connection:
                keep_mapping(connection, rows, "tests", self.clock.at)
            outbox: Any = StoredOutbox(database)
            self.outbox = outbox

    return StoredCompany


@pytest.fixture
def on_disk(monkeypatch: pytest.MonkeyPatch, stored_company: type[Company]) -> None:
    monkeypatch.setattr(delivery, "Company", stored_company)


PLAIN = [
    delivery.test_documents_go_in_order_of_their_needs,
    delivery.test_a_second_run_sends_nothing,
    delivery.test_a_lost_batch_is_sent_again_byte_for_byte_only_after_the_window,
    delivery.test_a_batch_found_in_part_is_not_sent_again,
    delivery.test_a_request_id_that_stays_silent_does_not_hold_a_document_for_ever,
    delivery.test_a_throttled_batch_waits_as_long_as_quickbooks_asks,
    delivery.test_a_refused_document_blocks_what_needs_it_and_nothing_else,
    delivery.test_a_document_that_cannot_be_encoded_leaves_its_neighbours,
    delivery.test_nothing_dated_into_a_closed_period_is_sent,
    delivery.test_what_is_put_off_for_ever_ends_the_run_and_is_named,
    delivery.test_a_request_that_never_gets_an_answer_ends_the_run_in_the_end,
    delivery.test_list_records_slow_down_when_told_one_at_a_time,
    delivery.test_a_problem_of_the_whole_company_stops_the_run_and_refuses_nothing,
]


@pytest.mark.usefixtures("on_disk")
@pytest.mark.parametrize("case", PLAIN, ids=lambda case: case.__name__.removeprefix("test_"))
def test_delivery_from_disk(case: Callable[[], None]) -> None:
    case()


@pytest.mark.usefixtures("on_disk")
@pytest.mark.parametrize(("fate", "honours"), list(product(Fate, [False, True])))
def test_each_fault_from_disk(fate: Fate, honours: bool) -> None:
    delivery.test_each_fault_ends_with_every_document_once(fate, 1, honours)


@pytest.mark.usefixtures("on_disk")
@pytest.mark.parametrize(("fate", "after"), list(product([Fate.HALF_DONE, Fate.LOST], [False, True])))
def test_a_crash_at_any_call_of_the_durable_store(fate: Fate, after: bool) -> None:
    delivery.test_a_crash_at_any_call_of_the_store_loses_and_duplicates_nothing(fate, after)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fates=st.lists(st.sampled_from(Fate), max_size=8),
    count=st.integers(1, 6),
    honours=st.booleans(),
    put_off=st.dictionaries(st.integers(0, 5), st.integers(0, 3)),
    crashes=st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=3),
    size=st.integers(1, 4),
)
def test_exactly_once_from_disk_under_random_faults(
    stored_company: type[Company],
    fates: list[Fate],
    count: int,
    honours: bool,
    put_off: dict[int, int],
    crashes: list[tuple[int, bool]],
    size: int,
) -> None:
    company = stored_company(honours_request_id=honours, settings=DeliverySettings(batch_size=size))
    documents = [journal(0)]
    for number in range(1, count):
        documents.append(journal(number, *([documents[-1].id] if number % 3 == 0 else [])))
    company.seal(*documents)
    company.books.fates.extend(fates)
    company.books.puts_off = {journal(number).id: times for number, times in put_off.items()}
    for crash_at, after in crashes:
        with crash_allowed():
            company.run(CrashingOutbox(company.outbox, crash_at, after=after))
    company.run_to_the_end()
    delivery.check_exactly_once(company, count)
    log = company.outbox.log
    assert [one.previous_hash for one in log[1:]] == [one.hash for one in log[:-1]]
