"""World: what appears in the books is noted by itself, people act at their occasion, time brings things."""

from __future__ import annotations

from datetime import timedelta

from tests.simulation.faults import Fault
from tests.simulation.plan import PersonAct, Plan
from tests.simulation.world import START, World

RECEIPT = {
    "PrivateNote": "Shop\ntieout:abc",
    "Line": [
        {
            "DetailType": "SalesItemLineDetail",
            "Amount": 5,
            "SalesItemLineDetail": {"ItemRef": {"value": "1"}},
        }
    ],
}


def world(*acts: PersonAct) -> World:
    return World(Plan(seed=0, world=1, acts=list(acts)), lambda _text: None)


def test_no_two_looks_at_the_clock_are_alike() -> None:
    made = world()
    first, second = made.now(), made.now()
    assert START < first < second < START + timedelta(seconds=1)


def test_births_are_noted_with_our_mark_or_their_name_and_what_was_there_before_is_not() -> None:
    made = world()
    assert made.births == []
    made.control("create", {"entity": "SalesReceipt", "body": RECEIPT})
    made.control("create", {"entity": "Customer", "body": {"DisplayName": "Ada"}})
    assert [(birth.type, birth.subject) for birth in made.births] == [
        ("SalesReceipt", "abc"),
        ("Customer", "Ada"),
    ]


def test_a_person_waits_for_the_state_the_act_is_about() -> None:
    made = world(PersonAct(Fault.VOIDED_UNCERTAIN, 1, "memo"))
    made.control("create", {"entity": "SalesReceipt", "body": RECEIPT})
    made.states = lambda: {"abc": "confirmed"}
    made.look_around()
    assert made.done == []
    made.states = lambda: {"abc": "uncertain"}
    made.look_around()
    [done] = made.done
    held = made.held(done.birth)
    assert held is not None
    assert held["TotalAmt"] == 0
    assert made.struck == {Fault.VOIDED_UNCERTAIN: 1}
    made.look_around()
    assert len(made.done) == 1


def test_the_second_occasion_is_the_second() -> None:
    made = world(PersonAct(Fault.DELETED, 2, "memo"))
    made.control("create", {"entity": "SalesReceipt", "body": RECEIPT})
    made.states = lambda: {"abc": "confirmed"}
    made.look_around()
    assert made.done == []
    made.look_around()
    assert made.held(made.done[0].birth) is None


def test_the_books_close_before_the_nth_request_that_writes() -> None:
    plan = Plan(seed=0, world=1, closing=(2, 25))
    made = World(plan, lambda _text: None)
    made.before_write()
    assert made.closed_at is None
    made.before_write()
    assert made.books.preferences["AccountingInfoPrefs"]["BookCloseDate"] == "2026-06-05"
    assert made.struck == {Fault.CLOSED: 1}
