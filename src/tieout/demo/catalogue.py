"""The catalogue: what the manufacturer buys, makes and sells.

Costs of bought items are purchase prices in points (10⁻⁴) of the supplier's currency per unit of
measure; selling prices are cents of US dollars per unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One stock-keeping unit."""

    sku: str
    title: str
    role: str = ""
    category: str = ""
    unit: str = "each"
    cost: int = 0
    supplier: str = ""
    pack: int = 1
    retail: int = 0
    wholesale: int = 0
    weight: int = 0


def _bought(role: str, category: str, rows: str) -> list[Item]:
    """Items from rows of `sku | title | unit | cost in points | supplier | pack`."""
    items = []
    for row in rows.strip().splitlines():
        sku, title, unit, cost, supplier, pack = (cell.strip() for cell in row.split("|"))
        items.append(
            Item(
                sku=sku,
                title=title,
                role=role,
                category=category,
                unit=unit,
                cost=int(cost),
                supplier=supplier,
                pack=int(pack),
            )
        )
    return items


INGREDIENTS: Final = """
RAW-TOMATO    | Roma tomatoes, crushed             | kg    |  14200 | S-VALLEY    | 20
RAW-ONION     | Yellow onions                      | kg    |   8600 | S-VALLEY    | 10
RAW-GARLIC    | Garlic, peeled                     | kg    |  52000 | S-VALLEY    | 5
RAW-CHILI     | Chili, red, fresh                  | kg    |  61000 | S-VALLEY    | 5
RAW-BASIL     | Basil leaves                       | kg    | 118000 | S-VALLEY    | 2
RAW-STRAWB    | Strawberries, frozen IQF           | kg    |  38500 | S-CASCADE   | 10
RAW-APRICOT   | Apricot halves                     | kg    |  44000 | S-CASCADE   | 10
RAW-LEMON     | Lemon juice                        | L     |  29000 | S-CASCADE   | 5
RAW-SUGAR     | Cane sugar                         | kg    |  11500 | S-MERIDIAN  | 25
RAW-SALT      | Sea salt, fine                     | kg    |   9400 | S-MERIDIAN  | 10
RAW-VINEGAR   | Cider vinegar                      | L     |  18800 | S-MERIDIAN  | 20
RAW-PECTIN    | Citrus pectin                      | kg    | 264000 | S-MERIDIAN  | 1
RAW-HONEY     | Clover honey                       | kg    |  71000 | S-OBRIEN    | 10
RAW-MAPLE     | Maple syrup, dark                  | L     | 142000 | S-ERABLE    | 4
RAW-OATS      | Rolled oats                        | kg    |  13900 | S-PRAIRIE   | 25
RAW-ALMOND    | Almonds, sliced                    | kg    |  92000 | S-PRAIRIE   | 5
RAW-MUSTARD   | Mustard seed, yellow               | kg    |  31000 | S-SPICE     | 5
RAW-PAPRIKA   | Paprika, smoked                    | kg    |  87000 | S-SPICE     | 2
RAW-CUMIN     | Cumin, ground                      | kg    |  79000 | S-SPICE     | 2
RAW-PEPPER    | Black pepper, ground               | kg    | 124000 | S-SPICE     | 2
RAW-OIL       | Extra virgin olive oil, bulk       | L     |  78000 | S-FRANTOIO  | 10
"""
PACKAGING: Final = """
PK-BOTTLE     | Glass bottle 250 ml                | each  |   4150 | S-GLASS     | 1000
PK-JAR        | Glass jar 300 ml with lid          | each  |   5275 | S-GLASS     | 1000
PK-POUCH      | Stand-up pouch 500 g               | each  |   2890 | S-PACK      | 1000
PK-CAP        | Screw cap, tamper-evident          | each  |    745 | S-PACK      | 1000
PK-LABEL      | Printed label                      | each  |    385 | S-PACK      | 1000
PK-GIFTBOX    | Gift box, kraft, empty             | each  |  18500 | S-PACK      | 20
"""
GOODS_FOR_RESALE: Final = """
MER-SPOON     | Olive wood jam spoon               | each  |  32000 | S-FRANTOIO  | 10
MER-TOTE      | Canvas tote bag                    | each  |  27500 | S-COTTON    | 10
"""
_SELLING: Final = {"MER-SPOON": (1450, 780, 3), "MER-TOTE": (1800, 950, 3)}


def _resale() -> list[Item]:
    rows = _bought("inventory_merchandise", "merchandise", GOODS_FOR_RESALE)
    return [
        Item(
            sku=row.sku,
            title=row.title,
            role=row.role,
            category=row.category,
            cost=row.cost,
            supplier=row.supplier,
            pack=row.pack,
            retail=_SELLING[row.sku][0],
            wholesale=_SELLING[row.sku][1],
            weight=_SELLING[row.sku][2],
        )
        for row in rows
    ]


_HERITAGE: Final = (
    "Treasure Valley Pantry Heritage Collection, small-batch, slow-simmered in copper kettles over open "
    "flame, no additives, gluten-free, vegan, in a recyclable glass jar 300 g"
)


def _long(tail: str) -> str:
    """A title of exactly 180 characters; such titles differ only in their last words."""
    return _HERITAGE + tail


def _made(row: str) -> Item:
    """An item from `sku | title | category | retail | wholesale | weight` (cents, cents, demand)."""
    sku, title, category, retail, wholesale, weight = (cell.strip() for cell in row.split("|"))
    semi = sku.startswith("SF-")
    return Item(
        sku=sku,
        title=_long(title[1:]) if title.startswith("*") else title,
        role="inventory_semi" if semi else "inventory_finished",
        category=category,
        unit="kg" if semi else "each",
        retail=int(retail),
        wholesale=int(wholesale),
        weight=int(weight),
    )


MADE: Final = """
SF-RUB        | Barbecue spice rub                 | bases     |    0 |    0 | 0
SF-HARISSA    | Harissa spice blend                | bases     |    0 |    0 | 0
SF-TOMATO     | Tomato sauce base                  | bases     |    0 |    0 | 0
SF-SKINS      | Tomato skins, dried                | bases     |    0 |    0 | 0
SF-STRAWB     | Strawberry jam base                | bases     |    0 |    0 | 0
SF-PULP       | Fruit pulp for animal feed         | bases     |    0 |    0 | 0
SF-GRANOLA    | Granola, baked, unpacked           | bases     |    0 |    0 | 0
FG-BBQ        | Smoked barbecue sauce 250 ml       | sauces    |  899 |  480 | 14
FG-HOT        | Aged hot sauce 250 ml              | sauces    |  949 |  505 | 14
FG-MARINARA   | Marinara sauce 300 ml              | sauces    |  849 |  455 | 14
FG-HARISSA    | *, Harissa                         | sauces    | 1049 |  560 | 7
FG-MUSTARD    | *, Mustard                         | sauces    |  799 |  425 | 8
FG-STRAWB     | Strawberry jam 300 g               | preserves |  975 |  525 | 12
FG-APRICOT    | *, Apricot                         | preserves |  995 |  535 | 9
FG-GRANOLA    | Honey almond granola 500 g         | granola   | 1195 |  640 | 12
FG-MAPLE      | Maple almond granola 500 g         | granola   | 1295 |  695 | 6
FG-BOX        | Tasting box: barbecue, hot, harissa | gifts    | 3495 | 1950 | 3
FG-BREAKFAST  | Breakfast box: jam, granola        | gifts     | 3295 | 1850 | 2
"""

EBOOK: Final = Item(
    sku="DG-RECIPES", title="The Pantry Year: 60 recipes (e-book)", category="digital", retail=1200
)
TASTING: Final = Item(
    sku="SV-TASTING", title="In-store tasting, half a day", category="services", wholesale=45000
)
APRON: Final = Item(
    sku="MER-APRON",
    title="Apron, waxed cotton",
    role="inventory_merchandise",
    category="merchandise",
    cost=145000,
)

BOUGHT: Final = (
    *_bought("inventory_raw", "ingredients", INGREDIENTS),
    *_bought("inventory_raw", "packaging", PACKAGING),
    *_resale(),
)
MANUFACTURED: Final = tuple(_made(row) for row in MADE.strip().splitlines())
ITEMS: Final = {item.sku: item for item in (*BOUGHT, *MANUFACTURED, EBOOK, TASTING, APRON)}
SOLD: Final = tuple(item for item in ITEMS.values() if item.weight)


def item_type(item: Item) -> str:
    """How the item behaves: goods are stocked, a service or a download is not."""
    if item.role:
        return "goods"
    return "digital" if item is EBOOK else "service"
