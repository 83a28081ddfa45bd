"""Revised sales: a sale told again leaves the books it would have left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cycle.test_desk import rules, run
from tests.oracle.engine import Answer, answer_of, cost, empty_company, load
from tests.scenarios.statements import event_of, founding
from tieout.storage.database import Database

BEFORE = (
    "item WIDGET: finished, widgets",
    "2026-03-02 goods_received R1: 7 WIDGET at 1.333333",
    "2026-03-04 goods_shipped S1 of order O1: 4 WIDGET",
)


def invoice(day: int, units: int, amount: int) -> str:
    return f"2026-03-{day:02d} invoice_issued I1 of order O1: {units} WIDGET for {amount}"


def total(answer: Answer) -> dict[object, int]:
    """Cents per account over all days; what its source calls the same is the same."""
    found: dict[object, int] = {}
    for moved in answer.cents_by_day.values():
        for account, cents in moved.items():
            found[account] = found.get(account, 0) + cents
    return {account: cents for account, cents in found.items() if cents}


def told(database: Database, *lines: str) -> Answer:
    load(database, founding())
    run(database, *BEFORE, lines[0])
    for place, line in enumerate(lines[1:]):
        run(database, line, first=10 + place, id="e4", revision=1 + place)
    return answer_of(database)


facts = st.builds(invoice, st.integers(3, 6), st.integers(1, 6), st.integers(1, 9))


@settings(max_examples=60, deadline=None)
@given(st.lists(facts, min_size=2, max_size=4))
def test_revisions_end_where_the_last_alone_would_have_ended(lines: list[str]) -> None:
    with empty_company() as revised, empty_company() as alone:
        one, other = told(revised, *lines), told(alone, lines[-1])
        assert total(one) == total(other)
        assert (one.lots, one.pinned, one.waiting == other.waiting) == (other.lots, other.pinned, True)


def test_a_sale_that_waits_is_replaced_in_its_place() -> None:
    with empty_company() as database:
        load(database, founding())
        run(
            database,
            "item WIDGET: finished, widgets",
            "2026-03-02 goods_received R1: 7 WIDGET at 1",
            "2026-03-02 invoice_issued I1 of order O1: 2 WIDGET for 4",
            "2026-03-02 invoice_issued I2 of order O1: 1 WIDGET for 2",
        )
        run(database, "2026-03-02 invoice_issued I1 of order O1: 3 WIDGET for 6", first=10, id="e3")
        run(database, "2026-03-03 goods_shipped S1 of order O1: 3 WIDGET", first=20)
        assert answer_of(database).waiting == {"erp/invoice_issued/e4"}
        with database.read() as connection:
            numbers = connection.exec_driver_sql(
                "SELECT number FROM entry WHERE rule = 'invoice'"
            ).scalars()
            assert list(numbers) == ["I1"], "nothing of it was posted before, so it needs no version"


@pytest.mark.parametrize("last", [3, 5])
def test_a_number_that_was_used_is_not_used_again_after_the_sale_waited(last: int) -> None:
    """Posted, told with more than was shipped, and once more: posted (3 units) or waiting again (5)."""
    with empty_company() as database:
        told(database, invoice(4, 4, 8), invoice(4, 6, 8), invoice(4, last, 8))
        run(database, "2026-03-05 goods_shipped S2 of order O1: 1 WIDGET", first=30)
        assert answer_of(database).waiting == set()
        with database.read() as connection:
            numbers = connection.exec_driver_sql(
                "SELECT number FROM entry WHERE rule = 'invoice'"
            ).scalars()
            assert list(numbers) == ["I1", "I1-v3"], "QuickBooks takes a number once"


def test_a_sale_paid_is_taken_back_with_the_money_that_was_held() -> None:
    with empty_company() as database:
        load(database, founding())
        sale = "2026-03-03 sale_paid P1 of order O1: 4 WIDGET for {0}; by stripe {0}"
        run(database, *BEFORE[:2], sale.format(8))
        run(database, BEFORE[2], first=5)
        run(database, sale.format(10), first=10, id="e3")
        assert rules(database)[-4:] == [
            ("2026-03-03", "reversal of money of a sale that waits for its goods"),
            ("2026-03-04", "reversal of sale paid at once"),
            ("2026-03-03", "money of a sale that waits for its goods"),
            ("2026-03-04", "sale paid at once"),
        ]


@pytest.mark.parametrize("revised", [2, 3], ids=["units as before", "more units than shipped"])
@pytest.mark.parametrize("day", [4, 9], ids=["shipped before", "shipped after"])
def test_told_anew_in_the_cycle_that_ships_it_there_is_one_sale(day: int, revised: int) -> None:
    """The shipment completes the sale as it was told first; a later step of the chunk tells it anew."""
    with empty_company() as database:
        load(database, founding())
        run(
            database,
            "item WIDGET: finished, widgets",
            "2026-03-02 goods_received R1: 7 WIDGET at 1",
            "2026-03-05 invoice_issued I1 of order O1: 2 WIDGET for 4",
        )
        shipped = event_of(f"2026-03-{day:02d} goods_shipped S1 of order O1: 2 WIDGET", 10)
        anew = event_of(f"2026-03-05 invoice_issued I1 of order O1: {revised} WIDGET for 6", 11)
        load(database, [shipped, {**anew, "id": "e3", "revision": 1}], "second.jsonl")
        cost(database)
        found = total(answer_of(database))
    recognised = revised == 2
    assert found.get(("accounts_receivable", ()), 0) == (6_00 if recognised else 0)
    assert found.get(("cogs", ("widgets",)), 0) == (2_00 if recognised else 0)
