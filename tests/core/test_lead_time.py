"""Lead time: in effect from its date, the first before it too, the item's own before the supplier's."""

from __future__ import annotations

from datetime import date

from tests.acceptance import shop
from tieout.core.event import LeadTime, event_of
from tieout.core.lead_time import LeadTimes


def stated(day: str, days: int, item: str = "") -> LeadTime:
    found = event_of(shop.fact("lead_time", f"{item}{day}", day, supplier="S-1", item=item, days=days))
    assert isinstance(found, LeadTime)
    return found


TIMES = LeadTimes([stated("2026-03-10", 5), stated("2026-03-01", 7), stated("2026-03-05", 2, "JAM")])


def test_each_holds_from_its_date_and_the_first_before_it_too() -> None:
    days = [TIMES.days("S-1", "JAR", date(2026, month, day)) for month, day in ((2, 1), (3, 9), (3, 10))]
    assert days == [7, 7, 5]
    assert TIMES.days("S-1", "JAM", date(2026, 3, 20)) == 2


def test_of_one_date_the_last_counts() -> None:
    assert LeadTimes([stated("2026-03-01", 7), stated("2026-03-01", 9)]).days("S-1", "", date.max) == 9


def test_the_day_expected() -> None:
    assert TIMES.expected("S-1", "JAR", date(2026, 2, 26)) == date(2026, 3, 5)
    assert TIMES.expected("S-2", "JAR", date(2026, 2, 26)) is None
