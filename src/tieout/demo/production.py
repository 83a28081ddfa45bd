"""Production: runs with actual consumption, yield loss, labour, overhead, co- and by-products."""

from __future__ import annotations

from datetime import date
from typing import Final

from tieout.demo.amounts import UNIT, extended, money, quantity
from tieout.demo.book import PRODUCTION, Plain
from tieout.demo.catalogue import ITEMS
from tieout.demo.days import WEEKDAYS
from tieout.demo.plan import PLANT
from tieout.demo.recipes import Recipe, needed, recipe_of
from tieout.demo.schedule import BOILED_OVER, BROKEN_GLASS, SLOW, Run, runs
from tieout.demo.world import World

CO_PRODUCT: Final = ("SF-TOMATO", "SF-SKINS", "0.04")
BY_PRODUCT: Final = ("SF-STRAWB", "SF-PULP", 1200)
"""Main output; what comes with it; its share of the cost, or its stated value in points per kg."""
OPENED: Final = WEEKDAYS[-4]
UNFINISHED: Final = WEEKDAYS[-2]


class Production:
    """The plant, day by day."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rng = world.dice("production")
        self.runs = runs(self.rng)
        self.vats: dict[str, tuple[Recipe, int]] = {}

    def work(self, day: date) -> None:
        """The issues and completions of a day, in the order they happen."""
        if day not in WEEKDAYS:
            return
        today = WEEKDAYS.index(day)
        for run in self.runs:
            if run.sku == SLOW and run.start == today:
                self._issue(run.key, run.number, day)
        if day == UNFINISHED:  # stands in the vat at the month end: work in progress
            self._issue("R-041", 41, day)
        for run in self.runs:
            self._complete(run, day, today)
        if day == OPENED:
            self._take_apart(day)

    def _complete(self, run: Run, day: date, today: int) -> None:
        if run.sku != SLOW:
            if run.start == today:
                self._finish(run, day)
        elif run.start + 2 == today:
            self._bottle(run, day, part=1)
        elif run.start + 3 == today:
            self._bottle(run, day, part=2)

    def _started(self, recipe: Recipe) -> int:
        """Milli to start: about the planned batch, never more than the materials allow, whole units."""
        wanted = self.world.plan.batch[recipe.item] * self.rng.randint(97, 103) // 100
        allowed = [
            self.world.stock.on_hand(sku, PLANT) * 1_000_000 * 100 // (micro * 102)
            for sku, micro in recipe.components.items()
        ]
        return min(wanted, *allowed) // UNIT * UNIT

    def _lost(self, run: Run, started: int, recipe: Recipe) -> tuple[int, int]:
        """Milli scrapped and milli flagged abnormal, of so many started."""
        loss = started * (1000 - recipe.good_per_thousand) // 1000
        scrapped = loss * self.rng.randint(20, 95) // 100 // UNIT * UNIT
        if (run.sku, run.turn) == BOILED_OVER:
            return loss // UNIT * UNIT + started * 6 // 100 // UNIT * UNIT + UNIT, 0
        if (run.sku, run.turn) == BROKEN_GLASS:
            return scrapped, max(started * 3 // 100 // UNIT, 1) * UNIT
        return scrapped, 0

    def _consume(self, number: int, sku: str, milli: int) -> list[Plain]:
        """Take a material: by lot number in every second run (its youngest lots in every fourth)."""
        picked = (
            self.world.stock.lots(sku, PLANT, milli, youngest=number % 4 == 0) if number % 2 == 0 else []
        )
        for lot, share in picked or [("", milli)]:
            self.world.stock.take(sku, PLANT, share, lot)
        if not picked:
            return [{"item": sku, "quantity": quantity(milli)}]
        return [{"item": sku, "quantity": quantity(share), "lot": lot} for lot, share in picked]

    def _materials(
        self, number: int, recipe: Recipe, started: int, *, packaging: bool | None
    ) -> list[Plain]:
        """Consumption of a run (None), or only its packaging, or all but its packaging."""
        lines: list[Plain] = []
        for sku, micro in recipe.components.items():
            if packaging is None or packaging == (ITEMS[sku].unit == "each"):
                milli = needed(sku, started, micro)
                if ITEMS[sku].unit != "each":  # what is weighed is never quite the recipe
                    milli = milli * self.rng.randint(985, 1015) // 1000
                lines += self._consume(number, sku, max(milli, 1))
        return lines

    def _output(self, run: Run, day: date, milli: int) -> Plain:
        lot = f"{run.sku.removeprefix('FG-').removeprefix('SF-')}-{day:%m%d}-{run.number}"
        self.world.stock.put(run.sku, PLANT, milli, lot)
        return {"item": run.sku, "quantity": quantity(milli), "lot": lot}

    def _beside(self, run: Run, day: date, milli: int) -> list[Plain]:
        """What a run yields beside its main output."""
        for main, sku, worth in (CO_PRODUCT, BY_PRODUCT):
            if run.sku == main:
                made = milli * 5 // 100
                lot = f"{sku.removeprefix('SF-')}-{day:%m%d}-{run.number}"
                self.world.stock.put(sku, PLANT, made, lot)
                one = {"item": sku, "quantity": quantity(made), "lot": lot}
                if isinstance(worth, str):
                    return [one | {"role": "co_product", "share": worth}]
                return [one | {"role": "by_product", "value": money(extended(made, worth))}]
        return []

    def _conversion(self, recipe: Recipe, started: int) -> Plain:
        labour = extended(started, recipe.labour) * self.rng.randint(95, 107) // 100
        return {"labour": money(labour), "overhead": money(extended(started, recipe.overhead))}

    def _write(self, key: str, day: date, run: Run, recipe: Recipe, **fields: object) -> None:
        self.world.book.write(
            PRODUCTION,
            "production_completed",
            key,
            day,
            run=run.key,
            location=PLANT,
            bom=recipe.bom,
            **fields,
        )

    def _finish(self, run: Run, day: date) -> None:
        """A run of one day."""
        recipe = recipe_of(run.sku, day)
        started = self._started(recipe)
        scrapped, abnormal = self._lost(run, started, recipe)
        consumed = self._materials(run.number, recipe, started, packaging=None)
        good = started - scrapped - abnormal
        lost: Plain = {"scrapped": quantity(scrapped)} if scrapped else {}
        if (run.sku, run.turn) == BOILED_OVER:
            lost["scrap_reason"] = "kettle boiled over"
        if abnormal:
            lost |= {"abnormal_scrap": quantity(abnormal), "scrap_reason": "glass breakage"}
        outputs = [self._output(run, day, good), *self._beside(run, day, good)]
        fields = lost | self._conversion(recipe, started)
        self._write(run.key, day, run, recipe, consumed=consumed, outputs=outputs, **fields)

    def _issue(self, key: str, number: int, day: date) -> None:
        """Fill a vat: all ingredients leave stock, nothing comes out yet."""
        recipe = recipe_of(SLOW, day)
        started = self._started(recipe)
        self.vats[key] = recipe, started
        consumed = self._materials(number, recipe, started, packaging=False)
        self.world.book.write(
            PRODUCTION, "materials_issued", f"{key}-issue", day, run=key, location=PLANT, consumed=consumed
        )

    def _bottle(self, run: Run, day: date, part: int) -> None:
        """Bottle 60% of a vat, and on the next working day the rest."""
        recipe, started = self.vats[run.key]
        first = started * 6 // 10 // UNIT * UNIT
        scrapped, _ = self._lost(run, started, recipe) if part == 2 else (0, 0)
        milli = first if part == 1 else started - first
        consumed = self._materials(run.number, recipe, milli, packaging=True)
        fields: Plain = {"scrapped": quantity(scrapped)} if scrapped else {}
        fields["expected_remaining"] = quantity(started - first if part == 1 else 0)
        fields |= self._conversion(recipe, milli)
        outputs = [self._output(run, day, milli - scrapped)]
        self._write(f"{run.key}-{part}", day, run, recipe, consumed=consumed, outputs=outputs, **fields)

    def _take_apart(self, day: date) -> None:
        """A few tasting boxes with a torn lid are opened; their bottles go back on the shelf."""
        boxes = min(self.world.stock.on_hand("FG-BOX", PLANT) // UNIT, 4) * UNIT
        if not boxes:
            return
        self.world.stock.take("FG-BOX", PLANT, boxes)
        components = []
        for sku, share in (("FG-BBQ", "0.31"), ("FG-HOT", "0.33"), ("FG-HARISSA", "0.36")):
            lot = f"{sku.removeprefix('FG-')}-{day:%m%d}-D1"
            self.world.stock.put(sku, PLANT, boxes, lot)
            components.append({"item": sku, "quantity": quantity(boxes), "share": share, "lot": lot})
        self.world.book.write(
            PRODUCTION,
            "disassembly_completed",
            "D-001",
            day,
            run="D-001",
            location=PLANT,
            item="FG-BOX",
            quantity=quantity(boxes),
            components=components,
        )
