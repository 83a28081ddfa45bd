"""The contract of `Books`: what delivery relies on, checked alike on the fake and on the real connector.

A subject brings a company whose accounts are mapped; each check uses documents of its own.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal, Protocol

import pytest

from tests.connectors.sample import BANK, CR, DR, SALES, document, line, record
from tieout.core.account import account_key
from tieout.core.crosswalk import Crosswalk, Outside, item_document, party_document
from tieout.core.document import Document
from tieout.core.errors import TerminalError
from tieout.core.ids import DocumentId
from tieout.core.mapping import Mapping
from tieout.ports import Answer, Books, Confirmed, NothingHappened, OutcomeUnknown, Refused

Trouble = Literal["request lost", "reply lost", "stored late", "throttled"]


class Subject(Protocol):
    """A company under test and what can go wrong with its next batch."""

    @property
    def books(self) -> Books: ...
    @property
    def mapping(self) -> Mapping: ...
    def strike(self, trouble: Trouble) -> None: ...
    def ignore_request_ids(self) -> None: ...
    def let_late_writes_land(self) -> None: ...
    def marks(self) -> Counter[str]: ...


class BooksContract:
    """Inherit and give a fixture `subject`."""

    @staticmethod
    def walk(subject: Subject, *held: tuple[DocumentId, Answer]) -> Crosswalk:
        outside: dict[DocumentId, Outside] = {
            key: answer.outside for key, answer in held if isinstance(answer, Confirmed)
        }
        return Crosswalk(company="demo", mapping=subject.mapping, outside=outside)

    @staticmethod
    def journals(name: str, count: int) -> list[tuple[str, Document]]:
        made = [
            document("JournalEntry", line(DR, BANK, 100 + n), line(CR, SALES, 100 + n), key=f"{name} {n}")
            for n in range(count)
        ]
        return [(str(place), one) for place, one in enumerate(made, start=1)]

    def test_a_batch_is_answered_item_by_item_and_stored_as_sent(self, subject: Subject) -> None:
        items = self.journals("plain", 3)
        answers = subject.books.send("request plain", subject.books.compose(items, self.walk(subject)))
        assert answers.keys() == {"1", "2", "3"}
        assert all(isinstance(one, Confirmed) and one.echo == () for one in answers.values())
        assert all(subject.marks()[one.id] == 1 for _, one in items)

    def test_composing_twice_gives_the_same_bytes(self, subject: Subject) -> None:
        items = self.journals("bytes", 3)
        walk = self.walk(subject)
        assert subject.books.compose(items, walk) == subject.books.compose(items, walk)

    def test_the_same_batch_twice_is_stored_once_where_request_ids_are_honoured(
        self, subject: Subject
    ) -> None:
        items = self.journals("twice", 2)
        body = subject.books.compose(items, self.walk(subject))
        first, second = (subject.books.send("request twice", body) for _ in range(2))
        assert [one.outside.id for one in first.values() if isinstance(one, Confirmed)] == [
            one.outside.id for one in second.values() if isinstance(one, Confirmed)
        ]
        assert all(subject.marks()[one.id] == 1 for _, one in items)

    def test_a_request_id_may_be_ignored(self, subject: Subject) -> None:
        """Why delivery never relies on it."""
        subject.ignore_request_ids()
        items = self.journals("ignored", 1)
        body = subject.books.compose(items, self.walk(subject))
        subject.books.send("request ignored", body)
        subject.books.send("request ignored", body)
        assert subject.marks()[items[0][1].id] == 2

    def test_a_lost_request_is_unknown_and_not_found(self, subject: Subject) -> None:
        self.check_trouble(subject, "request lost", found=False)

    def test_a_lost_reply_is_unknown_and_found_by_our_mark(self, subject: Subject) -> None:
        self.check_trouble(subject, "reply lost", found=True)

    def check_trouble(self, subject: Subject, trouble: Trouble, *, found: bool) -> None:
        items = self.journals(trouble, 2)
        body = subject.books.compose(items, self.walk(subject))
        subject.strike(trouble)
        with pytest.raises(OutcomeUnknown):
            subject.books.send(f"request {trouble}", body)
        assert set(subject.books.find(items, body)) == ({"1", "2"} if found else set())

    def test_a_write_may_land_after_it_was_not_found(self, subject: Subject) -> None:
        items = self.journals("late", 1)
        body = subject.books.compose(items, self.walk(subject))
        subject.strike("stored late")
        with pytest.raises(OutcomeUnknown):
            subject.books.send("request late", body)
        assert subject.books.find(items, body) == {}
        subject.let_late_writes_land()
        assert set(subject.books.find(items, body)) == {"1"}

    def test_a_throttled_request_did_nothing_and_says_how_long_to_wait(self, subject: Subject) -> None:
        items = self.journals("throttled", 1)
        body = subject.books.compose(items, self.walk(subject))
        subject.strike("throttled")
        with pytest.raises(NothingHappened) as caught:
            subject.books.send("request throttled", body)
        assert caught.value.wait_seconds > 0
        assert subject.books.find(items, body) == {}

    def test_a_taken_name_is_refused_with_a_problem_and_leaves_its_neighbour(
        self, subject: Subject
    ) -> None:
        people = [
            record("Customer", party_document("demo", "Customer", f"taken {n}", "USD"), DisplayName=name)
            for n, name in enumerate(["Twin", "Twin", "Only Child"])
        ]
        walk = self.walk(subject)
        subject.books.send("request twin", subject.books.compose([("1", people[0])], walk))
        body = subject.books.compose([("1", people[1]), ("2", people[2])], walk)
        answers = subject.books.send("request twins", body)
        assert isinstance(answers["1"], Refused)
        assert answers["1"].problem.next_step
        assert isinstance(answers["2"], Confirmed)

    def test_a_list_record_is_found_by_the_name_we_reserved(self, subject: Subject) -> None:
        sales = account_key("revenue")
        one = record("Item", item_document("demo", sales), Name="Sauce 1's", account=str(sales))
        body = subject.books.compose([("1", one)], self.walk(subject))
        assert subject.books.find([("1", one)], body) == {}
        sent = subject.books.send("request item", body)["1"]
        found = subject.books.find([("1", one)], body)["1"]
        assert isinstance(sent, Confirmed)
        assert found.outside == sent.outside

    def test_what_refers_to_the_unknown_is_not_sent(self, subject: Subject) -> None:
        stray = document("JournalEntry", line(DR, account_key("scrap"), 1), line(CR, BANK, 1), key="stray")
        with pytest.raises(TerminalError):
            subject.books.compose([("1", stray)], self.walk(subject))
