"""The warehouse: transfers to the web store's shelves, breakage, a write-down, the month-end count."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from tieout.demo.amounts import UNIT, quantity
from tieout.demo.book import COUNTS, PRODUCTION, Plain
from tieout.demo.catalogue import SOLD
from tieout.demo.days import LAST
from tieout.demo.plan import FULFILMENT, PLANT
from tieout.demo.world import World

BROKEN: Final = ((6, "breakage", PLANT), (18, "samples", PLANT), (25, "breakage", FULFILMENT))
WRITE_DOWN: Final = LAST.replace(day=30)
COUNTED: Final = (
    (PLANT, ("RAW-TOMATO", "RAW-SUGAR", "RAW-OATS", "PK-JAR", "PK-BOTTLE", "FG-BBQ", "FG-STRAWB")),
    (FULFILMENT, ("FG-BBQ", "FG-HOT", "FG-GRANOLA", "MER-TOTE")),
)
_LEAST: Final = 2 * UNIT


class Warehouse:
    """Both stock rooms, day by day."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = world.dice("warehouse")
        self.road: list[tuple[date, str, int]] = []

    def arrive(self, day: date) -> None:
        """What is due today is put on the web store's shelves; lot numbers stay behind."""
        for due, sku, milli in self.road:
            if due == day:
                self.world.stock.put(sku, FULFILMENT, milli)

    def send(self, day: date) -> None:
        """Every Monday a fifth of the month's web demand leaves the plant and is two days on the road.

        The last truck of March arrives on 1 April: stock in transit at the month end.
        """
        if day.weekday() != 0 or day > LAST:
            return
        arrived = day + timedelta(days=2)
        lines: list[Plain] = []
        for item in SOLD:
            free = self.world.stock.on_hand(item.sku, PLANT) - self.world.plan.reserve[item.sku]
            milli = min(self.world.plan.web[item.sku] // 5, free) // UNIT * UNIT
            if milli > 0:
                self.world.stock.take(item.sku, PLANT, milli)
                self.road.append((arrived, item.sku, milli))
                lines.append({"item": item.sku, "quantity": quantity(milli)})
        key = f"TR-{day:%m%d}"
        fields = {"from_location": PLANT, "to_location": FULFILMENT, "arrived": arrived.isoformat()}
        if lines:
            self.world.book.write(
                PRODUCTION, "stock_transferred", key, day, transfer=key, lines=lines, **fields
            )

    def adjust(self, day: date) -> None:
        """Breakage and samples, and a write-down of the tote bags shortly before the month end."""
        for when, reason, place in BROKEN:
            if day == LAST.replace(day=when):
                self._lose(day, reason, place)
        if day == WRITE_DOWN and self.world.stock.on_hand("MER-TOTE", PLANT):
            line = {"item": "MER-TOTE", "per_unit": "-0.50"}
            fields = {"location": PLANT, "reason": "faded print", "lines": [line]}
            self.world.book.write(PRODUCTION, "stock_revalued", "RV-001", day, **fields)

    def _lose(self, day: date, reason: str, place: str) -> None:
        lines: list[Plain] = []
        for sku in self.rng.sample([item.sku for item in SOLD], 4):
            if self.world.stock.on_hand(sku, place) >= _LEAST:
                milli = self.rng.randint(1, 2) * UNIT
                self.world.stock.take(sku, place, milli)
                lines.append({"item": sku, "quantity": quantity(-milli)})
        if lines:
            key = f"ADJ-{day:%m%d}"
            fields = {"location": place, "reason": reason, "lines": lines}
            self.world.book.write(PRODUCTION, "stock_adjusted", key, day, **fields)

    def count(self, day: date) -> None:
        """The count of 31 March, after the day's movements: some differ by a little, most agree."""
        if day != LAST:
            return
        for place, skus in COUNTED:
            lines: list[Plain] = []
            for sku in skus:
                held = self.world.stock.on_hand(sku, place)
                found = max(held + self.rng.choice((0, 0, 0, -1, -2, 1)) * UNIT, 0)
                if found < held:
                    self.world.stock.take(sku, place, held - found)
                elif found > held:
                    self.world.stock.put(sku, place, found - held)
                lines.append({"item": sku, "counted": quantity(found)})
            key = f"COUNT-{place}-{day:%y%m%d}"
            self.world.book.write(COUNTS, "stock_counted", key, day, location=place, lines=lines)
