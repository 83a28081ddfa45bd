"""Order documents: an order as its facts have it, and what of it is to be sent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tieout.core.capabilities import Capabilities
from tieout.core.crossing import State
from tieout.core.document import Document, OrderLine
from tieout.core.event.stored import stored_event
from tieout.cycle.order_documents import StandingOrder, _next_state, standing_orders
from tieout.storage.order_states import SentOrder
from tieout.storage.standing_facts import StandingFact

LIMITS = Capabilities()


def fact(kind: str, day: str, **fields: Any) -> StandingFact:
    plain = {"kind": kind, "source": "erp", "id": f"{kind} {day}", "date": day, "order": "PO-1", **fields}
    return StandingFact(day, stored_event(plain))


def lines(*quantities: str) -> list[dict[str, str]]:
    return [
        {"line": str(place), "item": "JAM", "quantity": quantity, "unit_price": "2.00"}
        for place, quantity in enumerate(quantities, start=1)
    ]


def placed(*quantities: str, day: str = "2026-03-02", currency: str = "USD") -> StandingFact:
    stated = lines(*(quantities or ("10",)))
    return fact("purchase_order_placed", day, supplier="S-1", currency=currency, lines=stated)


def received(quantity: str, line: str = "1", order_line: str = "") -> StandingFact:
    row = {
        "line": line,
        "item": "JAM",
        "quantity": quantity,
        "unit_price": "2.00",
        "order_line": order_line,
    }
    head = {"receipt": f"R-{quantity}-{line}", "supplier": "S-1", "location": "MAIN", "currency": "USD"}
    return fact("goods_received", "2026-03-05", lines=[row], **head)


def order(*facts: StandingFact) -> StandingOrder:
    [found] = standing_orders(facts)
    return found


def state(one: StandingOrder, *sent: SentOrder) -> Document | None:
    return _next_state("acme", one, sent, LIMITS)


def first(*quantities: str) -> Document:
    made = state(order(placed(*quantities)))
    assert made
    return made


@pytest.mark.parametrize(
    ("facts", "over"),
    [
        ((), False),
        ((received("9"),), False),
        ((received("10"),), True),
        ((received("4"), received("6", "2", "1")), True),
        ((fact("purchase_order_closed", "2026-03-06"),), True),
        ((fact("purchase_order_changed", "2026-03-03", lines=lines("12")), received("10")), False),
        ((fact("purchase_order_changed", "2026-03-03", lines=lines("8")), received("8.5")), True),
    ],
)
def test_an_order_is_over_when_all_of_it_came_or_it_was_closed(
    facts: tuple[StandingFact, ...], over: bool
) -> None:
    assert order(placed(), *facts).is_over is over


def test_what_names_an_order_nobody_placed_makes_none() -> None:
    strangers = (received("1"), fact("purchase_order_closed", "2026-03-06"))
    assert standing_orders(strangers) == []


def test_the_first_state_is_open_and_needs_its_supplier() -> None:
    made = first("10", "2.5")
    assert (made.day, made.number, made.party, made.fields) == (
        date(2026, 3, 2),
        "PO-1",
        "S-1",
        (("POStatus", "Open"),),
    )
    assert made.ordered == (OrderLine("JAM: 10 at 2.00", 2000), OrderLine("JAM: 2.5 at 2.00", 500))
    assert (len(made.needs), made.replaces) == (1, None)


def test_what_stands_is_not_sent_again_and_a_change_goes_over_it() -> None:
    earlier = first()
    sent = SentOrder(earlier, State.CONFIRMED)
    assert state(order(placed()), sent) is None
    later = state(order(placed("12")), sent)
    assert later
    assert (later.sequence, later.replaces, later.key) == (1, earlier.id, earlier.key)
    assert earlier.id in later.needs
    assert later.id != earlier.id


def test_what_follows_a_refused_state_waits_for_who_mends_it() -> None:
    for stopped in (State.REFUSED, State.BLOCKED):
        assert state(order(placed("12")), SentOrder(first(), stopped)) is None


def test_after_a_state_was_given_up_the_next_change_goes_over_the_last_that_was_not() -> None:
    earlier = first()
    second = state(order(placed("12")), SentOrder(earlier, State.CONFIRMED))
    assert second
    sent = (SentOrder(earlier, State.CONFIRMED), SentOrder(second, State.WRITTEN_OFF))
    assert state(order(placed("12")), *sent) is None, "finance gave this state up"
    third = state(order(placed("14")), *sent)
    assert third
    assert (third.sequence, third.replaces) == (2, earlier.id)


def test_an_order_that_was_over_before_it_was_shown_is_not_shown() -> None:
    assert state(order(placed(), received("10"))) is None


@pytest.mark.parametrize(
    ("quantity", "price", "minor"), [("2.5", "1.33", 332), ("1.5", "0.01", 2), ("0.5", "0.01", 0)]
)
def test_a_line_comes_to_quantity_times_price_half_to_even(quantity: str, price: str, minor: int) -> None:
    one = order(placed(quantity))
    [line] = one.lines
    object.__setattr__(line, "unit_price", Decimal(price))
    made = state(one)
    assert made
    assert made.ordered[0].minor == minor
