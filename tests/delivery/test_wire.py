"""The wire: what becomes of a batch is a value; several are under way, each answered in its time."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from tests.delivery.company import journal
from tieout.connectors.memory import MemoryBooks
from tieout.core.crosswalk import Outside
from tieout.core.ids import BatchId
from tieout.delivery.wire import DirectWire, ThreadedWire, reply_of
from tieout.ports import Answer, Confirmed, NothingHappened, OutcomeUnknown, StoredBatch

YES = Confirmed(outside=Outside("1", "0", "JournalEntry"), raw="{}")


def batch(number: int) -> StoredBatch:
    items = (("1", journal(number).id), ("2", journal(number + 1).id))
    return StoredBatch(id=BatchId(f"b{number}"), request_id=f"r{number}", items=items, body=b"x")


class Says(MemoryBooks):
    """Books that say one thing."""

    def __init__(self, said: dict[str, Answer] | Exception) -> None:
        super().__init__(now=lambda: datetime.now(UTC))
        self.said = said

    def send(self, request_id: str, body: bytes) -> dict[str, Answer]:
        if isinstance(self.said, Exception):
            raise self.said
        return self.said


def test_answers_come_back_by_document_and_what_was_left_out_is_left_out() -> None:
    one = batch(1)
    assert reply_of(Says({"2": YES}), one) == {one.items[1][1]: YES}


@pytest.mark.parametrize("error", [NothingHappened("busy"), OutcomeUnknown("gone")])
def test_what_happened_to_the_request_is_a_value(error: Exception) -> None:
    wire = DirectWire(Says(error))
    wire.start(batch(1))
    assert wire.wait(0) == [(batch(1), error)]
    assert wire.wait(0) == []


def test_a_bug_is_raised_where_the_answer_is_taken() -> None:
    with ThreadedWire(Says(KeyError("a bug")), 1) as wire:
        wire.start(batch(1))
        with pytest.raises(KeyError):
            wire.wait(5)


def test_lanes_work_at_once_and_answer_in_their_own_order() -> None:
    """The first request is answered only after the second one was."""
    second_done = threading.Event()

    class Slow(Says):
        def send(self, request_id: str, body: bytes) -> dict[str, Answer]:
            if request_id == "r1":
                assert second_done.wait(5)
            else:
                second_done.set()
            return {"1": YES}

    with ThreadedWire(Slow({}), 2) as wire:
        wire.start(batch(1))
        wire.start(batch(2))
        back = wire.wait(5)
        while len(back) < 2:
            back += wire.wait(5)
    assert {one.id for one, _ in back} == {"b1", "b2"}


def test_nothing_under_way_is_not_waited_for() -> None:
    with ThreadedWire(Says({}), 2) as wire:
        assert wire.wait(0) == []
