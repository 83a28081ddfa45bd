"""Recipes: the bills of materials, their yields, and what a unit is expected to cost.

Quantities are micro (10⁻⁶) of the component's unit per unit of good and lost output together;
yields are thousandths; labour and overhead are points (10⁻⁴ US dollars) per unit started.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Final

from tieout.demo.amounts import UNIT, half_up, up
from tieout.demo.catalogue import ITEMS
from tieout.demo.days import MIDDLE, OPENING

DOLLARS_FOR_OPENING: Final = {"S-FRANTOIO": 108, "S-ERABLE": 73}
"""US cents per euro and Canadian dollar, near enough to value what stood on the first day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One version of a bill of materials."""

    item: str
    bom: str
    start: date
    components: dict[str, int]
    good_per_thousand: int = 1000
    labour: int = 0
    overhead: int = 0


def _recipe(row: str) -> Recipe:
    """A recipe from `item | yield | labour | overhead | component quantity, …`."""
    item, good, labour, overhead, parts = (cell.strip() for cell in row.split("|"))
    pairs = (part.split() for part in parts.split(","))
    return Recipe(
        item=item,
        bom=f"{item}-A",
        start=OPENING,
        components={sku: int(micro) for sku, micro in pairs},
        good_per_thousand=int(good),
        labour=int(labour),
        overhead=int(overhead),
    )


_ROWS: Final = """
SF-RUB       | 1000 | 9000 | 3000 | RAW-PAPRIKA 420000, RAW-CUMIN 180000, RAW-PEPPER 150000, RAW-SALT 250000
SF-HARISSA   | 1000 | 9500 | 3000 | RAW-PAPRIKA 350000, RAW-CUMIN 300000, RAW-GARLIC 200000, RAW-SALT 150000
SF-TOMATO    |  970 | 2600 | 1900 | RAW-TOMATO 1350000, RAW-ONION 120000, RAW-GARLIC 15000, RAW-SALT 8000
SF-STRAWB    |  960 | 3100 | 2200 | RAW-STRAWB 720000, RAW-SUGAR 480000, RAW-PECTIN 9000, RAW-LEMON 22000
SF-GRANOLA   |  980 | 2900 | 2400 | RAW-OATS 620000, RAW-ALMOND 190000, RAW-OIL 60000
FG-BBQ       |  985 | 3900 | 2100 | SF-TOMATO 170000, SF-RUB 14000, RAW-SUGAR 35000, RAW-VINEGAR 40000, \
PK-BOTTLE 1000000, PK-CAP 1000000, PK-LABEL 1000000
FG-HOT       |  980 | 4400 | 2600 | RAW-CHILI 120000, RAW-VINEGAR 95000, RAW-SUGAR 30000, RAW-SALT 6000, \
PK-BOTTLE 1000000, PK-CAP 1000000, PK-LABEL 1000000
FG-MARINARA  |  985 | 3600 | 2000 | SF-TOMATO 280000, RAW-BASIL 6000, RAW-OIL 12000, PK-JAR 1000000, \
PK-LABEL 1000000
FG-HARISSA   |  985 | 4100 | 2200 | SF-TOMATO 110000, SF-HARISSA 45000, RAW-OIL 60000, PK-JAR 1000000, \
PK-LABEL 1000000
FG-MUSTARD   |  990 | 3300 | 1800 | RAW-MUSTARD 90000, RAW-VINEGAR 110000, RAW-HONEY 20000, \
PK-JAR 1000000, PK-LABEL 1000000
FG-STRAWB    |  985 | 3400 | 1900 | SF-STRAWB 305000, PK-JAR 1000000, PK-LABEL 1000000
FG-APRICOT   |  970 | 4700 | 2500 | RAW-APRICOT 230000, RAW-SUGAR 140000, RAW-PECTIN 3000, PK-JAR 1000000, \
PK-LABEL 1000000
FG-GRANOLA   |  990 | 2700 | 1500 | SF-GRANOLA 440000, RAW-HONEY 70000, PK-POUCH 1000000, PK-LABEL 1000000
FG-MAPLE     |  990 | 2700 | 1500 | SF-GRANOLA 440000, RAW-MAPLE 55000, PK-POUCH 1000000, PK-LABEL 1000000
FG-BOX       | 1000 | 8000 | 2500 | FG-BBQ 1000000, FG-HOT 1000000, FG-HARISSA 1000000, PK-GIFTBOX 1000000
FG-BREAKFAST | 1000 | 8000 | 2500 | FG-STRAWB 1000000, FG-GRANOLA 1000000, PK-GIFTBOX 1000000
"""

RECIPES: Final = {recipe.item: recipe for recipe in map(_recipe, _ROWS.strip().splitlines())}
CHANGED: Final = replace(
    RECIPES["FG-HOT"],
    bom="FG-HOT-B",
    start=MIDDLE,
    components=RECIPES["FG-HOT"].components | {"RAW-CHILI": 138000, "RAW-SUGAR": 18000},
    good_per_thousand=975,
)
"""The BOM change of the month: more chili, less sugar, a slightly lower expected yield."""

LEVELS: Final = (
    ("SF-RUB", "SF-HARISSA"),
    ("SF-TOMATO", "SF-STRAWB", "SF-GRANOLA"),
    (
        "FG-BBQ",
        "FG-HOT",
        "FG-MARINARA",
        "FG-HARISSA",
        "FG-MUSTARD",
        "FG-STRAWB",
        "FG-APRICOT",
        "FG-GRANOLA",
        "FG-MAPLE",
    ),
    ("FG-BOX", "FG-BREAKFAST"),
)
"""Made items by level: each level uses only what stands above it."""


def recipe_of(item: str, day: date) -> Recipe:
    """The version in effect on a day."""
    return CHANGED if item == CHANGED.item and day >= CHANGED.start else RECIPES[item]


def needed(component: str, started: int, micro: int) -> int:
    """Milli of a component for so many milli started, rounded up: to a piece where it is counted."""
    milli = up(started * micro, 1_000_000)
    return up(milli, UNIT) * UNIT if ITEMS[component].unit == "each" else milli


@cache
def expected_cost(item: str) -> int:
    """Points (10⁻⁴ US dollars) a unit is expected to cost, rolled up through all levels."""
    bought = ITEMS[item]
    if item not in RECIPES:
        return half_up(bought.cost * DOLLARS_FOR_OPENING.get(bought.supplier, 100), 100)
    recipe = RECIPES[item]
    parts = sum(half_up(expected_cost(sku) * micro, 1_000_000) for sku, micro in recipe.components.items())
    return half_up((parts + recipe.labour + recipe.overhead) * 1000, recipe.good_per_thousand)
