"""Lead time: the days a supplier takes to deliver, as stated, by item and in effect from its date."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable
from datetime import date, timedelta

from tieout.core.event import LeadTime


class LeadTimes:
    """Stated lead times in calendar days.

    Each holds from its date until the next of its supplier and item; the first one also before its date,
    as of all master data. One without an item stands for the supplier's items that have none of their own.
    """

    def __init__(self, stated: Iterable[LeadTime]) -> None:
        """Of what is stated for one supplier, item and date, the last counts."""
        self._known: dict[tuple[str, str], list[LeadTime]] = {}
        for one in stated:
            insort(self._known.setdefault((one.supplier, one.item), []), one, key=lambda known: known.date)

    def days(self, supplier: str, item: str, day: date) -> int | None:
        """Days from an order placed on a day to its goods; None = nobody says."""
        known = self._known.get((supplier, item)) or self._known.get((supplier, ""))
        if not known:
            return None
        return known[max(0, bisect_right(known, day, key=lambda one: one.date) - 1)].days

    def expected(self, supplier: str, item: str, placed: date) -> date | None:
        """The day the goods of an order should come; None = nobody says."""
        days = self.days(supplier, item, placed)
        return None if days is None else placed + timedelta(days=days)
