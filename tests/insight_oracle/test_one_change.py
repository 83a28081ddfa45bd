"""A month and the same again with one thing changed: that cause, and no other. This needs no oracle.

The second month is the first one's facts, each a month later, under names of their own.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.insight.plant import books_of
from tests.insight_oracle.compare import OF_ROUNDING, Question, told
from tests.insight_oracle.histories import RAW, Event, history, in_money, month_of

FOUNDING = ("item", "party")
NAMES = ("receipt", "run", "order", "shipment", "number", "lot", "bom", "id")
"""Fields that name a fact or a lot: the second month has its own."""
ASKED = ("GRANOLA", "MIX")
SEED = 13
"""A month in which both are sold, and everything happens that is doubled here."""
Change = Callable[[Event], None]


def again(events: list[Event], change: Change) -> list[Event]:
    """The facts of February, told again for March with a change; recipes of before begin in March."""
    found = []
    for event in copy.deepcopy(events):
        change(event)
        day = event["date"].replace("2026-02", "2026-03").replace("2026-01-01", "2026-03-01")
        found.append({**_renamed(event), "date": day, "sequence": event["sequence"] + 10**6})
    return found


def _renamed(value: Any) -> Any:
    if isinstance(value, list):
        return [_renamed(one) for one in value]
    if isinstance(value, dict):
        return {key: _name(key, one) for key, one in value.items()}
    return value


def _name(key: str, value: Any) -> Any:
    if key in ("receipts", "runs"):
        return [f"{one}-AGAIN" for one in value]
    return f"{value}-AGAIN" if key in NAMES else _renamed(value)


@contextmanager
def both_months(events: list[Event], change: Change) -> Iterator[Connection]:
    second = again([one for one in events if one["kind"] not in FOUNDING], change)
    with books_of([*events, *second]) as connection:
        assert not connection.exec_driver_sql("SELECT event FROM quarantine").all()
        yield connection


def causes(connection: Connection, item: str) -> dict[str, Fraction]:
    """What March's change is put down to, in money, but for rounding."""
    found = told(connection, Question("cogs", item, "2026-02", "2026-03"))
    assert found is not None
    assert found.before.units
    return {
        one.cause.value: Fraction(one.value, 10**8) for one in found.causes if abs(one.value) > OF_ROUNDING
    }


def doubled(holder: Event, *fields: str) -> None:
    for field in fields:
        if field in holder:
            holder[field] = _twice(holder[field])


def _twice(text: str) -> str:
    whole, _, places = text.partition(".")
    digits = str(2 * int(whole + places)).rjust(len(places) + 1, "0")
    return f"{digits[: -len(places)]}.{digits[-len(places) :]}" if places else digits


def nothing(_: Event) -> None:
    """The same month again."""


def prices(event: Event) -> None:
    """Receipts and bills at twice the price."""
    for line in event.get("lines", ()):
        if event["kind"] == "goods_received":
            doubled(line, "unit_price")
        elif event["kind"] == "bill_approved":
            doubled(line, "amount")
    if event["kind"] == "bill_approved":
        doubled(event, "total")


def rates(event: Event) -> None:
    doubled(event, "rate")


def freight(event: Event) -> None:
    """Freight and others' work at twice the amount."""
    if event["kind"] == "landed_cost_billed":
        doubled(event, "amount")


def labour(event: Event) -> None:
    doubled(event, *(["labour"] if event["kind"] != "bom_version" else []))


def overhead(event: Event) -> None:
    doubled(event, *(["overhead"] if event["kind"] != "bom_version" else []))


def volume(event: Event) -> None:
    """Twice of everything but of what a recipe asks for a hundred."""
    if event["kind"] == "bom_version":
        return
    if event["kind"] == "bill_approved":
        prices(event)
    freight(event)
    doubled(event, "labour", "overhead", "scrapped", "abnormal_scrap", "expected_remaining")
    for line in (*event.get("lines", ()), *event.get("consumed", ()), *event.get("outputs", ())):
        doubled(line, "quantity", "value")


@pytest.mark.covers("S002-26", "S002-27")
@pytest.mark.parametrize(
    ("change", "cause", "without"),
    [
        (nothing, "", ()),
        (prices, "supplier price", ()),
        (rates, "exchange rate", ("by value",)),
        (freight, "landed cost", ()),
        (labour, "labour", ()),
        (overhead, "overhead", ()),
        (volume, "volume", ()),
    ],
)
def test_what_alone_is_doubled_is_the_only_cause(
    change: Change, cause: str, without: tuple[str, ...]
) -> None:
    with both_months(month_of(SEED, *without), change) as connection:
        for item in ASKED:
            assert causes(connection, item).keys() == ({cause} if cause else set())


def _mixing(events: list[Event]) -> set[str]:
    """The runs that make mix."""
    made = (one for one in events if one["kind"] == "production_completed")
    return {one["run"] for one in made if one["outputs"][0]["item"] == "MIX"}


def test_a_recipe_that_asks_for_twice_and_gets_it_is_a_change_of_the_bom_alone() -> None:
    events = month_of(SEED)
    mixing = _mixing(events)

    def twice(event: Event) -> None:
        if event["kind"] == "bom_version" and event["item"] == "MIX":
            for line in event["components"]:
                doubled(line, "quantity")
        if event.get("run") in mixing:
            for line in event["consumed"]:
                doubled(line, *(["quantity"] if line["item"] != "SUGAR" else []))
        if event["kind"] in ("goods_received", "bill_approved"):
            volume(event)
        if "receipts" in event:
            freight(event)

    with both_months(events, twice) as connection:
        for item in ASKED:
            assert causes(connection, item).keys() == {"BOM change"}


def test_a_recipe_that_asks_for_twice_and_does_not_get_it_is_made_up_for_by_usage() -> None:
    def asks(event: Event) -> None:
        for line in event.get("components", ()):
            doubled(line, "quantity")

    with both_months(month_of(SEED), asks) as connection:
        for item in ASKED:
            found = causes(connection, item)
            assert found.keys() == {"BOM change", "usage and yield"}
            assert abs(sum(found.values(), Fraction(0))) * 10**8 <= OF_ROUNDING


def test_other_shares_of_suppliers_at_the_same_prices_are_sourcing_mix_alone() -> None:
    """Each supplier has a price of its own in both months; in March half of the receipts are another's."""
    asked = {"S1": 100, "S2": 120}
    choice = random.Random(7)

    def from_(supplier: str, event: Event) -> None:
        (line,) = event["lines"]
        line["unit_price"] = in_money(RAW[line["item"]] * asked[supplier] // 100)
        event |= {"supplier": supplier, "currency": "USD"}
        event.pop("rate", None)

    def other(event: Event) -> None:
        if event["kind"] == "goods_received" and choice.random() < 0.5:
            from_("S2" if event["supplier"] == "S1" else "S1", event)

    events = month_of(SEED, "bill", "freight", "write_down")
    for event in events:
        if event["kind"] == "goods_received":
            from_(event["supplier"], event)
    with both_months(events, other) as connection:
        for item in ASKED:
            assert causes(connection, item).keys() == {"sourcing mix"}


def test_there_and_back_is_nothing_and_two_steps_are_one() -> None:
    """Single causes differ with the way that is asked; their sum does not, in money and in cents."""
    february, march, april = "2026-02", "2026-03", "2026-04"
    with books_of(*history(11)) as connection:
        for measure, item in (("cogs", "GRANOLA"), ("stock", "MIX")):
            found = {
                (before, after): told(connection, Question(measure, item, before, after))
                for before, after in (
                    (february, march),
                    (march, february),
                    (march, april),
                    (february, april),
                )
            }
            change = {pair: (one.change, one.minor) for pair, one in found.items() if one}
            there, back = change[february, march], change[march, february]
            on, whole = change[march, april], change[february, april]
            assert there == tuple(-one for one in back)
            assert whole == tuple(one + two for one, two in zip(there, on, strict=True))
            assert all(there)
