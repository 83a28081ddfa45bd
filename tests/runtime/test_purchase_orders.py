"""Purchase orders from facts: changed, closed, received in parts and elsewhere, returned, billed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.acceptance import shop
from tests.api.conftest import ordered, received
from tieout.core.event import event_of
from tieout.runtime.purchase_orders import PurchaseOrder, known_through, standing_orders
from tieout.storage.standing_facts import StandingFact


def standing(*facts: dict[str, Any]) -> list[PurchaseOrder]:
    return standing_orders(StandingFact(fact["date"], event_of(fact)) for fact in facts)


def units(order: PurchaseOrder, line: str) -> tuple[int, ...]:
    found = order.lines[line]
    counts = (found.ordered, found.received, found.returned, found.billed, found.open)
    return tuple(count // 10**6 for count in counts)


PLACED = ordered("PO-1", "2026-03-01", JAM=10)


def test_partial_receipts_add_up() -> None:
    parts = [received(f"GR-{n}", "2026-03-02", "JAM", n, "PO-1") for n in (3, 4)]
    [order] = standing(PLACED, *parts)
    assert (units(order, "JAM"), order.status) == ((10, 7, 0, 0, 3), "partly received")
    [order] = standing(PLACED, *parts, received("GR-5", "2026-03-03", "JAM", 5, "PO-1"))
    assert (units(order, "JAM"), order.status) == ((10, 12, 0, 0, 0), "received")


def test_a_change_states_the_lines_as_they_are_now() -> None:
    change = {**ordered("PO-1", "2026-03-02", JAR=5), "kind": "purchase_order_changed"}
    del change["supplier"], change["currency"]
    [order] = standing(PLACED, change)
    assert (units(order, "JAM")[0], units(order, "JAR")[0]) == (0, 5)


def test_bills_count_their_units_or_those_of_the_receipt_and_withdrawn_ones_none() -> None:
    came = received("GR-1", "2026-03-02", "JAM", 6, "PO-1")
    bill = shop.billed("B-1", "2026-03-03", "GR-1", 4, "8.00")
    whole = shop.billed("B-2", "2026-03-03", "GR-1", 6, "12.00")
    del whole["lines"][0]["quantity"]
    assert [units(standing(PLACED, came, one)[0], "JAM")[3] for one in (bill, whole)] == [4, 6]
    assert units(standing(PLACED, came, {**bill, "withdrawn": True})[0], "JAM")[3] == 0


def test_what_goes_back_is_shown_apart() -> None:
    came = received("GR-1", "2026-03-02", "JAM", 6, "PO-1")
    line = {"receipt": "GR-1", "receipt_line": "1", "item": "JAM", "quantity": "2"}
    back = shop.fact(
        "goods_returned_to_supplier", "R-1", "2026-03-04", number="R-1", supplier="S-1", lines=[line]
    )
    assert units(standing(PLACED, came, back)[0], "JAM") == (10, 6, 2, 0, 4)


def test_what_was_refused_at_the_door_is_still_expected() -> None:
    lines = [{"item": "JAM", "quantity": "2", "reason": "broken"}]
    refused = shop.fact("goods_rejected", "X-1", "2026-03-02", supplier="S-1", order="PO-1", lines=lines)
    [order] = standing(PLACED, received("GR-1", "2026-03-02", "JAM", 6, "PO-1"), refused)
    assert (order.lines["JAM"].rejected, units(order, "JAM")) == (2_000_000, (10, 6, 0, 0, 4))


def test_goods_of_an_order_nobody_placed_are_shown_and_expect_nothing() -> None:
    [order] = standing(received("GR-1", "2026-03-02", "JAM", 6, "PO-7"))
    assert (order.order, order.placed, units(order, "JAM"), order.status) == (
        "PO-7",
        "",
        (0, 6, 0, 0, 0),
        "received",
    )


def test_a_line_is_expected_as_stated_or_by_the_lead_time_and_late_after_that() -> None:
    """Overdue is shown in days; what is closed or has come is not."""
    agreed = shop.fact("lead_time", "S-1", "2026-03-05", supplier="S-1", days=4)
    promised = ordered("PO-2", "2026-03-01", JAM=10)
    promised["lines"][0]["expected"] = "2026-03-20"
    first, second = standing(agreed, PLACED, promised)
    assert [one.lines["JAM"].expected for one in (first, second)] == ["2026-03-05", "2026-03-20"]
    assert [first.lines["JAM"].overdue_days(date(2026, 3, day)) for day in (5, 6, 15)] == [0, 1, 10]
    over = shop.fact("purchase_order_closed", "PO-1", "2026-03-09", order="PO-1")
    came = received("GR-1", "2026-03-15", "JAM", 10, "PO-2")
    first, second = standing(agreed, PLACED, promised, over, came)
    assert [one.lines["JAM"].overdue_days(date(2026, 3, 30)) for one in (first, second)] == [0, 0]
    assert (units(first, "JAM")[-1], second.lines["JAM"].completed) == (0, "2026-03-15")
    assert standing(PLACED)[0].lines["JAM"].expected == ""


def test_on_a_day_lead_times_of_later_dates_count_and_receipts_do_not() -> None:
    agreed = shop.fact("lead_time", "S-1", "2026-03-05", supplier="S-1", days=4)
    came = received("GR-1", "2026-03-04", "JAM", 10, "PO-1")
    facts = [StandingFact(fact["date"], event_of(fact)) for fact in (PLACED, came, agreed)]
    [order] = standing_orders(known_through(facts, date(2026, 3, 3)))
    assert (order.status, order.lines["JAM"].expected) == ("open", "2026-03-05")
    assert known_through(facts, None) == facts


@pytest.mark.parametrize(
    ("amounts", "billed"),
    [
        (["16.00"], 8),  # all of 8 at 2.00
        (["15.30"], 8),  # within the tolerance of price
        (["10.00"], 5),  # what it buys
        (["10.00", "6.00"], 8),  # in two parts, each without units
        (["20.00", "5.00"], 8),  # dearer; then nothing is left to bill
    ],
)
def test_bills_that_name_no_units_bill_what_their_amount_buys(amounts: list[str], billed: int) -> None:
    """As GRNI counts them; before, each such bill was shown as one of the whole receipt line."""
    bills = []
    for number, amount in enumerate(amounts):
        bill = shop.billed(f"B-{number}", f"2026-03-0{4 + number}", "GR-1", 8, amount)
        bill["lines"] = [{key: value for key, value in bill["lines"][0].items() if key != "quantity"}]
        bills.append(bill)
    [order] = standing(PLACED, received("GR-1", "2026-03-03", "JAM", 8, "PO-1"), *bills)
    assert units(order, "JAM")[3] == billed
