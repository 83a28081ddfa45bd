"""Chains: the hash-chained logs of a company read from their start, and the locks on its tables."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from tieout.boundary import log
from tieout.core.catalogue import problem
from tieout.core.crossing import State, Transition
from tieout.core.errors import ProgrammerError
from tieout.core.ids import DocumentId
from tieout.core.problem import Problem, Where
from tieout.storage.database import Database
from tieout.storage.settings import AUDIT_GENESIS, audit_hash
from tieout.storage.tables import append_only


def crossing_chain(live: Connection) -> tuple[int, list[Problem]]:
    """How many transitions the boundary log has, and its first broken link."""
    rows = live.exec_driver_sql("SELECT * FROM transition ORDER BY n").all()
    try:
        return len(rows), log.verify(map(_transition, rows), hashes=(row.hash for row in rows))
    except _Impossible as link:
        where, why = Where(subject=f"transition {link.place}"), link.__cause__
        return len(rows), [problem("chain_broken", where, chain="boundary log", place=link.place, why=why)]


class _Impossible(Exception):
    """A stored transition that the table of moves does not have."""

    def __init__(self, place: int) -> None:
        super().__init__(f"transition {place}")
        self.place = place


def _transition(row: Any) -> Transition:
    try:
        return _read(row)
    except (ValueError, ProgrammerError) as fault:
        raise _Impossible(row.n) from fault


def _read(row: Any) -> Transition:
    return Transition(
        document=DocumentId(row.document),
        before=State(row.before) if row.before else None,
        after=State(row.after),
        at=datetime.fromisoformat(row.at),
        result=row.result,
        previous_hash=row.previous_hash,
    )


def audit_chain(live: Connection) -> tuple[int, list[Problem]]:
    """How many acts the audit log has, and its first broken link."""
    last = AUDIT_GENESIS
    rows = live.exec_driver_sql(
        "SELECT at, who, act, subject, before, after, previous_hash, hash FROM audit ORDER BY n"
    ).all()
    for place, row in enumerate(rows, start=1):
        fields = tuple(row)[:-1]
        why = "it is not chained to the act before it" if row.previous_hash != last else ""
        if audit_hash(fields) != row.hash:
            why = why or "its content does not match the hash stored with it"
        if why:
            where = Where(subject=f"act {place} ({row.act} {row.subject})")
            return len(rows), [problem("chain_broken", where, chain="audit log", place=place, why=why)]
        last = row.hash
    return len(rows), []


def missing_triggers(database: Database, live: Connection) -> list[Problem]:
    """The locks that make tables append-only and are no longer there, or say something else."""
    gone = database.dialect.unlocked(live, append_only())
    if not gone:
        return []
    where = Where(subject=f"trigger {gone[0]}")
    return [problem("append_only_lock_missing", where, count=len(gone), first=gone[0])]
