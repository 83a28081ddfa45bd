"""Wider random histories: what a manufacturer also does, on top of what `histories.py` writes.

Work in progress with labour of its own and runs that are closed, work of suppliers for runs, rework,
components that are not stocked, recipes that change and alternates, books that are closed between cycles.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar

from tests.oracle.exact import ZERO
from tests.oracle.histories import (
    LABOUR,
    MAIN,
    PHASE,
    PRICES,
    QUANTITIES,
    WEIGHTS,
    YIELDS,
    Author,
    Event,
    text,
)

NOT_STOCKED = ("OVEN", "HOUR")


class WideAuthor(Author):
    """Writes one history of the wider sort."""

    weights: ClassVar[dict[str, int]] = {**WEIGHTS, "close_run": 9, "plate": 6, "rework": 8, "recipe": 2}
    weights |= {"new_standard": 4}
    phase: ClassVar[dict[str, int]] = {
        **PHASE,
        "recipe": 0,
        "new_standard": 0,
        "rework": 3,
        "close_run": 4,
        "plate": 10,
    }

    METHODS = ("fifo", "average", "standard")
    WITH_METHODS = 60
    """Of a hundred histories, those with items at other methods than by lot."""
    BY_METHOD = 35
    """And of a hundred items in these."""
    HOURS = 30
    """Of a hundred runs, those that state the hours worked."""

    def write(self, kind: str, **facts: Any) -> Event:
        if (
            kind == "item"
            and not self.day
            and facts["item"] not in ("OVEN", "HOUR")
            and self.methods
            and self.chance(self.BY_METHOD)
        ):
            facts["costing_method"] = self.one(self.methods)
            if facts["costing_method"] == "standard" or self.chance(30):
                facts["standard_cost"] = self.one(PRICES)
        return super().write(kind, **facts)

    def found(self) -> None:
        self.methods = self.METHODS if self.chance(self.WITH_METHODS) else ()
        super().found()
        self.write("item", item="OVEN", name="Oven", type="service", standard_cost="4.125")
        self.write("item", item="HOUR", name="Hour", type="service", absorbed_as="labour")
        for item in self.finished:
            self.tell_recipe(item, "ALT", alternate=True)

    def new_standard(self, _: str) -> None:
        """An item at standard is told again with another, from its day on."""
        items = [item for item in self.keeper.stock.standards if item in self.keeper.items]
        if items:
            known = self.keeper.items[self.one(items)]
            told = ("item", "name", "inventory_role", "category", "weight", "costing_method")
            facts = {name: known[name] for name in told if name in known}
            self.write("item", standard_cost=self.one(PRICES), **facts)

    # Recipes

    def recipe(self, _: str) -> None:
        item = self.one([*self.semis, *self.finished])
        self.tell_recipe(item, self.name("BOM"))

    def tell_recipe(self, item: str, bom: str, *, alternate: bool = False) -> None:
        components = [{"item": part, "quantity": text(per)} for part, per in self.boms[item]]
        facts: Event = {"expected_yield": self.one(YIELDS)} if self.chance(70) else {}
        if self.chance(40):
            facts |= {"labour": self.one(LABOUR), "overhead": self.one(LABOUR)}
            if self.chance(60):
                facts["labour_hours"] = self.one(QUANTITIES)
        if alternate:
            facts["alternate"] = True
        self.write("bom_version", item=item, bom=bom, output_quantity="1", components=components, **facts)

    def scrap(self) -> Event:
        facts = super().scrap()
        if self.chance(20):
            facts["bom"] = self.one(("A", "ALT"))
        if self.chance(self.HOURS):
            facts["labour_hours"] = self.one(QUANTITIES)
        return facts

    # Runs

    def consumption(self, item: str, units: Fraction) -> list[Event]:
        lines = super().consumption(item, units)
        if self.chance(25):
            part = self.one(NOT_STOCKED)
            line: Event = {"item": part, "quantity": self.one(QUANTITIES)}
            if part == "HOUR" or self.chance(50):
                line["value"] = self.one(LABOUR)
            lines.append(line)
        return lines

    def issue(self, doing: str) -> None:
        before = len(self.events)
        super().issue(doing)
        issued = self.events[before:]
        if issued and issued[-1]["kind"] == "materials_issued" and self.open_runs and self.chance(40):
            facts: Event = {"labour": self.one(LABOUR)}
            if self.chance(50):
                facts["overhead"] = self.one(LABOUR)
            self.write("materials_issued", run=issued[-1]["run"], location=MAIN, **facts)

    def close_run(self, _: str) -> None:
        """A run ends with what is still in progress of it, whether its last part was completed or not."""
        open_ = [
            name
            for name, run in self.keeper.runs.items()
            if run.begun is not None and not run.closed and (run.value or self.chance(30))
        ]
        if open_:
            run = self.one(open_)
            self.open_runs.pop(run, None)
            self.write("production_closed", run=run)

    def plate(self, _: str) -> None:
        """Work of a supplier for one run or several, at any time after it began."""
        known = [name for name, run in self.keeper.runs.items() if run.begun is not None or run.completions]
        if not known:
            return
        runs = self.rng.sample(known, min(len(known), self.rng.randint(1, 2)))
        if self.chance(4):
            runs.append("RUN-UNKNOWN")
        amount = self.one(("10", "0.07", "33.3333", "0.015", "123.45"))
        facts: Event = {"number": self.name("PL"), "supplier": "S1", "currency": "USD", "amount": amount}
        event = self.write("landed_cost_billed", runs=runs, **facts)
        if "RUN-UNKNOWN" in runs:
            self.events.append(event)

    def rework(self, _: str) -> None:
        """A run that uses a lot and makes the same item, under a lot number of its own."""
        item = self.one([*self.semis, *self.finished])
        numbers = self.keeper.stock.candidates((item, MAIN), "")
        named = [lot for lot in numbers if lot.number and not lot.number.startswith("RW")]
        if not named:
            return
        lot = self.one(named)
        there = self.keeper.stock.on_hand((item, MAIN), lot.number)
        used = min(there, self.part(there))
        made = used if self.chance(60) else max(Fraction(1, 10**6), used - Fraction(1, 10**6))
        consumed: list[Event] = [{"item": item, "quantity": text(used), "lot": lot.number}]
        output = {"item": item, "quantity": text(made), "lot": self.name("RW")}
        if used > ZERO:
            self.write(
                "production_completed",
                run=self.name("RUN"), location=MAIN, consumed=consumed, outputs=[output],
                labour=self.one(LABOUR),
            )  # fmt: skip
