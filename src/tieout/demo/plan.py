"""The plan: from the demand of the month to batches, deliveries and what stood on the first day.

At the plant, opening stock and supply together exceed demand by about a third, and opening stock
alone covers more than half, so that no run waits. The web store's shelves are filled more tightly:
before the last truck of the month some lines wait, and an order ships in two parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from tieout.demo.amounts import UNIT, half_up, up
from tieout.demo.catalogue import BOUGHT, ITEMS
from tieout.demo.days import FIRST
from tieout.demo.orders import Order
from tieout.demo.recipes import LEVELS, RECIPES, needed

PLANT: Final = "PLANT"
FULFILMENT: Final = "FULFIL"

RUNS: Final = {
    "SF-RUB": 2,
    "SF-HARISSA": 2,
    "SF-TOMATO": 4,
    "SF-STRAWB": 2,
    "SF-GRANOLA": 3,
    "FG-BBQ": 4,
    "FG-HOT": 4,
    "FG-MARINARA": 4,
    "FG-HARISSA": 2,
    "FG-MUSTARD": 2,
    "FG-STRAWB": 3,
    "FG-APRICOT": 2,
    "FG-GRANOLA": 2,
    "FG-MAPLE": 1,
    "FG-BOX": 2,
    "FG-BREAKFAST": 1,
}
"""Production runs of the month per item: 40 in all."""
LEAST_BATCH: Final = 24 * UNIT


def demand(orders: Iterable[Order]) -> Counter[str]:
    """Milli ordered of each SKU."""
    wanted: Counter[str] = Counter()
    for order in orders:
        for line in order.lines:
            wanted[line.sku] += line.units * UNIT
    return wanted


class Plan:
    """Milli per SKU: `batch` of a run, `supply` bought in the month, `opening` by SKU and place."""

    def __init__(self, wholesale: list[Order], web: list[Order]) -> None:
        self.wholesale = demand(wholesale)
        self.web = demand(web)
        self.used: Counter[str] = Counter()
        self.reserve: Counter[str] = Counter()
        self.batch: dict[str, int] = {}
        self._plan_batches()
        self.supply = {item.sku: half_up(3 * self._outside(item.sku), 4) for item in BOUGHT}
        self.opening = self._opening()

    def _outside(self, sku: str) -> int:
        return self.wholesale[sku] + self.web[sku] + self.used[sku]

    def _plan_batches(self) -> None:
        """Batches level by level from the top, so that a level knows what those above it take."""
        for level in reversed(LEVELS):
            for sku in level:
                whole = half_up(self._outside(sku) * 4, 5 * RUNS[sku])
                self.batch[sku] = max(up(whole, UNIT) * UNIT, LEAST_BATCH)
                self._use(sku, self.batch[sku] * RUNS[sku])

    def _use(self, sku: str, started: int) -> None:
        for component, micro in RECIPES[sku].components.items():
            taken = half_up(needed(component, started, micro) * 105, 100)
            self.used[component] += taken
            if ITEMS[component].role == "inventory_finished":
                self.reserve[component] += up(taken, UNIT) * UNIT

    def _opening(self) -> dict[tuple[str, str], int]:
        """Opening stock in whole units: at the plant for its own use and wholesale, else for the web."""
        opening: dict[tuple[str, str], int] = {}
        for sku in sorted({*RECIPES, *(item.sku for item in BOUGHT)}):
            plant = self.used[sku] * 7 // 10 + self.wholesale[sku] * 6 // 10 + self.web[sku] * 3 // 10
            opening[sku, PLANT] = up(plant + self.reserve[sku], UNIT) * UNIT + LEAST_BATCH
            if self.web[sku]:
                opening[sku, FULFILMENT] = up(self.web[sku] * 16, 100 * UNIT) * UNIT + 2 * UNIT
        return opening

    def lot(self, sku: str) -> str:
        """The lot number of what stood on the first day."""
        return f"OP-{FIRST:%y%m}-{sku}"
