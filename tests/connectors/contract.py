"""The contract of `Books`: what delivery relies on, checked alike on the fake and on the real connector.

A subject brings a company whose accounts are mapped; each check uses documents of its own. The same
checks run on the books in memory, on the emulator, over a wire that is cut, and on Intuit's sandbox.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Literal, Protocol

import pytest

from tests.connectors.sample import (
    BANK,
    CLOSED_ORDER,
    CR,
    DAY,
    DR,
    ORDER,
    PAYMENT,
    POSTINGS,
    RECORDS,
    SALES,
    VENDOR,
    document,
    line,
    record,
)
from tieout.core.account import account_key
from tieout.core.crosswalk import Crosswalk, Outside, item_document, party_document
from tieout.core.document import NAME_LISTS, Document
from tieout.core.errors import TerminalError
from tieout.core.ids import DocumentId, document_id
from tieout.core.mapping import Mapping
from tieout.core.outside import LIST_TYPES
from tieout.ports import Answer, Books, Confirmed, NothingHappened, OutcomeUnknown, Refused

Trouble = Literal["request lost", "reply lost", "stored late", "throttled"]


class Subject(Protocol):
    """A company under test and what can go wrong with its next batch."""

    @property
    def books(self) -> Books: ...
    @property
    def mapping(self) -> Mapping: ...
    @property
    def salt(self) -> str:
        """What makes this run's ids and names its own, where a company outlives it; "" = it does not."""
        ...

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
    def journals(subject: Subject, name: str, count: int) -> list[tuple[str, Document]]:
        made = [
            document(
                "JournalEntry",
                line(DR, BANK, 100 + n),
                line(CR, SALES, 100 + n),
                key=f"{name} {n}{subject.salt}",
            )
            for n in range(count)
        ]
        return [(str(place), one) for place, one in enumerate(made, start=1)]

    def test_a_batch_is_answered_item_by_item_and_stored_as_sent(self, subject: Subject) -> None:
        items = self.journals(subject, "plain", 3)
        answers = subject.books.send(
            f"request plain{subject.salt}", subject.books.compose(items, self.walk(subject))
        )
        assert answers.keys() == {"1", "2", "3"}
        assert all(isinstance(one, Confirmed) and one.echo == () for one in answers.values())
        assert all(subject.marks()[one.id] == 1 for _, one in items)

    def test_what_nobody_changed_is_as_sent(self, subject: Subject) -> None:
        """And what was sent otherwise is not it."""
        items = self.journals(subject, "as sent", 2)
        body = subject.books.compose(items, self.walk(subject))
        answers = subject.books.send(f"request as sent{subject.salt}", body)
        [first, second] = [answers[item] for item, _ in items]
        assert isinstance(first, Confirmed)
        assert isinstance(second, Confirmed)
        assert subject.books.as_sent("JournalEntry", first.outside.id, body, "1")
        assert not subject.books.as_sent("JournalEntry", second.outside.id, body, "1")

    def test_composing_twice_gives_the_same_bytes(self, subject: Subject) -> None:
        items = self.journals(subject, "bytes", 3)
        walk = self.walk(subject)
        assert subject.books.compose(items, walk) == subject.books.compose(items, walk)

    def test_the_same_batch_twice_is_stored_once_where_request_ids_are_honoured(
        self, subject: Subject
    ) -> None:
        items = self.journals(subject, "twice", 2)
        body = subject.books.compose(items, self.walk(subject))
        first, second = (subject.books.send(f"request twice{subject.salt}", body) for _ in range(2))
        assert [one.outside.id for one in first.values() if isinstance(one, Confirmed)] == [
            one.outside.id for one in second.values() if isinstance(one, Confirmed)
        ]
        assert all(subject.marks()[one.id] == 1 for _, one in items)

    def test_a_request_id_may_be_ignored(self, subject: Subject) -> None:
        """Why delivery never relies on it."""
        subject.ignore_request_ids()
        items = self.journals(subject, "ignored", 1)
        body = subject.books.compose(items, self.walk(subject))
        subject.books.send(f"request ignored{subject.salt}", body)
        subject.books.send(f"request ignored{subject.salt}", body)
        assert subject.marks()[items[0][1].id] == 2

    def test_a_lost_request_is_unknown_and_not_found(self, subject: Subject) -> None:
        self.check_trouble(subject, "request lost", found=False)

    def test_a_lost_reply_is_unknown_and_found_by_our_mark(self, subject: Subject) -> None:
        self.check_trouble(subject, "reply lost", found=True)

    def check_trouble(self, subject: Subject, trouble: Trouble, *, found: bool) -> None:
        items = self.journals(subject, trouble, 2)
        body = subject.books.compose(items, self.walk(subject))
        subject.strike(trouble)
        with pytest.raises(OutcomeUnknown):
            subject.books.send(f"request {trouble}{subject.salt}", body)
        assert set(subject.books.find(items, body)) == ({"1", "2"} if found else set())

    def test_a_write_may_land_after_it_was_not_found(self, subject: Subject) -> None:
        items = self.journals(subject, "late", 1)
        body = subject.books.compose(items, self.walk(subject))
        subject.strike("stored late")
        with pytest.raises(OutcomeUnknown):
            subject.books.send(f"request late{subject.salt}", body)
        assert subject.books.find(items, body) == {}
        subject.let_late_writes_land()
        assert set(subject.books.find(items, body)) == {"1"}

    def test_a_throttled_request_did_nothing_and_says_how_long_to_wait(self, subject: Subject) -> None:
        items = self.journals(subject, "throttled", 1)
        body = subject.books.compose(items, self.walk(subject))
        subject.strike("throttled")
        with pytest.raises(NothingHappened) as caught:
            subject.books.send(f"request throttled{subject.salt}", body)
        assert caught.value.wait_seconds > 0
        assert subject.books.find(items, body) == {}

    def test_a_taken_name_is_refused_with_a_problem_and_leaves_its_neighbour(
        self, subject: Subject
    ) -> None:
        people = [
            record(
                "Customer",
                party_document("demo", "Customer", f"taken {n}", "USD"),
                DisplayName=f"{name}{subject.salt}",
            )
            for n, name in enumerate(["Twin", "Twin", "Only Child"])
        ]
        walk = self.walk(subject)
        subject.books.send(f"request twin{subject.salt}", subject.books.compose([("1", people[0])], walk))
        body = subject.books.compose([("1", people[1]), ("2", people[2])], walk)
        answers = subject.books.send(f"request twins{subject.salt}", body)
        assert isinstance(answers["1"], Refused)
        assert answers["1"].problem.next_step
        assert isinstance(answers["2"], Confirmed)

    def test_a_list_record_is_found_by_the_name_we_reserved(self, subject: Subject) -> None:
        sales = account_key("revenue")
        one = record(
            "Item", item_document("demo", sales), Name=f"Sauce 1's{subject.salt}", account=str(sales)
        )
        body = subject.books.compose([("1", one)], self.walk(subject))
        assert subject.books.find([("1", one)], body) == {}
        sent = subject.books.send(f"request item{subject.salt}", body)["1"]
        found = subject.books.find([("1", one)], body)["1"]
        assert isinstance(sent, Confirmed)
        assert found.outside == sent.outside

    def test_what_refers_to_the_unknown_is_not_sent(self, subject: Subject) -> None:
        stray = document(
            "JournalEntry", line(DR, account_key("scrap"), 1), line(CR, BANK, 1), key=f"stray{subject.salt}"
        )
        with pytest.raises(TerminalError):
            subject.books.compose([("1", stray)], self.walk(subject))

    def test_every_type_of_document_is_stored_as_sent(self, subject: Subject) -> None:
        """Records first, then what refers to them, then what settles it; no field comes back otherwise."""
        outside: dict[DocumentId, Outside] = {}
        for place, group in enumerate((RECORDS, POSTINGS, (PAYMENT,))):
            walk = Crosswalk(company="demo", mapping=subject.mapping, outside=outside)
            items = [(str(n), salted(one, subject.salt)) for n, one in enumerate(group, start=1)]
            body = subject.books.compose(items, walk)
            answers = subject.books.send(f"every {place}{subject.salt}", body)
            for number, one in enumerate(group, start=1):
                answer = answers[str(number)]
                assert isinstance(answer, Confirmed), (one.type, answer)
                assert answer.echo == (), one.type
                outside[one.id] = answer.outside

    def test_a_later_state_of_an_order_goes_over_the_earlier_one_once(self, subject: Subject) -> None:
        """The order stays one; what is looked for is the state, by its own mark."""
        vendor = salted(
            replace(VENDOR, id=party_document("demo", "Vendor", "mill", "USD")), f" m{subject.salt}"
        )
        first, later = (
            replace(salted(one, f" u{subject.salt}"), party="mill") for one in (ORDER, CLOSED_ORDER)
        )
        later = replace(later, replaces=first.id, needs=(first.id,))
        held: list[tuple[DocumentId, Answer]] = []
        for place, one in enumerate((vendor, first, later)):
            body = subject.books.compose([("1", one)], self.walk(subject, *held))
            if one is later:
                assert subject.books.find([("1", one)], body) == {}
            answer = subject.books.send(f"order {place}{subject.salt}", body)["1"]
            assert isinstance(answer, Confirmed), answer
            assert answer.echo == ()
            held.append((one.id, answer))
        [id_] = {answer.outside.id for _, answer in held[1:] if isinstance(answer, Confirmed)}
        assert subject.books.find([("1", later)], body)["1"].outside.id == id_
        assert subject.books.marks("PurchaseOrder", [id_]) == {id_: later.id}
        said = subject.books.send(f"order again{subject.salt}", body)["1"]
        assert isinstance(said, Confirmed), "what is there already is found there"

    def test_what_a_journal_posts_is_in_the_ledger(self, subject: Subject) -> None:
        [(item, one)] = self.journals(subject, "ledger", 1)
        body = subject.books.compose([(item, one)], self.walk(subject))
        answer = subject.books.send(f"request ledger{subject.salt}", body)[item]
        assert isinstance(answer, Confirmed)
        lines = [
            (posted.account, posted.minor)
            for posted in subject.books.ledger(DAY, DAY)
            if (posted.type, posted.id) == ("JournalEntry", answer.outside.id)
        ]
        ids = {key: subject.mapping.accounts[key].outside_id for key in (BANK, SALES)}
        assert sorted(lines) == sorted([(ids[BANK], 100), (ids[SALES], -100)])
        assert sum(subject.books.balances(DAY).values()) == 0
        assert subject.books.marks("JournalEntry", [answer.outside.id]) == {answer.outside.id: one.id}

    def test_every_list_is_read(self, subject: Subject) -> None:
        for type_ in LIST_TYPES:
            for found in subject.books.records(type_):
                assert (found.type, bool(found.id), bool(found.name)) == (type_, True, True)
        mapped = {account.outside_id for account in subject.mapping.accounts.values()}
        chart = {account.id: account for account in subject.books.accounts()}
        assert mapped <= set(chart)
        assert mapped <= {found.id for found in subject.books.records("Account") if found.active}

    def test_the_company_says_what_it_can_hold(self, subject: Subject) -> None:
        limits = subject.books.capabilities()
        assert limits.home_currency == "USD"
        assert limits.number_length <= 21
        assert limits.classes in {"off", "transaction", "line"}


def salted(one: Document, salt: str) -> Document:
    """The document under an id and a name of this run's own."""
    if not salt:
        return one
    if one.type in NAME_LISTS:
        named = {"DisplayName", "Name"}
        return replace(
            one,
            fields=tuple((name, value + salt if name in named else value) for name, value in one.fields),
        )
    number = f"{one.number}{salt}"[:21] if one.number else ""
    return replace(one, id=document_id("demo", one.id + salt, 0), number=number)
