"""Stock: what is short, sums that agree with the cache of lots, and limits of a genealogy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.acceptance import shop
from tests.scenarios import scenario
from tieout.core.errors import TerminalError
from tieout.runtime.company import Company, Connection, Settings, create_company
from tieout.runtime.facts import cost_facts, state_facts
from tieout.runtime.stock import lot_genealogy, stock
from tieout.storage.stock import shelf_lots

SCENARIOS: Final = Path(scenario.__file__).parent
HELD: Final = (
    "SELECT h.lot, h.quantity FROM lot_held h JOIN lot l ON l.id = h.lot WHERE l.layer != '' "
    "AND h.quantity != 0"
)
Moves = list[tuple[bool, int, int]]


def taught(company: Company, *facts: shop.Fact) -> None:
    assert state_facts(company, json.dumps(facts).encode()).taken == len(facts)
    cost_facts(company)


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Iterator[str]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIEOUT_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("TIEOUT_USER", "ann")
        yield iter(f"shop-{n}" for n in range(1000))


def founded(homes: Iterator[str]) -> Company:
    return create_company(next(homes), Settings(connection=Connection(emulator=False)))


@settings(max_examples=12, deadline=None)
@given(
    moves=st.lists(st.tuples(st.booleans(), st.integers(1, 9), st.integers(2, 20)), min_size=1, max_size=8)
)
def test_stock_is_receipts_less_shipments_and_equals_the_cache(homes: Iterator[str], moves: Moves) -> None:
    """In any order, short in between or at the end: units are conserved, and both ways of summing agree."""
    company = founded(homes)
    opening = [shop.received("GR-0", "2026-03-01", 1)]
    facts = [
        shop.received(f"GR-{n}", f"2026-03-{day:02}", units)
        if inward
        else shop.shipped(f"SO-{n}", f"2026-03-{day:02}", units)
        for n, (inward, units, day) in enumerate(moves, 1)
    ]
    taught(company, *shop.MASTER, *opening, *facts)
    expected = 1 + sum(units if inward else -units for inward, units, _ in moves)
    found = stock(company)
    assert sum(one.on_hand for one in found.lines) == expected * 10**6
    with company.database.read() as connection:
        cached = connection.exec_driver_sql(
            "SELECT lot, quantity FROM lot_held WHERE layer = 'stock'"
        ).all()
        summed = {one.id: one.units for one in shelf_lots(connection)}
    assert summed == {lot: units for lot, units in cached if units}
    company.database.close()


def test_what_left_before_it_came_is_short(homes: Iterator[str]) -> None:
    company = founded(homes)
    taught(
        company, *shop.MASTER, shop.received("GR-1", "2026-03-02", 2), shop.shipped("SO-1", "2026-03-03", 5)
    )
    [line] = stock(company).lines
    assert (line.on_hand, line.short) == (-3_000_000, 3_000_000)
    company.database.close()


def test_a_lot_that_is_none(homes: Iterator[str]) -> None:
    company = founded(homes)
    with pytest.raises(TerminalError) as stopped:
        lot_genealogy(company, 1)
    assert stopped.value.problem.code == "lot_absent"
    company.database.close()


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
def test_of_every_revision_the_units_listed_are_what_the_lots_hold(page: str) -> None:
    """Fewer units were made, moved or came back than told first; what was short of a receipt is covered."""
    for told in scenario.read(SCENARIOS / page):
        with scenario.books_of(told) as database, database.read() as connection:
            held = {row.lot: row.quantity for row in connection.exec_driver_sql(HELD)}
            assert {one.id: one.units for one in shelf_lots(connection)} == held, told.title
