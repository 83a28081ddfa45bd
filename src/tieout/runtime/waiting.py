"""Waiting sales: what is billed and not recognised yet, because goods of its order are not all shipped.

A sale waits as a whole (accounting.md 1): it is one document. When it is due, it becomes an exception.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from tieout.runtime.access import act
from tieout.runtime.company import Company


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


def first_due(connection: Connection, days: int) -> date | None:
    """When the first of them is due; None = none waits."""
    day = connection.exec_driver_sql("SELECT MIN(day) FROM waiting_sale").scalar()
    return date.fromisoformat(str(day)) + timedelta(days=days) if day else None
