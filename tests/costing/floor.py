"""A small shop floor for the tests of costing: items, places and a shelf that remembers nothing else."""

from __future__ import annotations

from typing import Any

from tests.scenarios.statements import event_of as stated
from tests.scenarios.statements import founding
from tieout.core.event import Event, event_of
from tieout.core.lot import CostFacts
from tieout.core.master import MasterData
from tieout.costing.cost import Context, cost_landed, cost_sale, cost_step
from tieout.costing.genealogy import Lot, NoGenealogy
from tieout.costing.shelf import Shelf
from tieout.costing.taking import Work
from tieout.gates.recognition import need_of

ONE = 10**6
MONEY = 10**8


class Floor:
    """Costs one statement after the other, as a chunk would, without any store."""

    def __init__(self, *statements: str) -> None:
        self.master = MasterData("USD")
        self.shelf = Shelf(NoGenealogy())
        self.context = Context()
        self.serial = 0
        for plain in founding():
            self.master.learn(event_of(plain))
        goods = ("FLOUR: raw, food", "BREAD: finished, food", "ROLL: finished, food", "BRAN: raw, feed")
        for item in goods:
            self.master.learn(self.event(f"item {item}"))
        self.do(*statements)

    def event(self, statement: str, **more: Any) -> Event:
        self.serial += 1
        return event_of({**stated(statement, self.serial), **more})

    def do(self, *statements: str) -> CostFacts:
        """Cost the statements of some day; the facts of the last of them."""
        facts = CostFacts()
        for statement in statements:
            event = self.event(f"2026-03-02 {statement}")
            facts = self.cost(event) or facts
        return facts

    def cost(self, event: Event, *, arriving: bool = False, day: str = "") -> CostFacts | None:
        key = f"{event.kind}-{event.id}"
        if event.kind in {"invoice_issued", "sale_paid"}:
            need = need_of(key, event, self.master)  # type: ignore[arg-type]
            sold = cost_sale(self.shelf, self.master, self.context, need)
            if sold is None:
                self.context.waiting.setdefault(need.order, []).append(need)
            return sold
        if event.kind == "landed_cost_billed":
            value = int(event.amount)  # type: ignore[attr-defined]
            return cost_landed(self.shelf, self.master, self.context, key, event, value)  # type: ignore[arg-type]
        return cost_step(self.shelf, self.master, self.context, key, event, arriving=arriving, day=day)

    def work(self) -> Work:
        """An event's work that does nothing by itself."""
        return Work(self.shelf, self.master, "event", "2026-03-02", self.context.orders)

    def on_hand(self, item: str, place: str = "MAIN") -> list[tuple[str, str]]:
        """(quantity, value) of the lots there, as decimal text."""
        return [(shown(lot.quantity, ONE), shown(lot.value, MONEY)) for lot in self.lots(item, place)]

    def lots(self, item: str, place: str = "MAIN") -> list[Lot]:
        return [lot for lot in self.shelf.layers(item, place) if lot.quantity]


def shown(count: int, unit: int) -> str:
    whole, part = divmod(abs(count), unit)
    digits = str(part).rjust(len(str(unit)) - 1, "0").rstrip("0")
    return ("-" if count < 0 else "") + (f"{whole}.{digits}" if digits else str(whole))


def moved(facts: CostFacts) -> dict[str, str]:
    """Value per part name, as decimal text."""
    total: dict[str, int] = {}
    for part in facts.parts:
        total[part.name] = total.get(part.name, 0) + part.value
    return {name: shown(value, MONEY) for name, value in total.items()}
