"""Overdue goods: sales billed long ago whose goods are not all shipped become a case; it ends by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.problem import Problem, Where
from tieout.storage.cases import open_cases, open_cases_of, resolve_cases

GOODS_OVERDUE = "goods_overdue"


def watch_goods(connection: Connection, today: date, days: int, now: datetime) -> None:
    """Open a case for each sale that waits for its goods for more than `days` days, and end those gone."""
    overdue = _overdue(connection, today, days)
    gone = [
        case.id
        for case in open_cases_of(connection, "recognition")
        if case.problem.code == GOODS_OVERDUE and case.subject not in overdue
    ]
    resolve_cases(connection, gone, "tieout", now, "its goods are shipped, or it waits no more")
    open_cases(connection, "recognition", overdue.items(), now)


def _overdue(connection: Connection, today: date, days: int) -> dict[str, Problem]:
    """The sales that wait since before `days` days ago, by the id of their event."""
    rows = connection.exec_driver_sql(
        "SELECT w.event, w.order_key, w.day, e.kind, e.external_id, e.source FROM waiting_sale w "
        "JOIN event e ON e.id = w.event WHERE w.day < ? ORDER BY w.place",
        ((today - timedelta(days=days)).isoformat(),),
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
