"""History: takes and changes in the order of the log, found from both ends."""

from __future__ import annotations

from tieout.insight.history import Fact, History, StoredChange, StoredTake


def test_takes_and_changes_stand_in_the_order_of_the_log() -> None:
    history = History(
        facts={"late": Fact("late", "bill_approved", "B-1", "2026-03-09", 7, 7)}
        | {"first": Fact("first", "stock_revalued", "V-1", "2026-03-02", 2, 2)}
    )
    takes = [StoredTake(n, "first", 1, sink, 5, 5, "", 5, 0) for n, sink in ((4, 2), (3, 3))]
    history.add(takes, [StoredChange("late", 1, 9, late=True), StoredChange("first", 1, 8, late=False)])
    assert [take.sink for take in history.out_of[1]] == [3, 2]
    assert [take.n for take in history.into[2]] == [4]
    assert [change.value for change in history.changes[1]] == [8, 9]
    assert history.place("late") == 7


def test_a_fact_counts_in_stock_between_the_days_its_entries_were_moved_from_and_to() -> None:
    told = Fact("moved", "goods_shipped", "S-1", "2026-03-30", 7, 7)
    assert [told.in_stock(day) for day in ("2026-03-29", "2026-03-30")] == [False, True]
    moved = told._replace(stocked=(("2026-03-30", 1), ("2026-03-31", -1), ("2026-04-02", 1)))
    days = ("2026-03-29", "2026-03-30", "2026-03-31", "2026-04-01", "2026-04-02")
    assert [moved.in_stock(day) for day in days] == [False, True, False, False, True]
