"""What suppliers deliver, and when: 48 purchase orders, 12 of them in two parts, so 60 receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

from tieout.demo.amounts import UNIT, half_up, up
from tieout.demo.catalogue import BOUGHT, ITEMS, Item
from tieout.demo.days import MIDDLE, WEEKDAYS
from tieout.demo.plan import Plan

ORDERS: Final = {
    "S-VALLEY": (8, 2),
    "S-CASCADE": (6, 2),
    "S-MERIDIAN": (6, 2),
    "S-OBRIEN": (3, 0),
    "S-ERABLE": (2, 0),
    "S-PRAIRIE": (6, 2),
    "S-SPICE": (5, 1),
    "S-FRANTOIO": (3, 1),
    "S-GLASS": (4, 1),
    "S-PACK": (4, 1),
    "S-COTTON": (1, 0),
}
"""Purchase orders of the month per supplier, and how many of them (the first) come in two parts."""
DEARER: Final = ("S-VALLEY", "S-PRAIRIE", "S-GLASS", "S-FRANTOIO")
"""Suppliers who raise their prices by 6% for orders placed from the middle of the month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """Units of one item at the order's price; milli and points."""

    line: str
    sku: str
    milli: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A purchase order with the deliveries that will answer it."""

    supplier: str
    placed: date
    goods: list[Goods]
    deliveries: list[tuple[date, list[Goods]]]


def unit_price(item: Item, placed: date) -> int:
    """Points per unit: whole cents, except where a pack of 1,000 makes the fraction whole again."""
    if placed < MIDDLE or item.supplier not in DEARER:
        return item.cost
    step = 1 if item.pack == 1000 else 100
    return half_up(item.cost * 106, 100 * step) * step


def purchases(plan: Plan, rng: Random) -> list[Purchase]:
    """All purchase orders of the month, in order of their day."""
    made = [
        _purchase(plan, rng, supplier, turn, count, split=turn < parts)
        for supplier, (count, parts) in ORDERS.items()
        for turn in range(count)
    ]
    return sorted(made, key=lambda one: one.placed)


def _purchase(plan: Plan, rng: Random, supplier: str, turn: int, count: int, *, split: bool) -> Purchase:
    due = 3 + turn * 19 // count + rng.randint(0, 1)
    placed = WEEKDAYS[due - rng.randint(2, 3)]
    goods = _goods(plan, supplier, turn, count, placed, least=2 if split else 1)
    first = _part(goods) if split else goods
    deliveries = [(WEEKDAYS[due], first)]
    if split:
        rest = {one.line: one.milli for one in first}
        second = [
            Goods(line=one.line, sku=one.sku, milli=one.milli - rest.get(one.line, 0), points=one.points)
            for one in goods
        ]
        deliveries.append((WEEKDAYS[min(due + 3, len(WEEKDAYS) - 1)], [one for one in second if one.milli]))
    return Purchase(supplier=supplier, placed=placed, goods=goods, deliveries=deliveries)


def _carries(place: int, turn: int, count: int, variety: int) -> bool:
    """Whether an order carries an item: every second one does, where there is a choice."""
    return variety == 1 or count <= 2 or (place + turn) % 2 == 0


def _goods(plan: Plan, supplier: str, turn: int, count: int, placed: date, least: int) -> list[Goods]:
    items = [item for item in BOUGHT if item.supplier == supplier]
    goods: list[Goods] = []
    for place, item in enumerate(items):
        turns = sum(_carries(place, one, count, len(items)) for one in range(count))
        if _carries(place, turn, count, len(items)):
            packs = max(up(plan.supply[item.sku], turns * item.pack * UNIT), least)
            goods.append(
                Goods(
                    line=str(len(goods) + 1),
                    sku=item.sku,
                    milli=packs * item.pack * UNIT,
                    points=unit_price(item, placed),
                )
            )
    return goods


def _part(goods: list[Goods]) -> list[Goods]:
    """The first of two deliveries: about 60% of each line, in whole packs, less than all."""
    part = []
    for one in goods:
        pack = ITEMS[one.sku].pack * UNIT
        packs = one.milli // pack
        part.append(
            Goods(line=one.line, sku=one.sku, milli=max(packs * 3 // 5, 1) * pack, points=one.points)
        )
    return part
