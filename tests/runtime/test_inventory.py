"""Inventory explained: the change of what stock is worth, cause by cause."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path
from typing import Final

import pytest

from tests.insight.plant import Plant, books_of, in_cents
from tests.oracle.engine import FOUNDING, cost, empty_company, load
from tests.oracle.histories import history
from tests.scenarios import scenario
from tieout.core.errors import TerminalError
from tieout.core.period import span
from tieout.runtime.cogs import ExplainedCost
from tieout.runtime.inventory import inventory_explained

SCENARIOS: Final = Path(scenario.__file__).parent
_STOCK: Final = (
    "account LIKE 'inventory_%' AND account NOT LIKE 'inventory_adjustment%' "
    "AND account NOT LIKE 'inventory_wip%'"
)
STOCKED_ITEMS: Final = f"SELECT DISTINCT item FROM lot WHERE {_STOCK}"
BY_MONTH: Final = (
    f"SELECT SUBSTR(e.day, 1, 7), SUM(CASE WHEN NOT ({_STOCK}) THEN 0 WHEN l.side = 'Dr' THEN l.home "
    "ELSE -l.home END) FROM entry e JOIN entry_line l ON l.entry = e.seq GROUP BY 1 ORDER BY 1"
)
FEBRUARY, MARCH = span("2026-02"), span("2026-03")


def explained(plant: Plant, item: str) -> ExplainedCost:
    with books_of(plant.events) as connection:
        return inventory_explained(connection, "USD", item, FEBRUARY, MARCH)


@pytest.mark.covers("S002-27")
def test_stock_that_grew_and_became_dearer() -> None:
    """100 kg at 1.00 at the end of February; in March 60 leave and 80 come at 1.30: 40 + 104 = 144.00.

    volume          (120 − 100) × 1.00           = 20.00
    supplier price  120 × (144 ÷ 120 − 1.00)     = 24.00
    """
    told = Plant()
    told.found(OATS="raw")
    told.buy("2026-02-02", "OATS", "100", "1.00")
    told.sell("2026-03-05", "60", item="OATS")
    told.buy("2026-03-09", "OATS", "80", "1.30")
    found = explained(told, "OATS")
    assert (found.before.minor, found.after.minor) == (10000, 14400)
    assert in_cents(found) == {"volume": 2000, "supplier price": 2400}
    assert found.unit_change == 20_000_000


def test_a_write_down_is_other_and_stock_short_stands_apart() -> None:
    """10 kg at 1.00 are written down by 0.25 each; of nuts 2 are short at the order's price of 4.00."""
    told = Plant()
    told.found(OATS="raw", NUTS="raw")
    told.buy("2026-02-02", "OATS", "10", "1.00")
    told.buy("2026-02-02", "NUTS", "5", "4.00")
    lines = [{"item": "OATS", "per_unit": "-0.25"}]
    told.tell("stock_revalued", "2026-03-04", location="MAIN", reason="damp", lines=lines)
    told.sell("2026-03-05", "7", item="NUTS")
    assert in_cents(explained(told, "OATS")) == {"other": -250}
    nuts = explained(told, "NUTS")
    assert in_cents(nuts) == {"volume": -2000, "other": -800}
    assert nuts.minor == -2800


def test_a_late_bill_of_units_that_came_into_being_later_stands_apart() -> None:
    """100 oats of February become mix in March; then their bill of 20 February comes: 5.00 more.

    Its entry is of February, on what is mix now. So February's mix has 5.00 and no unit, and nothing
    of it is in a unit's cost before the mix was made; March's mix costs 105.00.
    """
    told = Plant()
    told.found(OATS="raw", MIX="semi")
    receipt = told.buy("2026-02-02", "OATS", "100", "1.00")
    told.make("2026-03-03", "100", {"OATS": "100"}, item="MIX")
    billed = Plant(serial=told.serial)
    line = {"line": "1", "receipt": receipt, "receipt_line": "1", "quantity": "100", "amount": "105.00"}
    facts = {"number": "B-1", "supplier": "S1", "currency": "USD", "total": "105.00"}
    billed.tell("bill_approved", "2026-02-20", id="B-1", lines=[line], **facts)
    with books_of(told.events, billed.events) as connection:
        mix, oats = (
            inventory_explained(connection, "USD", item, FEBRUARY, MARCH) for item in ("MIX", "OATS")
        )
    assert (mix.before.minor, mix.after.minor, oats.before.minor) == (500, 10500, 10000)
    assert in_cents(mix) == {"volume": 10500, "other": -500}
    assert in_cents(oats) == {"volume": -10000}


def test_an_item_never_stocked_is_said_to_be_so() -> None:
    told = Plant()
    told.found(OATS="raw")
    with pytest.raises(TerminalError) as stopped:
        explained(told, "JAM")
    assert stopped.value.problem.code == "never_stocked"


@pytest.mark.parametrize("seed", range(8))
def test_for_random_histories_the_causes_are_the_change(seed: int) -> None:
    with empty_company() as database:
        load(database, [*FOUNDING, *history(seed, 60)])
        cost(database)
        with database.read() as connection:
            items = connection.exec_driver_sql("SELECT DISTINCT item FROM lot_held WHERE layer != ''")
            for (item,) in items.all():
                found = inventory_explained(connection, "USD", item, span("2026-03"), span("2026-04"))
                assert sum(one.value for one in found.causes) == found.change
                assert sum(one.minor for one in found.causes) == found.minor
                if found.unit_change is not None:
                    assert sum(one.per_unit for one in found.causes) == found.unit_change


@pytest.mark.covers("S002-49")
@pytest.mark.parametrize(
    "page",
    [
        "procure_to_pay/revisions.md",
        "production/revisions.md",
        "stock/costing_methods.md",
        "stock/revisions.md",
    ],
)
def test_of_every_revision_each_month_ends_with_what_the_stock_accounts_hold(page: str) -> None:
    """To the cent, by the days of entries: told anew for another day, made, moved or given back less."""
    for told in scenario.read(SCENARIOS / page):
        with scenario.books_of(told) as database, database.read() as connection:
            items = [item for (item,) in connection.exec_driver_sql(STOCKED_ITEMS)]
            months, minors = zip(*connection.exec_driver_sql(BY_MONTH).all(), strict=True)
            for month, held in zip(months, accumulate(minors), strict=True):
                found = [
                    inventory_explained(connection, "USD", item, span("2026-01"), span(month))
                    for item in items
                ]
                cost = sum(one.after.cost for one in found)
                assert abs(cost - held * 10**6) <= 10**6, (told.title, month, cost, held)
                assert all(sum(c.minor for c in one.causes) == one.minor for one in found)
