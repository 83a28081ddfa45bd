"""Overdue goods: sales billed long ago whose goods are not all shipped, or name no order, become a case.

Each revenue has its cost in the same period (accounting.md 8.6); where it has none after the due time, a
person looks. A case ends by itself when its reason is gone.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.problem import Problem, Where
from tieout.storage.cases import open_cases, open_cases_of, resolve_cases, settled_by_people

GOODS_OVERDUE = "goods_overdue"
GOODS_WITHOUT_ORDER = "goods_without_order"


def watch_goods(connection: Connection, today: date, days: int, now: datetime) -> None:
    """Open a case for each sale without its goods for more than `days` days, and end those gone.

    What a person settled of goods without an order is not told again.
    """
    since = (today - timedelta(days=days)).isoformat()
    waiting = _waiting(connection, since, days)
    bare = _without_order(connection, since, days)
    told = {(GOODS_OVERDUE, event) for event in waiting} | {(GOODS_WITHOUT_ORDER, event) for event in bare}
    gone = [
        case.id
        for case in open_cases_of(connection, "recognition")
        if case.problem.code in {GOODS_OVERDUE, GOODS_WITHOUT_ORDER}
        and (case.problem.code, case.subject) not in told
    ]
    resolve_cases(connection, gone, "tieout", now, "its goods are shipped, or it waits no more")
    settled = settled_by_people(connection, "recognition", sorted(bare))
    new = [(key, one) for key, one in bare.items() if (key, one.code, one.what) not in settled]
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
