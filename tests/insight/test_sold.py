"""Sold: what moves a sold lot in a period is its own cost, returns and prior-period adjustments."""

from __future__ import annotations

from tieout.core.period import span
from tieout.insight.history import Fact, History, StoredChange, StoredLot, StoredTake
from tieout.insight.sold import PeriodCost, period_cost

DAYS = {"february": "2026-02-10", "march": "2026-03-05", "freight": "2026-03-10", "back": "2026-03-20"}


def sold(*takes: StoredTake, changes: tuple[StoredChange, ...] = ()) -> PeriodCost:
    """March's cost of lot 3, sold of the shipped lot 2, which came of the found lot 1."""
    history = History(
        facts={
            name: Fact(name, "a_kind", name, day, place, place)
            for place, (name, day) in enumerate(DAYS.items(), start=1)
        },
        lots={
            key: StoredLot(key, "february", "X", "MAIN", "", role, "", units, units * 100, "", "", "")
            for key, role, units in (
                (1, "inventory_raw", 50),
                (2, "shipped_not_invoiced", 50),
                (3, "cogs", 0),
            )
        },
    )
    history.add([StoredTake(1, "february", 1, 2, 50, 5000, "", 50, 0), *takes], changes)
    return period_cost(history, "X", span("2026-03"), [3])


def take(n: int, event: str, lot: int, sink: int, units: int, role: str) -> StoredTake:
    return StoredTake(n, event, lot, sink, units, units * 100, role, units, 0)


BEFORE, WITHIN = take(2, "february", 2, 3, 30, "sold"), take(3, "march", 2, 3, 20, "sold")


def test_late_costs_go_by_units_to_the_period_and_to_earlier_ones() -> None:
    found = sold(BEFORE, WITHIN, changes=(StoredChange("freight", 3, 500, late=True),))
    assert tuple(map(int, (found.units, found.own, found.prior))) == (20, 2000 + 200, 300)
    assert [(one.name, int(one.value)) for one in found.shown("prior")] == [("freight", 300)]
    assert found.total == 2500


def test_units_of_the_period_come_back_first_then_earlier_ones() -> None:
    found = sold(BEFORE, WITHIN, take(4, "back", 3, 9, 25, "returned"))
    assert tuple(map(int, (found.units, found.own, found.returns))) == (0, 0, -500)
    assert [(one.name, int(one.units)) for one in found.shown("returns")] == [("back", -5)]
    assert found.total == 2000 - 2500


def test_what_comes_after_the_period_does_not_count() -> None:
    found = sold(BEFORE)
    assert not found.units
    assert not found.total
    assert not found.pool.sources
