"""Overdue: sales billed long ago without their goods, and goods shipped long ago without their invoice.

Each revenue has its cost in the same period, and the reverse (accounting.md 8.6); where one stands alone
after the due time, a person looks. A case ends by itself when its reason is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.problem import Problem, Where
from tieout.core.scaled import Quantity
from tieout.storage.cases import open_cases, open_cases_of, resolve_cases, settled_by_people
from tieout.storage.shipped import ShippedLine, unbilled_lines

GOODS_OVERDUE = "goods_overdue"
GOODS_WITHOUT_ORDER = "goods_without_order"
GOODS_NOT_INVOICED = "goods_not_invoiced"

ENDED: Final = {
    GOODS_OVERDUE: "its goods are shipped, or it waits no more",
    GOODS_WITHOUT_ORDER: "its goods are shipped, or it waits no more",
    GOODS_NOT_INVOICED: "it is invoiced, at least in part, or came back",
}
"""Why a case is over that is told no more."""


def watch_goods(
    connection: Connection, today: date, days: int, now: datetime, invoice_days: int = 30
) -> None:
    """Open a case for each sale or shipment that is overdue, and end those whose reason is gone.

    A sale may be without its goods for `days` days, goods without their invoice for `invoice_days`. What
    a person settled of goods without an order, or without an invoice, is not told again.
    """
    since = (today - timedelta(days=days)).isoformat()
    waiting = _waiting(connection, since, days)
    settleable = _without_order(connection, since, days)
    shipped = (today - timedelta(days=invoice_days)).isoformat()
    settleable |= _not_invoiced(connection, shipped, invoice_days)
    told = {(one.code, event, one.what) for event, one in (waiting | settleable).items()}
    gone: dict[str, list[str]] = {}
    for case in open_cases_of(connection, "recognition"):
        found = case.problem
        if found.code in ENDED and (found.code, case.subject, found.what) not in told:
            gone.setdefault(found.code, []).append(case.id)
    for code, ids in gone.items():
        resolve_cases(connection, ids, "tieout", now, ENDED[code])
    settled = settled_by_people(connection, "recognition", sorted(settleable))
    new = [(key, one) for key, one in settleable.items() if (key, one.code, one.what) not in settled]
    open_cases(connection, "recognition", [*waiting.items(), *new], now)


def _waiting(connection: Connection, since: str, days: int) -> dict[str, Problem]:
    """The sales that wait for their goods since before a day, by the id of their event."""
    rows = connection.exec_driver_sql(
        "SELECT w.event, w.order_key, w.day, e.kind, e.external_id, e.source FROM waiting_sale w "
        "JOIN event e ON e.id = w.event WHERE w.day < ? ORDER BY w.place",
        (since,),
    )
    return {
        event: problem(
            GOODS_OVERDUE,
            Where(subject=f"{kind} {id_} of {source}"),
            sale=f"{kind} {id_}",
            day=day,
            days=days,
            order=order,
        )
        for event, order, day, kind, id_, source in rows
    }


def _without_order(connection: Connection, since: str, days: int) -> dict[str, Problem]:
    """The sales of goods of before a day that name no order, by the id of their event."""
    rows = connection.exec_driver_sql(
        "SELECT u.event, u.day, u.lines, e.kind, e.external_id, e.source FROM uncosted_sale u "
        "JOIN event e ON e.id = u.event WHERE u.day < ? ORDER BY u.day, e.seq",
        (since,),
    )
    return {
        event: problem(
            GOODS_WITHOUT_ORDER,
            Where(subject=f"{kind} {id_} of {source}"),
            sale=f"{kind} {id_}",
            day=day,
            days=days,
            lines=lines,
        )
        for event, day, lines, kind, id_, source in rows
    }


def _not_invoiced(connection: Connection, since: str, days: int) -> dict[str, Problem]:
    """The shipments of before a day that no sale bills, by the id of their event."""
    lines = [one for one in unbilled_lines(connection) if one.day < since]
    lines.sort(key=lambda one: one.event)
    return {event: _unbilled(list(some), days) for event, some in groupby(lines, key=lambda one: one.event)}


def _unbilled(lines: Sequence[ShippedLine], days: int) -> Problem:
    first = lines[0]
    of = f"order {first.order}" if first.order else "no order"
    return problem(
        GOODS_NOT_INVOICED,
        Where(subject=f"goods_shipped {first.external_id} of {first.source}"),
        shipment=first.shipment,
        day=first.day,
        days=days,
        of=f"{of}, customer {first.customer}" if first.customer else of,
        lines=", ".join(f"line {one.line}: {Quantity(one.units)} {one.item}" for one in lines),
    )
