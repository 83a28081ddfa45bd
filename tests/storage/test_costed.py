"""Costed steps: every row once, in the order costing appended it, with the step it belongs to."""

from __future__ import annotations

import pytest

from tests.cycle.test_desk import run
from tests.oracle.engine import empty_company, load
from tests.scenarios.statements import founding
from tieout.core.lot import CostedStep
from tieout.storage import costed
from tieout.storage.costed import costed_steps, held_lots
from tieout.storage.database import Database

ROAD = (
    "item FLOUR: raw, food",
    "2026-03-02 goods_received R1: 2 FLOUR at 1, lot A; 4 FLOUR at 3, lot B",
    "2026-03-03 stock_transferred T1 to SHOP arriving 2026-03-09: 3 FLOUR",
)
"""Goods on the road for six days; what happens meanwhile differs from test to test."""
MEANWHILE = {
    "nothing": (),
    "a receipt": ("2026-03-05 goods_received R2: 1 FLOUR at 5",),
    "what makes no lots": ("2026-03-05 landed_cost_billed F1: 1.00 for R1",),
}


def steps_of(database: Database) -> list[CostedStep]:
    with database.read() as connection:
        return list(costed_steps(connection))


@pytest.mark.parametrize("at_once", [1, 2, 20_000])
@pytest.mark.parametrize("between", MEANWHILE)
def test_every_row_is_in_the_step_that_made_it(
    between: str, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A transfer's two steps are one where nothing is between them, else two, whatever that made."""
    monkeypatch.setattr(costed, "AT_ONCE", at_once)
    with empty_company() as database:
        load(database, founding())
        run(database, *ROAD, *MEANWHILE[between])
        steps = steps_of(database)
        with database.read() as connection:
            lots = connection.exec_driver_sql("SELECT COUNT(*) FROM lot").scalar_one()
            takes = connection.exec_driver_sql("SELECT lot, sink FROM take ORDER BY n").all()
            held = list(held_lots(connection))
    assert [lot.id for step in steps for lot in step.born] == list(range(1, lots + 1))
    assert [(take.lot, take.sink) for step in steps for take in step.takes] == [tuple(row) for row in takes]
    assert all(lot.event == step.event for step in steps for lot in step.born)
    moved = [step for step in steps if any(take.role == "moved" for take in step.takes)]
    places = [sorted({lot.location for lot in step.born}) for step in moved]
    assert places == ([["SHOP", "→SHOP"]] if between == "nothing" else [["→SHOP"], ["SHOP"]])
    assert [lot for lot, _, _ in held] == sorted(lot for lot, _, _ in held)


def test_parts_are_those_the_cost_was_kept_with() -> None:
    with empty_company() as database:
        load(database, founding())
        run(database, *ROAD)
        (received, *_) = [step for step in steps_of(database) if step.born]
    assert [(part.name, part.value, str(part.account or "")) for part in received.parts()] == [
        ("received", 200_000_000, "inventory_raw"),
        ("accrued", 200_000_000, ""),
        ("received", 1200_000_000, "inventory_raw"),
        ("accrued", 1200_000_000, ""),
    ]


def test_a_row_of_an_event_that_was_not_costed_is_refused() -> None:
    with empty_company() as database:
        load(database, founding())
        run(database, *ROAD)
        with database.write() as connection:
            connection.exec_driver_sql(
                "INSERT INTO take (event, lot, sink, quantity, value, role, weight, whole) "
                "VALUES ('nobody', 1, 1, 0, 0, '', 0, 0)"
            )
        with pytest.raises(ValueError, match="a take of event nobody stands where that was not costed"):
            steps_of(database)
