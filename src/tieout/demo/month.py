"""The month: demand first, then every day in the order in which stock moves, then the paper."""

from __future__ import annotations

from datetime import date

from tieout.demo.days import END, FIRST, span
from tieout.demo.faults import plant_faults
from tieout.demo.master import write_master
from tieout.demo.orders import WHOLESALE_SHARE, web_orders, wholesale_orders
from tieout.demo.parties import consumers
from tieout.demo.plan import Plan
from tieout.demo.production import Production
from tieout.demo.purchasing import Purchasing
from tieout.demo.warehouse import Warehouse
from tieout.demo.webstore import Webstore
from tieout.demo.wholesale import Wholesale
from tieout.demo.world import World, dice

LEAST_ORDERS = 200
"""Below this there is not one of everything the demo shows."""


def make_month(seed: int, orders: int) -> World:
    """One month of the manufacturer, faults planted.

    Raises:
        ValueError: fewer orders than it takes to show every case once.
    """
    if orders < LEAST_ORDERS:
        raise ValueError(f"the demo month needs at least {LEAST_ORDERS} orders, not {orders}")
    b2b = orders * WHOLESALE_SHARE // 100
    customers = consumers(dice(seed, "consumers"), (orders - b2b) // 4)
    wholesale = wholesale_orders(dice(seed, "wholesale orders"), b2b)
    web = web_orders(dice(seed, "web orders"), orders - b2b, customers)
    world = World(seed=seed, plan=Plan(wholesale, web), wholesale=wholesale, web=web)
    write_master(world, customers)
    _live(world)
    return world


def _live(world: World) -> None:
    purchasing, production, warehouse = Purchasing(world), Production(world), Warehouse(world)
    desk, store = Wholesale(world), Webstore(world)
    for day in span(FIRST, END):
        _move_stock(day, purchasing, production, warehouse, desk, store)
    purchasing.bill()
    plant_faults(world)


def _move_stock(
    day: date,
    purchasing: Purchasing,
    production: Production,
    warehouse: Warehouse,
    desk: Wholesale,
    store: Webstore,
) -> None:
    """One day, in the order in which stock moves on it (docs/decisions.md, order within a date)."""
    purchasing.receive(day)
    warehouse.arrive(day)
    production.work(day)
    warehouse.send(day)
    desk.take_orders(day)
    store.take_orders(day)
    desk.ship(day)
    store.ship(day)
    desk.take_back(day)
    store.refunds.take_back(day)
    purchasing.return_goods(day)
    warehouse.adjust(day)
    warehouse.count(day)
