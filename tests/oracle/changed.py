"""Random histories in which the costing method of items changes while places hold them, or owe them.

A place keeps its method until it is empty; so places are also emptied here, and units found anew, as a
company does that wants the change at once.
"""

from __future__ import annotations

from typing import Any, ClassVar

from tests.oracle.books import Books
from tests.oracle.histories import MAIN, PRICES, SHOP, Cycles, Event, dealt, text
from tests.oracle.rare import RareAuthor

ANY_METHOD = ("lot_actual", "fifo", "average", "standard")
TOLD = ("item", "name", "inventory_role", "category", "weight")


class ChangingAuthor(RareAuthor):
    """Writes one history of items that change their method."""

    weights: ClassVar[dict[str, int]] = {**RareAuthor.weights, "change_method": 14, "empty": 14}
    phase: ClassVar[dict[str, int]] = {**RareAuthor.phase, "change_method": 0, "empty": 9, "find_anew": 9}
    WITH_METHODS = 100
    BY_METHOD = 60

    def goods(self) -> list[str]:
        """Items some place holds or owes."""
        stock = self.keeper.stock
        held = [lot.item for lot in stock.lots if lot.quantity]
        return [*held, *(item for (item, _), layers in stock.layers.items() if layers)]

    def change_method(self, _: str) -> None:
        """An item is told again with another method, from its day on."""
        items = self.goods()
        if not items:
            return
        item = self.one(items)
        known = self.keeper.items[item]
        others = [one for one in ANY_METHOD if one != known.get("costing_method", "lot_actual")]
        facts: Event = {name: known[name] for name in TOLD if name in known}
        facts["costing_method"] = self.one(others)
        if facts["costing_method"] == "standard" or self.chance(30):
            facts["standard_cost"] = self.one(PRICES)
        self.write("item", **facts)
        for place in (MAIN, SHOP):
            if self.chance(50):
                self.later("empty", f"{item} {place}", soonest=0, latest=4)

    def empty(self, names: str) -> None:
        """All there is of an item at a place is taken out; now and then it is found anew at once."""
        item, place = names.split() if names else (self.one(self.goods() or ["RAW1"]), MAIN)
        there = self.on_hand(item, place)
        if there > 0:
            self.write_off(item, place, text(-there))
            if self.chance(60):
                self.later("find_anew", f"{item} {place} {text(there)}", soonest=0, latest=2)

    def find_anew(self, names: str) -> None:
        item, place, units = names.split()
        self.write_off(item, place, units, unit_cost=self.one(PRICES))

    def write_off(self, item: str, place: str, units: str, **more: Any) -> None:
        line = {"item": item, "quantity": units, **more}
        self.write("stock_adjusted", location=place, reason="another method", lines=[line])


def quick_changing(seed: int) -> tuple[Cycles, Books]:
    """The history of a seed in the tests."""
    return dealt(seed, (12, 20, 16, 30, 24)[seed % 5], ChangingAuthor, closing=seed % 2 == 0)
