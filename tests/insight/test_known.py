"""Known: what counts for units sold in a period, by day and by place in the log."""

from __future__ import annotations

from tests.insight.plant import Plant, books_of
from tieout.insight.history import History
from tieout.insight.known import Known
from tieout.runtime.cogs import sold_lots
from tieout.runtime.history import history_of


def sales(*days: str) -> History:
    """Two kilos of flour bought and sold on each day."""
    told = Plant()
    told.found(FLOUR="raw")
    for day in days:
        told.buy(day, "FLOUR", "2", "1.00")
        told.sell(day, "2", item="FLOUR")
    with books_of(told.events) as connection:
        return history_of(connection, sold_lots(connection, "FLOUR"))


def test_a_fact_of_a_later_day_counts_up_to_its_place_only() -> None:
    history = sales("2026-03-02", "2026-04-02")
    known = Known(history, "2026-03-01", "2026-03-31")
    april = [fact for fact in history.facts.values() if fact.posted.startswith("2026-04")]
    last = max(fact.place for fact in april)
    moment = known.at(min(fact.place for fact in april))
    assert not any(known.by(moment)(fact.id) for fact in april)
    assert all(known.by(known.at(last + 1))(fact.id) for fact in april)


def test_a_fact_of_an_earlier_day_counts_if_it_was_told_before() -> None:
    history = sales("2026-02-02", "2026-03-02")
    known = Known(history, "2026-03-01", "2026-03-31")
    first = min(fact.place for fact in history.facts.values() if fact.place)
    told = {fact.place for fact in history.facts.values() if known.by(known.at(first + 1))(fact.id)}
    assert {fact.place for fact in history.facts.values()} - told == {
        fact.place
        for fact in history.facts.values()
        if fact.posted.startswith("2026-02") and fact.place > first
    }


def test_a_fact_of_the_period_counts_unless_the_units_had_come_back_when_it_was_told() -> None:
    history = sales("2026-03-02", "2026-03-03")
    known = Known(history, "2026-03-01", "2026-03-31")
    gone = max(fact.place for fact in history.facts.values())
    assert all(known.by(known.at(gone))(fact) for fact in history.facts)
    missed = [fact.place for fact in history.facts.values() if not known.by(known.at(gone, gone))(fact.id)]
    assert missed == [gone]
