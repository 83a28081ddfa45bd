"""Master data and opening stock: what stands before the first movement."""

from __future__ import annotations

from datetime import date
from typing import Final

from tieout.demo.amounts import UNIT, money, per_unit, price, quantity
from tieout.demo.book import MASTER, STORE
from tieout.demo.catalogue import APRON, ITEMS, item_type
from tieout.demo.days import FIRST, MIDDLE, OPENING
from tieout.demo.parties import SUPPLIERS, WHOLESALERS, Party
from tieout.demo.plan import FULFILMENT, PLANT
from tieout.demo.prices import PER_DOLLAR, daily_rates, list_prices
from tieout.demo.recipes import CHANGED, RECIPES, expected_cost
from tieout.demo.taxes import AGENCIES
from tieout.demo.world import World

APRONS: Final = 12 * UNIT


def write_master(world: World, consumers: tuple[Party, ...]) -> None:
    """All master data, each before its first use, then the opening stock."""
    _write_places(world)
    _write_items(world)
    _write_recipes(world)
    for party in (*SUPPLIERS, *WHOLESALERS):
        _write_party(world, party, "erp")
    for party in consumers:
        _write_party(world, party, STORE)
    _write_prices(world, OPENING)
    _write_prices(world, MIDDLE)
    _write_rates(world)
    _write_opening(world)


def _write_places(world: World) -> None:
    write = world.book.write
    write(MASTER, "calendar", "fiscal", OPENING, fiscal_year_first_month=1)
    for place, name in ((PLANT, "Plant and warehouse, Boise"), (FULFILMENT, "Web store fulfilment, Nampa")):
        write(MASTER, "location", place, OPENING, location=place, name=name)
    for state, (code, agency, rate) in AGENCIES.items():
        text = f"{state} sales tax {money(rate)}%"
        write(MASTER, "tax_code", code, OPENING, code=code, agency=agency, description=text)


def _write_items(world: World) -> None:
    for item in ITEMS.values():
        role = {"inventory_role": item.role} if item.role else {}
        world.book.write(
            MASTER,
            "item",
            item.sku,
            OPENING,
            item=item.sku,
            name=item.title,
            type=item_type(item),
            category=item.category,
            unit=item.unit,
            **role,
        )


def _write_recipes(world: World) -> None:
    for recipe in (*RECIPES.values(), CHANGED):
        loss = recipe.good_per_thousand < 1000
        expected = {"expected_yield": f"0.{recipe.good_per_thousand:03}"} if loss else {}
        world.book.write(
            MASTER,
            "bom_version",
            recipe.bom,
            recipe.start,
            item=recipe.item,
            bom=recipe.bom,
            output_quantity="1",
            components=[
                {"item": sku, "quantity": per_unit(micro)} for sku, micro in recipe.components.items()
            ],
            **expected,
        )


def _write_party(world: World, party: Party, source: str) -> None:
    world.book.write(
        MASTER,
        "party",
        party.key,
        OPENING,
        source=source,
        party=party.key,
        roles=[party.role],
        name=party.name,
        currency=party.currency,
        terms_days=party.terms,
        taxable=party.taxable,
        email=f"{party.key.lower()}@example.com",
    )


def _write_prices(world: World, day: date) -> None:
    for name, currency in (("retail", "USD"), *((f"wholesale-{code}", code) for code in PER_DOLLAR)):
        prices = {sku: money(cents) for sku, cents in list_prices(name, currency, day).items()}
        world.book.write(
            MASTER,
            "price_list",
            f"{name}-{day:%y%m%d}",
            day,
            price_list=name,
            currency=currency,
            prices=prices,
        )


def _write_rates(world: World) -> None:
    for day, currency, rate in daily_rates(world.dice("rates")):
        key = f"{currency}-{day:%y%m%d}"
        world.book.write(MASTER, "exchange_rate", key, day, currency=currency, rate=rate, rate_source="ECB")


def _write_opening(world: World) -> None:
    held = world.plan.opening | {(APRON.sku, PLANT): APRONS}
    for place in (PLANT, FULFILMENT):
        lots = []
        for (sku, where), milli in held.items():
            if where == place:
                lot = world.plan.lot(sku) if place == PLANT else ""
                world.stock.put(sku, place, milli, lot)
                cost = price(expected_cost(sku))
                lots.append({"item": sku, "quantity": quantity(milli), "unit_cost": cost, "lot": lot})
        world.book.write(MASTER, "opening_stock", f"opening-{place}", FIRST, location=place, lots=lots)
