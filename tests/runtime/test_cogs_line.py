"""Lines of cost of goods sold: the leaves of each sum to it exactly."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from tests.insight.plant import Plant, books_of
from tests.oracle.engine import FOUNDING, cost, empty_company, load
from tests.oracle.histories import any_history, history, in_cycles
from tieout.insight.leaf import ROUNDING
from tieout.runtime.cogs_line import CogsLine, cogs_lines

Told = dict[tuple[str, str, str], str]


def leaves(line: CogsLine) -> Told:
    """Leaves as cents to four places, by kind, name and item."""
    return {(one.kind, one.name, one.item): f"{one.value / 10**8:.4f}" for one in line.leaves}


@pytest.mark.covers("S002-51", "S002-55")
def test_a_line_down_to_receipts_freight_labour_and_overhead() -> None:
    """90 loaves of 100 flour (60 at 1.00, 40 at 1.50) with freight of 12.00 on the first 60, labour 18.00,
    overhead 9.00: 60 + 60 + 12 + 18 + 9 = 159.00. 30 loaves are a third of each.
    """
    told = Plant()
    told.found(FLOUR="raw", BREAD="finished")
    first = told.buy("2026-03-02", "FLOUR", "60", "1.00")
    second = told.buy("2026-03-03", "FLOUR", "40", "1.50")
    freight = {"number": "LC-1", "supplier": "S2", "currency": "USD", "amount": "12.00"}
    told.tell("landed_cost_billed", "2026-03-04", receipts=[first], id="LC-1", **freight)
    told.make(
        "2026-03-05", "90", {"FLOUR": "100"}, item="BREAD", run="R-1", labour="18.00", overhead="9.00"
    )
    told.sell("2026-03-06", "30", item="BREAD")
    again = Plant(serial=told.serial)
    again.tell(
        "landed_cost_billed", "2026-03-20", receipts=[second], id="LC-2", **{**freight, "number": "LC-2"}
    )
    with books_of(told.events, again.events) as connection:
        rows = connection.exec_driver_sql("SELECT id FROM event ORDER BY seq").all()
        sold, late = cogs_lines(connection, "USD", [event for (event,) in rows])
    assert (sold.kind, sold.minor, late.kind, late.minor) == (
        "goods_shipped",
        5300,
        "landed_cost_billed",
        400,
    )
    assert leaves(sold) == {
        ("material", f"{first}/1", "FLOUR"): "20.0000",
        ("material", f"{second}/1", "FLOUR"): "20.0000",
        ("landed cost", "LC-1", "FLOUR"): "4.0000",
        ("labour", "R-1", "BREAD"): "6.0000",
        ("overhead", "R-1", "BREAD"): "3.0000",
    }
    assert {one.path for one in sold.leaves if one.item == "FLOUR"} == {("BREAD", "FLOUR")}
    assert leaves(late) == {("late cost", "LC-2", "BREAD"): "4.0000"}


_PLACES = (
    "SELECT account FROM lot WHERE id IN (SELECT lot FROM take WHERE event = :event "
    "UNION SELECT sink FROM take WHERE event = :event "
    "UNION SELECT lot FROM revaluation WHERE event = :event) OR event = :event "
    "UNION SELECT l.account FROM entry e JOIN entry_line l ON l.entry = e.seq WHERE e.event = :event "
    "UNION SELECT 'grni' FROM event WHERE id = :event AND kind LIKE 'bill%'"
)


def other_places(connection: Connection, line: CogsLine) -> int:
    """How many other accounts the event moves, by a cent or by less."""
    rows = connection.exec_driver_sql(_PLACES, {"event": line.event})
    return len({account for (account,) in rows} - {line.account})


@pytest.mark.covers("S002-52")
@pytest.mark.parametrize("seed", [*range(30), 57, 398])
def test_the_leaves_of_every_line_of_random_histories_sum_to_it(seed: int) -> None:
    """Every event that moved cost of goods sold, in one cycle or several, circular shortages apart.

    In histories 16 and 398 one shipment completes two sales: of as many units, and of two days.

    What is left as rounding is the cents of the entry. A pinned account moves by the difference of two
    rounded balances, which is within a cent of what it moved exactly; the line takes what these leave of
    the entry's balance. So a line has less than a cent of rounding for each account the entry moves; the
    widest of these histories is 2.27 cents where eight accounts move.
    """
    size = (30, 60, 60, 90, 140)[seed % 5]
    told = any_history(seed, size) if seed % 9 == 8 else history(seed, size)
    cycles = in_cycles(told, seed, 2 + seed % 4) if seed % 5 in (1, 3) and seed % 9 != 8 else [told]
    with empty_company() as database:
        load(database, FOUNDING, "parties.jsonl")
        for place, events in enumerate(cycles):
            load(database, events, f"cycle-{place}.jsonl")
            cost(database)
        with database.read() as connection:
            every = [event for (event,) in connection.exec_driver_sql("SELECT id FROM event")]
            lines = cogs_lines(connection, "USD", every)
            places = [other_places(connection, line) for line in lines]
            whole = connection.exec_driver_sql(
                "SELECT COALESCE(SUM(CASE side WHEN 'Dr' THEN home ELSE -home END), 0) FROM entry_line "
                "WHERE account LIKE 'cogs%'"
            ).scalar_one()
    assert sum(line.minor for line in lines) == whole
    for line, moved in zip(lines, places, strict=True):
        assert sum(leaf.value for leaf in line.leaves) == line.minor * 10**6
        rounding = sum(abs(leaf.value) for leaf in line.leaves if leaf.kind == ROUNDING)
        assert rounding < moved * 10**6, line


def test_a_line_of_fewer_shipped_is_another_share_of_what_stays_sold() -> None:
    """4 went at 1.00, 1.00, 3.00 and 3.00, 2 of them invoiced: 4.00. One at 3.00 stayed: 2 of 5.00 ÷ 3.

    So those sold cost 0.6667 less, and no unit of them moved.
    """
    told = Plant()
    told.found(FLOUR="raw")
    told.buy("2026-03-02", "FLOUR", "2", "1.00")
    told.buy("2026-03-02", "FLOUR", "2", "3.00")
    told.sell("2026-03-03", "4", "20.00", item="FLOUR")
    told.events[-1]["lines"][0]["quantity"] = "2"
    shipped = told.events[-2]
    line = {**shipped["lines"][0], "quantity": "3"}
    with books_of(told.events, [{**shipped, "lines": [line]}]) as connection:
        rows = connection.exec_driver_sql("SELECT id FROM event ORDER BY seq").all()
        sold, less = cogs_lines(connection, "USD", [event for (event,) in rows])
    assert (sold.minor, less.minor) == (400, -67)
    assert leaves(less) == {("late cost", shipped["id"], "FLOUR"): "-0.6667", (ROUNDING, "", ""): "-0.0033"}
