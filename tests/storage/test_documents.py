"""Documents kept: any document comes back as it was sealed, with its place, its needs and its chain."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.delivery.company import customer, journal
from tests.storage.conftest import NewDatabase
from tieout.core.account import ROLE_QUALIFIERS, AccountKey
from tieout.core.crossing import State
from tieout.core.document import DOCUMENT_TYPES, NAME_LISTS, Document, Link, OrderLine
from tieout.core.entry import Line, Side
from tieout.core.errors import ProgrammerError
from tieout.core.ids import DocumentId
from tieout.storage.database import Database
from tieout.storage.documents import (
    append_documents,
    documents_by_id,
    move,
    next_sequences,
    payload_of,
    states_of,
)

NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
"""Any text an event may hold and more: the sign of nothing is refused where events are read."""
IDS = st.text("0123456789abcdef", min_size=26, max_size=26).map(DocumentId)
LINKS = st.builds(lambda one, minor: Link(document=one, minor=minor), IDS, st.integers())
ORDERED = st.lists(st.builds(OrderLine, WORDS, st.integers()), min_size=1, max_size=3)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@st.composite
def keys(draw: st.DrawFn) -> AccountKey:
    role = draw(st.sampled_from(sorted(ROLE_QUALIFIERS)))
    return AccountKey(role, tuple(draw(WORDS) for _ in ROLE_QUALIFIERS[role]))


@st.composite
def balanced(draw: st.DrawFn) -> tuple[Line, ...]:
    """A debit and the credit that balances it, with every field a line has."""
    minor, home = draw(st.integers(1, 10**15)), draw(st.integers(1, 10**15))
    said = st.tuples(WORDS, WORDS, st.integers(-(10**15), 10**15), WORDS, WORDS)
    return tuple(Line(side, draw(keys()), minor, home, *draw(said)) for side in Side)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    type_ = draw(st.sampled_from(DOCUMENT_TYPES))
    record = type_ in NAME_LISTS
    order = type_ == "PurchaseOrder"
    fields = st.lists(st.tuples(WORDS, WORDS), min_size=int(record), max_size=4)
    return Document(
        id=draw(IDS),
        type=type_,
        key=draw(WORDS),
        sequence=draw(st.integers(0, 99)),
        day=draw(DAYS),
        currency=draw(st.sampled_from(["USD", "EUR", "JPY"])),
        rate=draw(st.sampled_from(["", "1.08", "0.00651"])),
        number=draw(WORDS),
        party=draw(WORDS),
        due=draw(st.none() | DAYS),
        memo=draw(WORDS),
        lines=() if record or order else draw(balanced()),
        links=tuple(
            Link(document=one, minor=minor)
            for one, minor in draw(st.lists(st.tuples(IDS, st.integers()), max_size=2))
        ),
        needs=tuple(draw(st.lists(IDS, max_size=2))),
        fields=tuple(draw(fields)),
        ordered=tuple(draw(ORDERED)) if order else (),
        replaces=draw(st.none() | IDS) if order else None,
    )


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(made=st.lists(documents(), min_size=1, max_size=3, unique_by=lambda one: one.id))
def test_every_document_comes_back_as_it_was_sealed(database: Database, made: list[Document]) -> None:
    with database.write() as connection:
        known = states_of(connection, [one.id for one in made])
        made = [one for one in made if one.id not in known]
        append_documents(connection, [(one, []) for one in made], NOW)
        found = documents_by_id(connection, [one.id for one in made])
    assert found == {one.id: one for one in made}
    assert [payload_of(found[one.id]) for one in made] == [payload_of(one) for one in made]


def test_documents_sealed_at_once_know_each_others_states(database: Database) -> None:
    buyer = customer(1)
    sale = journal(1, buyer.id)
    with database.write() as connection:
        append_documents(connection, [(buyer, []), (sale, [])], NOW)
        assert states_of(connection, [buyer.id, sale.id]) == {
            buyer.id: State.READY,
            sale.id: State.WAITING,
        }
        assert states_of(connection, [DocumentId("nobody")]) == {}


def test_a_document_is_sealed_once(database: Database) -> None:
    with database.write() as connection:
        append_documents(connection, [(journal(1), [])], NOW)
    with pytest.raises(Exception, match=r"(?i)unique"), database.write() as connection:
        append_documents(connection, [(journal(1), [])], NOW)


def test_the_next_sequence_of_a_key_follows_its_last_document(new_database: NewDatabase) -> None:
    database = new_database()
    made = [
        Document(**{**_plain(journal(7)), "id": DocumentId(str(n)), "sequence": n, "key": "day 1"})
        for n in range(2)
    ]
    with database.write() as connection:
        append_documents(connection, [(one, []) for one in made], NOW)
        keys = ["day 1", "day 2", *(f"other {n}" for n in range(600))]
        found = next_sequences(connection, keys)
    assert (found["day 1"], found["day 2"]) == (2, 0)
    assert list(found) == keys


def _plain(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in document.__slots__}


def test_a_move_begins_where_the_crossing_stands_or_nothing_moves(database: Database) -> None:
    one, two = journal(1), journal(2)
    with database.write() as connection:
        append_documents(connection, [(one, []), (two, [])], NOW)
        move(connection, [(one.id, State.READY, State.CLAIMED, "")], NOW)
    again = [(two.id, State.READY, State.CLAIMED, ""), (one.id, State.READY, State.CLAIMED, "")]
    with pytest.raises(ProgrammerError, match="1 of 2"), database.write() as connection:
        move(connection, again, NOW)
    with database.read() as connection:
        assert states_of(connection, [one.id, two.id]) == {one.id: State.CLAIMED, two.id: State.READY}
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM transition").scalar_one() == 3
