"""Cases kept: every problem has an owner and a due time until an act of a person resolves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from tieout.core.case import Case, Stage
from tieout.core.ids import derived
from tieout.core.problem import Problem, Where
from tieout.storage.tables import CASE, CASE_ACT, insert_sql

DUE_HOURS: Final = 24
"""How long an exception may stand before it is overdue (S003-49)."""


def open_cases(
    connection: Connection, stage: Stage, problems: Iterable[tuple[str, Problem]], at: datetime
) -> None:
    """Open a case per (subject, problem) that is not open already."""
    wanted = list(problems)
    if not wanted:
        return
    known = set(open_case_ids(connection))
    rows = []
    for subject, problem in wanted:
        id_ = derived("case", stage, subject, problem.code, problem.where.field, problem.what)
        if id_ not in known:
            known.add(id_)
            rows.append(_row(id_, stage, subject, problem, at))
    if rows:
        connection.exec_driver_sql(insert_sql(CASE), rows)


def _row(id_: str, stage: Stage, subject: str, problem: Problem, at: datetime) -> tuple[str, ...]:
    due = at + timedelta(hours=DUE_HOURS)
    return (
        id_,
        stage,
        subject,
        problem.code,
        problem.what,
        problem.why,
        problem.next_step,
        problem.owner,
        str(problem.where),
        at.isoformat(),
        due.isoformat(),
    )


def open_case_ids(connection: Connection) -> list[str]:
    """Ids of the cases that are open, oldest first."""
    rows = connection.exec_driver_sql(f"SELECT c.id FROM exception_case c {_IS_OPEN} ORDER BY c.n")
    return [id_ for (id_,) in rows]


def open_case_ids_about(
    connection: Connection, stage: Stage, codes: Iterable[str], subjects: Sequence[str]
) -> list[str]:
    """Ids of the open cases of a stage with one of these codes and subjects."""
    wanted, found = set(codes), []
    for start in range(0, len(subjects), 400):
        some = subjects[start : start + 400]
        rows = connection.exec_driver_sql(
            f"SELECT c.id, c.code FROM exception_case c {_IS_OPEN} "
            f"AND c.stage = ? AND c.subject IN ({','.join('?' * len(some))}) ORDER BY c.n",
            (stage, *some),
        )
        found += [id_ for id_, code in rows if code in wanted]
    return found


_IS_OPEN = (
    "WHERE c.n = (SELECT MAX(n) FROM exception_case WHERE id = c.id) AND "
    "(SELECT COUNT(*) FROM exception_case WHERE id = c.id) > "
    "(SELECT COUNT(*) FROM case_act WHERE \"case\" = c.id AND act = 'resolved')"
)
"""Opened once more often than resolved: instants do not decide, two may be the same."""


def open_cases_of(connection: Connection, stage: str = "", subject: str = "") -> list[Case]:
    """Open cases, oldest first, of a stage or a subject where one is named."""
    rows = connection.exec_driver_sql(
        f"SELECT c.* FROM exception_case c {_IS_OPEN} "
        "AND (? = '' OR c.stage = ?) AND (? = '' OR c.subject = ?) ORDER BY c.n",
        (stage, stage, subject, subject),
    )
    return [
        Case(
            id=row.id,
            stage=row.stage,
            subject=row.subject,
            problem=Problem(
                code=row.code,
                what=row.what,
                why=row.why,
                next_step=row.next_step,
                owner=row.owner,
                where=Where(subject=row.place),
            ),
            opened=datetime.fromisoformat(row.opened),
            due=datetime.fromisoformat(row.due),
        )
        for row in rows
    ]


def settled_by_people(
    connection: Connection, stage: Stage, subjects: Sequence[str]
) -> set[tuple[str, str, str]]:
    """(subject, code, what) of the cases of these subjects that a person ended."""
    found: set[tuple[str, str, str]] = set()
    for start in range(0, len(subjects), 500):
        some = subjects[start : start + 500]
        marks = ",".join("?" * len(some))
        rows = connection.exec_driver_sql(
            "SELECT DISTINCT c.subject, c.code, c.what FROM exception_case c "
            'JOIN case_act a ON a."case" = c.id '
            f"WHERE c.stage = ? AND c.subject IN ({marks}) AND a.act = 'resolved' AND a.who != 'tieout'",
            (stage, *some),
        )
        found |= {(subject, code, what) for subject, code, what in rows}
    return found


def cases_ever(connection: Connection, stage: Stage) -> set[tuple[str, str]]:
    """(subject, code) of every case there ever was in a stage, open or not."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT subject, code FROM exception_case WHERE stage = ?", (stage,)
    )
    return {(subject, code) for subject, code in rows}


def resolve_cases(connection: Connection, ids: Sequence[str], who: str, at: datetime, why: str) -> None:
    """Close cases: their cause is gone, or a person says so; one that is closed stays as it is."""
    if not ids:
        return
    known = set(open_case_ids(connection))
    rows = [(id_, "resolved", who, at.isoformat(), why) for id_ in dict.fromkeys(ids) if id_ in known]
    if rows:
        connection.exec_driver_sql(insert_sql(CASE_ACT), rows)
