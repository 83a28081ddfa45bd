"""Cost of goods sold explained, through the real path: loaded, costed, posted, read back.

The figures are worked out in the comments, from the definitions of docs/howto/explain.md alone.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from tests.insight.plant import Plant, explained, in_cents
from tests.laws.test_methods import under
from tests.oracle.engine import FOUNDING, cost, empty_company, load
from tests.oracle.histories import _deal, any_history, history, in_cycles
from tests.scenarios.scenario import books_of, read
from tieout.core.errors import TerminalError
from tieout.core.period import span
from tieout.insight.sold import period_cost
from tieout.runtime.cogs import cogs_explained, sold_lots
from tieout.runtime.history import history_of

SCENARIOS: Final = Path(__file__).parents[1] / "scenarios"
BY_MONTH: Final = (
    "SELECT SUBSTR(e.day, 1, 7), SUM(CASE l.side WHEN 'Dr' THEN l.home ELSE -l.home END) FROM entry e "
    "JOIN entry_line l ON l.entry = e.seq WHERE l.account LIKE 'cogs%' GROUP BY 1"
)
SOLD_ITEMS: Final = "SELECT DISTINCT item FROM lot WHERE account LIKE 'cogs%'"


def plant(**bom: str) -> Plant:
    told = Plant()
    told.found(OATS="raw", NUTS="raw", GRANOLA="finished")
    told.bom("2026-01-01", "A", **(bom or {"OATS": "100", "NUTS": "10"}))
    return told


def month(
    told: Plant,
    month: int,
    *,
    runs: int = 2,
    good: str = "100",
    oats: str = "100",
    nuts: str = "10",
    price: str = "1.00",
    sold: str = "",
    buy: dict[str, Any] | None = None,
    **run: Any,
) -> str:
    """What a month buys, makes and sells; the receipt of its oats."""
    day = f"2026-{month:02}"
    receipt = told.buy(f"{day}-01", "OATS", str(runs * int(oats)), price, **(buy or {}))
    told.buy(f"{day}-01", "NUTS", str(runs * int(nuts)), "4.00")
    for _ in range(runs):
        facts = {"labour": "20.00", "overhead": "10.00", **run}
        told.make(f"{day}-10", good, {"OATS": oats, "NUTS": nuts}, **facts)
    told.sell(f"{day}-20", sold or str(runs * int(good)))
    return receipt


@pytest.mark.covers("S002-26", "S002-27", "S002-29")
def test_the_named_case_to_the_cent() -> None:
    """Yield loss of 3 % on eleven runs, a BOM change on the 16th, a price rise on the 5th for four runs.

    February: ten runs of 100 kg oats at 1.00, 10 kg nuts at 4.00, labour 20.00, overhead 10.00, each 100
    good units: 170.00 a run, 1.70 a unit; 1,000 units sold = 1,700.00.

    March: twelve runs begin 100 units each; runs 1 to 11 lose 3 and make 97, run 12 makes 100:
    11 × 97 + 100 = 1,167 units, all sold. Oats bought on the 5th cost 1.20 and last for runs 3 to 6; the
    others cost 1.00. From the 16th (run 7) the BOM asks for 12 kg nuts per 100 units instead of 10.
      oats   8 × 100 × 1.00 + 4 × 100 × 1.20 = 1,280.00
      nuts   (6 × 10 + 6 × 12) × 4.00        =   528.00
      labour 12 × 20.00 = 240.00, overhead 12 × 10.00 = 120.00
      together 2,168.00: 468.00 more than February.

    volume         (1,167 − 1,000) × 1.70                                            = 283.90
    BOM change     asked of nuts for 1,167 good units: 6 × 97 × 0.10 + 5 × 97 × 0.12 + 100 × 0.12
                   = 58.2 + 58.2 + 12.0 = 128.4 kg; by the old BOM 116.7 kg; 11.7 × 4.00 =  46.80
    usage, yield   oats used 1,200, asked 1,167: 33 × 1.00 = 33.00
                   nuts used   132, asked 128.4: 3.6 × 4.00 = 14.40
                   units begun 1,200 for 1,167: 33 × (0.20 + 0.10) = 9.90           =  57.30
    supplier price 1,200 kg at 1,280 ÷ 1,200 instead of 1.00                         =  80.00
    labour, overhead: 0.20 and 0.10 a unit begun in both months                      =   0.00
    283.90 + 46.80 + 57.30 + 80.00 = 468.00
    """
    told = plant()
    month(told, 2, runs=10)
    told.bom("2026-03-16", "B", OATS="100", NUTS="12")
    cheap, dear = "1.00", "1.20"
    for day, price, kilos in (("01", cheap, "200"), ("05", dear, "400"), ("13", cheap, "600")):
        told.buy(f"2026-03-{day}", "OATS", kilos, price)
    told.buy("2026-03-01", "NUTS", "132", "4.00")
    for run, date_ in enumerate((2, 3, 5, 6, 9, 12, 16, 17, 18, 19, 23, 24), start=1):
        whole = run == 12
        told.make(
            f"2026-03-{date_:02}",
            "100" if whole else "97",
            {"OATS": "100", "NUTS": "10" if run < 7 else "12"},
            run=f"MARCH-{run}",
            scrapped="0" if whole else "3",
            labour="20.00",
            overhead="10.00",
        )
    told.sell("2026-03-30", "1167")
    found = explained(told.events)
    assert (found.before.minor, found.after.minor, found.minor) == (170000, 216800, 46800)
    assert in_cents(found) == {
        "volume": 28390,
        "BOM change": 4680,
        "usage and yield": 5730,
        "supplier price": 8000,
    }
    assert sum(one.value for one in found.causes) == found.change == 468_00000000
    causes = {one.cause.value: one for one in found.causes}
    # 1.857755 − 1.70 a unit: 184.10 ÷ 1,167, the causes but volume
    assert found.unit_change == sum(one.per_unit for one in found.causes) == 15775493
    assert causes["supplier price"].per_unit == 6855184  # 80.00 ÷ 1,167 = 0.068551842…
    [dearer] = causes["supplier price"].steps
    assert dearer.path == ("OATS",)
    assert [(one.kind, int(one.units) // 10**6) for one in dearer.evidence_after] == [
        ("goods_received", 600),
        ("goods_received", 400),
        ("goods_received", 200),
    ]
    [asked] = causes["BOM change"].steps
    assert {one.name for one in asked.evidence_after} == {"GRANOLA A", "GRANOLA B"}
    lost = {step.what: step for step in causes["usage and yield"].steps}
    assert {what: step.value // 10**6 for what, step in lost.items()} == {
        "usage of OATS": 3300,
        "usage of NUTS": 1440,
        "begun": 990,
    }
    assert {one.name for one in lost["usage of OATS"].evidence_after} == {
        f"MARCH-{run}" for run in range(1, 13)
    }


@pytest.mark.covers("S002-27")
def test_two_equal_months_have_no_cause() -> None:
    told = plant()
    for one in (2, 3):
        month(told, one)
    found = explained(told.events)
    assert found.minor == found.change == found.unit_change == 0
    assert [(one.value, one.minor, one.per_unit) for one in found.causes] == [(0, 0, 0)] * len(found.causes)


def _price(told: Plant) -> None:
    month(told, 2)
    month(told, 3, price="1.25")  # 200 kg × 0.25


def _labour(told: Plant) -> None:
    month(told, 2)
    month(told, 3, labour="23.50")  # 2 × 3.50


def _overhead(told: Plant) -> None:
    month(told, 2)
    month(told, 3, overhead="9.00")  # 2 × −1.00


def _usage(told: Plant) -> None:
    month(told, 2)
    month(told, 3, oats="104")  # 8 kg at 1.00


def _volume(told: Plant) -> None:
    month(told, 2)
    month(told, 3, runs=3)  # 100 units at 1.70


def _bom(told: Plant) -> None:
    month(told, 2)
    told.bom("2026-03-01", "B", OATS="90", NUTS="15")  # per 100: −10 kg at 1.00, +5 kg at 4.00
    month(told, 3, oats="90", nuts="15")


def _exchange(told: Plant) -> None:
    month(told, 2, price="0.80", buy={"currency": "EUR", "rate": "1.25"})
    month(told, 3, price="0.80", buy={"currency": "EUR", "rate": "1.30"})  # 200 × 0.80 × 0.05


def _landed(told: Plant) -> None:
    month(told, 2)
    receipt = month(told, 3)
    facts = {"supplier": "S1", "currency": "USD", "amount": "12.00", "receipts": [receipt]}
    told.tell("landed_cost_billed", "2026-03-25", number="FREIGHT", **facts)


def _sourcing(told: Plant) -> None:
    month(told, 2)
    month(told, 3, price="1.10", buy={"supplier": "S2"})  # 200 × 0.10


def _prior(told: Plant) -> None:
    receipt = month(told, 2)
    month(told, 3)
    facts = {"supplier": "S1", "currency": "USD", "amount": "7.00", "receipts": [receipt]}
    told.tell("landed_cost_billed", "2026-03-02", number="FREIGHT", **facts)


def _returned(told: Plant) -> None:
    """Ten of February's units come back in March, at 1.70 each."""
    month(told, 2)
    order = next(one["order"] for one in reversed(told.events) if "order" in one)
    line = {"item": "GRANOLA", "quantity": "10", "shipment": order, "shipment_line": "1", "restock": False}
    told.tell("goods_returned", "2026-03-05", number="RMA", customer="C1", location="MAIN", lines=[line])
    month(told, 3)


@pytest.mark.covers("S002-26")
@pytest.mark.parametrize(
    ("tell", "cause", "cents"),
    [
        (_price, "supplier price", 5000),
        (_labour, "labour", 700),
        (_overhead, "overhead", -200),
        (_usage, "usage and yield", 800),
        (_volume, "volume", 17000),
        (_bom, "BOM change", 2000),
        (_exchange, "exchange rate", 800),
        (_landed, "landed cost", 1200),
        (_sourcing, "sourcing mix", 2000),
        (_prior, "prior-period adjustments", 700),
        (_returned, "volume", -1700),
    ],
)
def test_what_alone_changes_is_the_only_cause(
    tell: Callable[[Plant], None], cause: str, cents: int
) -> None:
    told = plant()
    tell(told)
    found = explained(told.events)
    assert in_cents(found) == {cause: cents}
    assert [one.cause.value for one in found.causes if one.value] == [cause]
    assert found.minor == cents


def test_a_price_told_anew_after_the_goods_were_sold_is_a_supplier_price_of_its_month() -> None:
    """200 kg at 1.00, told as 1.25 once all of it is sold: 50.00 follow the goods to what was sold."""
    told = plant()
    month(told, 2)
    receipt = month(told, 3)
    line = {"line": "1", "item": "OATS", "quantity": "200", "unit_price": "1.25"}
    facts = {"supplier": "S1", "currency": "USD", "location": "MAIN", "revision": 1}
    id_ = next(one["id"] for one in told.events if one.get("receipt") == receipt)
    again = Plant(serial=told.serial)
    again.tell("goods_received", "2026-03-01", id=id_, receipt=receipt, lines=[line], **facts)
    found = explained(told.events, again.events)
    assert in_cents(found) == {"supplier price": 5000}
    [step] = next(one.steps for one in found.causes if one.value)
    assert ("goods_received", id_) in {(one.kind, one.name) for one in step.evidence_after}


@pytest.mark.covers("S002-26", "S002-49")
@pytest.mark.parametrize(
    ("day", "causes"),
    [("2026-02-25", {}), ("2026-03-25", {"prior-period adjustments": 400})],
)
def test_what_a_bill_differs_follows_the_goods_into_the_cause_of_its_month(
    day: str, causes: dict[str, int]
) -> None:
    """February's 200 kg at 1.00 are billed at 1.02 when all of it is sold: 4.00.

    Billed in February it is part of that month's price, and March buys at 1.02 as well: nothing changed.
    Billed in March it is an adjustment of a prior period; March buys at 1.00.
    """
    told = plant()
    receipt = month(told, 2)
    month(told, 3, price="1.00" if causes else "1.02")
    billed = Plant(serial=told.serial)
    line = {"line": "1", "receipt": receipt, "receipt_line": "1", "quantity": "200", "amount": "204.00"}
    facts = {"number": "B-1", "supplier": "S1", "currency": "USD", "total": "204.00"}
    billed.tell("bill_approved", day, id="B-1", lines=[line], **facts)
    found = explained(told.events, billed.events)
    assert in_cents(found) == causes
    if causes:
        [step] = next(one.steps for one in found.causes if one.value)
        assert [(one.kind, one.name) for one in step.evidence_after] == [("bill_approved", "B-1")]


def test_a_lower_yield_alone_moves_usage_and_yield_alone() -> None:
    """Both months sell 194 units, at the same rates per unit begun.

    February begins 194 units with 194 kg oats; March begins 200 with 200 kg and loses 6. A unit begun
    costs 1.00 of oats and 0.30 of labour and overhead: 6 × 1.30 = 7.80.
    """
    told = plant(OATS="100")
    for one, good, oats, labour, overhead, lost in (
        (2, "97", "97", "19.40", "9.70", "0"),
        (3, "97", "100", "20.00", "10.00", "3"),
    ):
        day = f"2026-{one:02}"
        told.buy(f"{day}-01", "OATS", str(2 * int(oats)), "1.00")
        for _ in range(2):
            told.make(f"{day}-10", good, {"OATS": oats}, labour=labour, overhead=overhead, scrapped=lost)
        told.sell(f"{day}-20", "194")
    assert in_cents(explained(told.events)) == {"usage and yield": 780}


@pytest.mark.covers("S002-22")
def test_a_price_two_levels_down_is_named_with_its_way() -> None:
    """100 kg oats make 100 mix, which make 100 granola; oats rise from 1.00 to 1.10."""
    told = Plant()
    told.found(OATS="raw", MIX="semi", GRANOLA="finished")
    told.bom("2026-01-01", "M", item="MIX", OATS="100")
    told.bom("2026-01-01", "G", MIX="100")
    for one, price in ((2, "1.00"), (3, "1.10")):
        day = f"2026-{one:02}"
        told.buy(f"{day}-01", "OATS", "100", price)
        told.make(f"{day}-02", "100", {"OATS": "100"}, item="MIX", labour="5.00")
        told.make(f"{day}-03", "100", {"MIX": "100"}, labour="5.00", overhead="1.00")
        told.sell(f"{day}-20", "100")
    found = explained(told.events)
    assert in_cents(found) == {"supplier price": 1000}
    [step] = next(one.steps for one in found.causes if one.value)
    assert (step.path, step.what) == (("MIX", "OATS"), "price, bought S1 USD")


def test_abnormal_scrap_is_no_cause_because_its_cost_is_elsewhere() -> None:
    """March begins 100 units a run, 10 are lost as abnormal: a tenth of its cost is scrap, a unit 1.70."""
    told = plant()
    month(told, 2, good="90", oats="90", nuts="9", labour="18.00", overhead="9.00")
    month(told, 3, good="90", abnormal_scrap="10")
    found = explained(told.events)
    assert found.before.minor == found.after.minor == 30600
    assert [one.cause.value for one in found.causes if one.value] == []


def test_the_shares_of_sources_are_replaced_together_and_told_in_words() -> None:
    """Half of March's oats come from a second supplier: 100 kg at 1.00 and 100 kg at 1.10: 10.00 more."""
    told = plant()
    month(told, 2)
    told.buy("2026-03-01", "OATS", "100", "1.00")
    told.buy("2026-03-01", "OATS", "100", "1.10", supplier="S2")
    told.buy("2026-03-01", "NUTS", "20", "4.00")
    for _ in range(2):
        told.make("2026-03-10", "100", {"OATS": "100", "NUTS": "10"}, labour="20.00", overhead="10.00")
    told.sell("2026-03-20", "200")
    found = explained(told.events)
    assert in_cents(found) == {"sourcing mix": 1000}
    [step] = next(one.steps for one in found.causes if one.value)
    assert step.what == "shares: bought S1 USD 100 % → 50 %, bought S2 USD 0 % → 50 %"
    assert (step.path, len(step.evidence_before), len(step.evidence_after)) == (("OATS",), 1, 2)


def test_an_item_never_sold_is_said_to_be_so() -> None:
    with pytest.raises(TerminalError) as stopped:
        explained(plant().events)
    assert stopped.value.problem.code == "never_sold"


def test_a_month_without_sales_is_all_volume() -> None:
    told = plant()
    month(told, 3)
    found = explained(told.events)
    assert in_cents(found) == {"volume": 34000}
    assert (found.before.unit_cost, found.unit_change) == (None, None)


@pytest.mark.covers("S002-26")
@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.integers(10_000, 99_999), st.sampled_from((30, 60)), st.integers(1, 3))
def test_whatever_a_history_holds_its_causes_sum_to_the_change(seed: int, size: int, cycles: int) -> None:
    """Any history the oracle's author can write, circular ones and late facts included."""
    told = any_history(seed, size)
    with empty_company() as database:
        load(database, FOUNDING, "parties.jsonl")
        for place, events in enumerate(_deal(told, random.Random(seed), cycles)):
            if events:
                load(database, events, f"cycle-{place}.jsonl")
                cost(database)
        with database.read() as connection:
            for (item,) in connection.exec_driver_sql("SELECT DISTINCT item FROM lot").all():
                if sold_lots(connection, item):
                    found = cogs_explained(connection, "USD", item, MARCH, APRIL)
                    assert sum(one.value for one in found.causes) == found.change
                    assert sum(one.minor for one in found.causes) == found.minor
                    assert found.before.cost + found.after.cost == posted(connection, item)


def posted(connection: Connection, item: str) -> int:
    """What the parts of all costs put on cost of goods sold of an item, in 10⁻⁸."""
    signs = {"recognised": 1, "sold_at_once": 1, "unsold": -1}
    return sum(
        int(part[1]) * (1 if part[2].startswith("cogs") else signs.get(part[0], 0))
        for (parts,) in connection.exec_driver_sql("SELECT parts FROM cost")
        for part in json.loads(parts)
        if part[7] == item
    )


MARCH, APRIL = span("2026-03"), span("2026-04")
_OF_ROUNDING = 10_000
"""Quanta (a hundredth of a cent) that the takes of one item's history may be rounded by together."""


@pytest.mark.covers("S002-26", "S002-52")
@pytest.mark.parametrize("seed", range(40))
def test_for_random_histories_the_causes_are_the_change_and_nothing_is_left_over(seed: int) -> None:
    """Forty random histories of the oracle, two in five in several cycles.

    The movement is that of the posted parts on cost of goods sold; the causes sum to its change, to the
    quantum and to the cent. Where facts come in the order of their dates, what went into the units
    (receipts, labour, overhead, changes of value) adds up to their cost but for rounding.
    """
    size, late = (30, 60, 60, 90, 140)[seed % 5], seed % 5 in (1, 3)
    told = any_history(seed, size) if seed % 7 == 6 else history(seed, size)
    cycles = in_cycles(told, seed, 2 + seed % 4) if late and seed % 7 != 6 else [told]
    with empty_company() as database:
        load(database, FOUNDING, "parties.jsonl")
        for place, events in enumerate(cycles):
            load(database, events, f"cycle-{place}.jsonl")
            cost(database)
        with database.read() as connection:
            items = connection.exec_driver_sql(
                "SELECT DISTINCT item FROM lot WHERE account LIKE 'cogs%' ORDER BY item"
            ).all()
            for (item,) in items:
                found = cogs_explained(connection, "USD", item, MARCH, APRIL)
                assert sum(one.value for one in found.causes) == found.change
                assert sum(one.minor for one in found.causes) == found.minor
                assert sum(step.value for one in found.causes for step in one.steps) == found.change
                sold = sold_lots(connection, item)
                stored = history_of(connection, sold)
                for month_ in (MARCH, APRIL) if len(cycles) == 1 and seed % 7 != 6 else ():
                    one = period_cost(stored, item, month_, sold)
                    assert abs(one.own - one.pool.value()) < _OF_ROUNDING, (item, month_.name)
                assert found.before.cost + found.after.cost == posted(connection, item)


@pytest.mark.covers("S002-26")
@pytest.mark.parametrize("method", ["fifo", "average", "standard"])
@pytest.mark.parametrize("seed", range(3))
def test_under_another_costing_method_the_causes_are_the_change_too(method: str, seed: int) -> None:
    """And what went into the units is their cost, as in `test_for_random_histories…`."""
    (told,) = under([history(seed, 60)], method)
    with empty_company() as database:
        load(database, [*FOUNDING, *told])
        cost(database)
        with database.read() as connection:
            items = connection.exec_driver_sql(
                "SELECT DISTINCT item FROM lot WHERE account LIKE 'cogs%'"
            ).all()
            for (item,) in items:
                found = cogs_explained(connection, "USD", item, MARCH, APRIL)
                assert sum(one.value for one in found.causes) == found.change
                assert found.before.cost + found.after.cost == posted(connection, item)
                sold = sold_lots(connection, item)
                one = period_cost(history_of(connection, sold), item, MARCH, sold)
                assert abs(one.own - one.pool.value()) < _OF_ROUNDING


@pytest.mark.covers("S002-49")
@pytest.mark.parametrize("page", ["order_to_cash/revisions.md", "stock/revisions.md"])
def test_of_every_revision_each_month_explains_what_its_account_moved(page: str) -> None:
    """A revision may have entries of two months: an invoice of the next one, sales of two. To the cent."""
    for scenario in read(SCENARIOS / page):
        with books_of(scenario) as database, database.read() as connection:
            items = [item for (item,) in connection.exec_driver_sql(SOLD_ITEMS)]
            for month, minor in connection.exec_driver_sql(BY_MONTH).all():
                told = [
                    cogs_explained(connection, "USD", item, span("2026-01"), span(month)) for item in items
                ]
                cost = sum(one.after.cost for one in told)
                assert abs(cost - minor * 10**6) <= 10**6, (scenario.title, month, cost, minor)
                assert all(sum(c.minor for c in one.causes) == one.minor for one in told)


def test_a_bill_told_after_the_sale_under_a_day_before_its_month_is_no_part_of_its_unit_cost() -> None:
    """Oats of February at 1.00 are sold in March; then their bill of 25 February comes: 10.00 more.

    Its entry stands on its own day, so February has it beside its own cost, and March nothing of it.
    """
    told = plant()
    month(told, 2)
    receipt = told.buy("2026-02-21", "OATS", "100", "1.00")
    told.sell("2026-02-22", "50", item="OATS")
    told.sell("2026-03-05", "50", item="OATS")
    billed = Plant(serial=told.serial)
    line = {"line": "1", "receipt": receipt, "receipt_line": "1", "quantity": "100", "amount": "110.00"}
    facts = {"number": "B-1", "supplier": "S1", "currency": "USD", "total": "110.00"}
    billed.tell("bill_approved", "2026-02-25", id="B-1", lines=[line], **facts)
    found = explained(told.events, billed.events, item="OATS")
    costs = (found.before.own, found.before.prior, found.after.own)
    assert [int(one) for one in costs] == [55 * 10**8, 5 * 10**8, 50 * 10**8]
    assert in_cents(found) == {"supplier price": -500, "prior-period adjustments": -500}


def test_what_was_billed_once_units_had_come_back_is_none_of_theirs() -> None:
    """100 sold in February at 1.00, 40 back in March; then a bill of February says 10.00 more.

    60 % of it reached what stayed sold: February's price is 1.06 on average, March's 1.00.
    """
    told = plant()
    receipt = told.buy("2026-02-02", "OATS", "100", "1.00")
    order = told.sell("2026-02-05", "100", item="OATS")
    line = {"item": "OATS", "quantity": "40", "shipment": order, "shipment_line": "1", "restock": False}
    told.tell("goods_returned", "2026-03-05", number="RMA", customer="C1", location="MAIN", lines=[line])
    told.buy("2026-03-06", "OATS", "100", "1.00")
    told.sell("2026-03-07", "100", item="OATS")
    billed = Plant(serial=told.serial)
    line = {"line": "1", "receipt": receipt, "receipt_line": "1", "quantity": "100", "amount": "110.00"}
    facts = {"number": "B-1", "supplier": "S1", "currency": "USD", "total": "110.00"}
    billed.tell("bill_approved", "2026-02-08", id="B-1", lines=[line], **facts)
    assert in_cents(explained(told.events, billed.events, item="OATS")) == {
        "volume": -4000,
        "supplier price": -600,
    }


def test_what_a_run_used_beside_its_own_bom_is_told_apart_from_what_another_was_asked() -> None:
    """Nuts are used by nine runs whose BOM asks for none, and by a tenth whose BOM asks for 10 kg: 10 each.

    In March the BOM asks all ten for 10 kg, and 10 each are used: 90 kg asked more at 4.00, and as much
    less used beside the BOM. Nothing else changed, and the two are the same money.
    """
    told = plant(OATS="100")
    told.bom("2026-02-20", "B", OATS="100", NUTS="10")
    for number in (2, 3):
        told.buy(f"2026-{number:02}-01", "OATS", "1000", "1.00")
        told.buy(f"2026-{number:02}-01", "NUTS", "100", "4.00")
        for run in range(10):
            day = f"2026-{number:02}-{20 if run == 9 else 10}"
            told.make(day, "100", {"OATS": "100", "NUTS": "10"})
        told.sell(f"2026-{number:02}-25", "1000")
    assert in_cents(explained(told.events)) == {"BOM change": 36000, "usage and yield": -36000}


def test_of_a_material_that_only_one_months_bom_asks_for_all_is_the_change_of_the_bom() -> None:
    """March's BOM asks for 10 kg nuts that February's did not, and 12 are used: 2 × 12 × 4.00, all BOM.

    And the other way round: what February used of them is no longer asked for.
    """
    for first, second, cents in ((None, "12", 9600), ("12", None, -9600)):
        told = plant(OATS="100")
        for number, nuts in ((2, first), (3, second)):
            day = f"2026-{number:02}"
            told.bom(f"{day}-01", f"B{number}", OATS="100", **({"NUTS": "10"} if nuts else {}))
            told.buy(f"{day}-01", "OATS", "200", "1.00")
            told.buy(f"{day}-01", "NUTS", "24", "4.00")
            for _ in range(2):
                told.make(f"{day}-10", "100", {"OATS": "100"} | ({"NUTS": nuts} if nuts else {}))
            told.sell(f"{day}-25", "200")
        assert in_cents(explained(told.events)) == {"BOM change": cents}
