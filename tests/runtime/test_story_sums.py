"""Story sums: what the accounts hold for an order, with what other facts added to its goods later."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from tests.insight.plant import Plant, books_of
from tests.oracle.engine import FOUNDING, cost, empty_company, load
from tests.oracle.histories import history, in_cycles
from tieout.runtime.company import Company
from tieout.runtime.story_sums import SELLING, late_costs, story_sums
from tieout.runtime.trace import candidates, only, trace


def events_named(connection: Connection, order: str) -> list[str]:
    rows = connection.exec_driver_sql(
        "SELECT e.id FROM event e JOIN record r ON r.seq = e.seq "
        "WHERE json_extract(r.raw, '$.order') = ? AND e.kind IN ('goods_shipped', 'invoice_issued')",
        (order,),
    )
    return [str(id_) for (id_,) in rows]


@pytest.mark.covers("S002-51", "S002-55")
def test_an_order_has_its_part_of_what_a_late_bill_says_of_goods_long_sold() -> None:
    """100 oats at 1.00 make 50 granola; 20 and 5 of these are sold; freight of 12.00 comes later.

    A granola bears 0.24 of the freight: 4.80 and 1.20 on cost of goods sold, 6.00 in stock.
    """
    told = Plant()
    told.found(OATS="raw", GRANOLA="finished")
    bought = told.buy("2026-03-02", "OATS", "100", "1.00")
    told.make("2026-03-03", "50", {"OATS": "100"})
    orders = [told.sell("2026-03-04", "20"), told.sell("2026-03-05", "5")]
    later = Plant(serial=told.serial)
    freight = {"supplier": "S2", "currency": "USD", "amount": "12.00", "receipts": [bought]}
    later.tell("landed_cost_billed", "2026-03-20", number="LC-1", id="LC-1", **freight)
    with books_of(told.events, later.events) as connection:
        stories = [events_named(connection, order) for order in orders]
        found = [late_costs(connection, story) for story in stories]
        sums = {
            one.account: (one.posted, one.late, one.together)
            for one in story_sums(connection, "USD", stories[0], found[0])
        }
    assert [[(one.external_id, one.value, one.days) for one in each] for each in found] == [
        [("LC-1", 4_80000000, ("2026-03-20",))],
        [("LC-1", 1_20000000, ("2026-03-20",))],
    ]
    assert [len(one.entries) for each in found for one in each] == [1, 1]
    assert sums.pop("accounts_receivable(USD)") == (1000_00000000, 0, 1000_00000000)
    [(account, cogs)] = [(key, value) for key, value in sums.items() if key.startswith("cogs")]
    assert cogs == (40_00000000, 4_80000000, 44_80000000), account


@pytest.mark.covers("S002-52")
@pytest.mark.parametrize("seed", [0, 2, 3, 4, 5, 7])
def test_stories_and_their_late_costs_are_all_that_cost_of_goods_sold_holds(seed: int) -> None:
    """Whatever moved goods that were sold: either a fact of the sale posted it, or it is a late cost.

    Each late entry may round by a cent per line.
    """
    cycles = in_cycles(history(seed, 90), seed, 3)
    with empty_company() as database:
        load(database, FOUNDING, "parties.jsonl")
        for place, events in enumerate(cycles):
            load(database, events, f"cycle-{place}.jsonl")
            cost(database)
        with database.read() as connection:
            rows = connection.exec_driver_sql("SELECT id, kind FROM event").all()
            selling = [row.id for row in rows if row.kind in SELLING]
            late = late_costs(connection, selling)
            sums = story_sums(connection, "USD", selling, late)
            held = connection.exec_driver_sql(
                "SELECT COALESCE(SUM(CASE side WHEN 'Dr' THEN home ELSE -home END), 0) FROM entry_line "
                "WHERE account LIKE 'cogs%' OR account = 'shipped_not_invoiced'"
            ).scalar_one()
    ours = sum(
        one.together
        for one in sums
        if one.account.startswith("cogs") or one.account == "shipped_not_invoiced"
    )
    assert late, "nothing came late"
    assert abs(ours - held * 10**6) <= len(late) * 10**6


def test_the_trace_of_an_order_shows_what_the_accounts_hold_for_it(pantry: Company) -> None:
    """12 granola of 70 made of 21 kilos at 1.35, labour 10.00 and overhead 2.01: 6.92; it is paid."""
    told = trace(pantry, only("SO-1", candidates(pantry, "SO-1")))
    sums = {one.account: one.together for one in told.sums}
    assert sums["accounts_receivable(USD)"] == 0
    assert sums["cogs(granola)"] == -sums["inventory_finished"] == 6_92000000
    assert sums["clearing(stripe,USD)"] == 60_00000000, "the payout holds other orders too"
    payout = trace(pantry, only("PO-1", candidates(pantry, "PO-1")))
    assert (payout.late, payout.sums) == ((), ())
