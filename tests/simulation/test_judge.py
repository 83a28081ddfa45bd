"""Judge: it counts in the books, and each kind of fault is its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulation.faults import Fault
from tests.simulation.history import History, happened
from tests.simulation.judge import Evidence, Verdict, _named, judged
from tests.simulation.machine import environment
from tests.simulation.plan import PersonAct, Plan


@pytest.fixture
def quiet() -> Iterator[History]:
    """A history in which nothing happens but work."""
    with environment():
        plan = Plan(seed=4, world=1, emulator={"custom_txn_numbers": True})
        history = happened(4, plan=plan)
        yield history
        history.machine.close()


@pytest.fixture
def with_orders() -> Iterator[History]:
    """The same with a purchase order that changed."""
    with environment():
        plan = Plan(seed=4, world=1, emulator={"custom_txn_numbers": True})
        history = happened(4, plan=plan, orders=True)
        yield history
        history.machine.close()


def first(history: History, type_: str) -> Any:
    return next(birth for birth in history.world.births if birth.type == type_)


def test_a_quiet_history_is_without_a_finding(quiet: History) -> None:
    assert judged(quiet).findings == []
    assert quiet.died == []
    assert quiet.struck == {}


def test_a_document_that_is_gone_and_nobody_took_out_is_lost(quiet: History) -> None:
    gone = first(quiet, "JournalEntry")
    quiet.world.control("delete", {"entity": gone.type, "id": gone.id})
    assert len(judged(quiet).lost) == 1


def test_an_order_is_there_once_in_its_last_state(with_orders: History) -> None:
    assert judged(with_orders).findings == []
    states = [one.document for one in with_orders.wanted if one.document.type == "PurchaseOrder"]
    assert len(states) >= 2
    shown = first(with_orders, "PurchaseOrder")
    held = with_orders.world.held(shown)
    assert held is not None
    assert held["PrivateNote"].endswith(states[-1].id)
    with_orders.world.control(
        "edit", {"entity": shown.type, "id": shown.id, "change": {"Line": held["Line"][:1] * 5}}
    )
    assert len(judged(with_orders).lost) == 1


def test_an_order_that_is_gone_is_lost_in_each_of_its_states(with_orders: History) -> None:
    shown = first(with_orders, "PurchaseOrder")
    with_orders.world.control("delete", {"entity": shown.type, "id": shown.id})
    assert len(judged(with_orders).lost) >= 2


def test_a_copy_is_a_duplicate(quiet: History) -> None:
    copied = first(quiet, "JournalEntry")
    quiet.world.control("duplicate", {"entity": copied.type, "id": copied.id})
    assert len(judged(quiet).duplicated) == 1


def test_another_amount_in_the_books_is_named_by_document(quiet: History) -> None:
    edited = first(quiet, "JournalEntry")
    held = quiet.world.held(edited)
    assert held is not None
    lines = [line | {"Amount": line["Amount"] * 2} for line in held["Line"]]
    quiet.world.control("edit", {"entity": edited.type, "id": edited.id, "change": {"Line": lines}})
    [found] = judged(quiet).untied
    assert "posts" in found


def test_a_crossing_that_is_nobodys_is_stuck(quiet: History) -> None:
    quiet.machine.place.states()
    store = quiet.machine.place._looking
    assert store is not None
    store.execute("UPDATE crossing_state SET state = 'uncertain' WHERE state = 'confirmed'")
    assert len(judged(quiet).stuck) >= 4


def test_a_history_without_an_end_is_stuck(quiet: History) -> None:
    quiet.stuck = "no end"
    assert judged(quiet).stuck == ["no end"]


def test_what_a_person_changed_and_nobody_named_is_found() -> None:
    act = PersonAct(Fault.EDITED, 1, "memo")
    plan = Plan(seed=4, world=1, acts=[act], emulator={"custom_txn_numbers": True})
    with environment():
        history = happened(4, plan=plan)
        evidence, verdict = Evidence.of(history), Verdict()
        assert judged(history).findings == []
        evidence.cases.clear()
        _named(evidence, verdict)
        history.machine.close()
    [found] = verdict.unnamed
    assert found.startswith("edit (memo)")
