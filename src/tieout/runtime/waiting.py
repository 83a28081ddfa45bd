"""Waiting: sales billed whose goods are not all shipped, and goods shipped that no sale bills yet.

A sale waits as a whole (accounting.md 1): it is one document. When either is due, it becomes an exception.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from tieout import flow
from tieout.cycle.reversed_stock import watch_reversed_stock
from tieout.runtime.access import act
from tieout.runtime.company import Company
from tieout.storage.shipped import unbilled_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingSale:
    """A sale that waits for its goods: its kind, number and day; after `due` it is an exception."""

    kind: str
    number: str
    order: str
    day: date
    due: date


@act("cases")
def waiting_sales(company: Company) -> list[WaitingSale]:
    """Every sale that waits for its goods, the first to become due first."""
    with company.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT e.kind, e.subject, w.order_key, w.day FROM waiting_sale w "
            "JOIN event e ON e.id = w.event ORDER BY w.day, w.place"
        ).all()
    days = timedelta(days=company.settings.goods_due_days)
    return [_waiting(kind, number, order, day, days) for kind, number, order, day in rows]


def _waiting(kind: str, number: str, order: str, day: str, days: timedelta) -> WaitingSale:
    told = date.fromisoformat(day)
    return WaitingSale(kind=kind, number=number, order=order, day=told, due=told + days)


@dataclass(frozen=True, slots=True, kw_only=True)
class UninvoicedLine:
    """A shipped line, or what no sale bills of it: units in 10⁻⁶ of `item`.

    After `due` it is an exception; `order` and `customer` are empty where nobody said. Its cost is
    in the register of units shipped and not invoiced, for those who see the books.
    """

    shipment: str
    line: str
    order: str
    customer: str
    item: str
    units: int
    day: date
    due: date


@act("cases")
def uninvoiced_lines(company: Company) -> list[UninvoicedLine]:
    """Every shipped line that no sale bills, the first to become due first."""
    with company.database.read() as connection:
        found = unbilled_lines(connection)
    days = timedelta(days=company.settings.invoice_due_days)
    return [
        UninvoicedLine(
            shipment=one.shipment,
            line=one.line,
            order=one.order,
            customer=one.customer,
            item=one.item,
            units=one.units,
            day=date.fromisoformat(one.day),
            due=date.fromisoformat(one.day) + days,
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class Uninvoiced:
    """How many shipments no sale bills whole, and when the first is due; None = there is none."""

    shipments: int
    due: date | None


def uninvoiced(connection: Connection, days: int) -> Uninvoiced:
    """Shipments that wait for their invoice, counted."""
    found = unbilled_lines(connection)
    first = date.fromisoformat(found[0].day) + timedelta(days=days) if found else None
    return Uninvoiced(len({one.event for one in found}), first)


def first_due(connection: Connection, days: int) -> date | None:
    """When the first of the waiting sales is due; None = none waits."""
    day = connection.exec_driver_sql("SELECT MIN(day) FROM waiting_sale").scalar()
    return date.fromisoformat(str(day)) + timedelta(days=days) if day else None


def watch(company: Company, day: date, now: datetime) -> None:
    """Open cases for what waits too long on a day, and for stock taken back; end those set right.

    Whatever works facts in does it, with QuickBooks or without, so that a case does not wait for a
    delivery.
    """
    waits = company.settings
    others = waits.invoice_due_days, waits.transit_due_days
    flow.watch(company.database, day, waits.goods_due_days, now, *others)
    with company.database.write() as connection:
        watch_reversed_stock(connection, waits.home_currency, now)
