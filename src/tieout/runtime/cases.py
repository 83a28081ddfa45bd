"""Cases of a company: listed, released once mended, resolved with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from tieout.core.case import Case
from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.runtime.company import Company, writing
from tieout.storage.cases import open_cases_of, resolve_cases
from tieout.storage.events import release as release_events
from tieout.storage.settings import audit


def list_cases(company: Company, stage: str = "") -> list[Case]:
    """Open exceptions, oldest first."""
    with company.database.read() as connection:
        return open_cases_of(connection, stage=stage)


def release(company: Company, ids: Sequence[str], who: str, now: datetime) -> list[Case]:
    """Let quarantined events try again in the next run: those of these cases, or all of them.

    Raises:
        TerminalError: an id is not an open case of admission.
    """
    with writing(company, "cases release", now), company.database.write() as connection:
        held = open_cases_of(connection, stage="admission")
        chosen = _chosen(held, ids)
        events = sorted({case.subject for case in chosen})
        release_events(connection, _seqs(connection, events), now, who)
        same = [case for case in held if case.subject in set(events)]
        resolve_cases(connection, [case.id for case in same], who, now, "released to try again")
        for case in same:
            audit(
                connection,
                who=who,
                act="case released",
                subject=case.id,
                before="open",
                after="released",
                at=now,
            )
    return same


def resolve(company: Company, ids: Sequence[str], why: str, who: str, now: datetime) -> list[Case]:
    """Close cases by an act of a person, with the reason on record.

    Raises:
        TerminalError: an id is not an open case.
    """
    with writing(company, "cases resolve", now), company.database.write() as connection:
        chosen = _chosen(open_cases_of(connection), ids)
        resolve_cases(connection, [case.id for case in chosen], who, now, why)
        for case in chosen:
            audit(
                connection, who=who, act="case resolved", subject=case.id, before="open", after=why, at=now
            )
    return chosen


def resolve_superseded(company: Company, now: datetime) -> None:
    """Close admission cases of statements whose mended revision entered."""
    with company.database.write() as connection:
        rows = connection.exec_driver_sql(
            "SELECT o.id FROM event o WHERE o.seq IN (SELECT event FROM quarantine) AND EXISTS ("
            "SELECT 1 FROM event n WHERE n.kind = o.kind AND n.external_id = o.external_id "
            "AND n.source = o.source AND n.revision > o.revision "
            "AND n.seq NOT IN (SELECT event FROM quarantine))"
        )
        mended = {id_ for (id_,) in rows}
        done = [case.id for case in open_cases_of(connection, stage="admission") if case.subject in mended]
        resolve_cases(connection, done, "tieout", now, "a mended revision entered")


def _chosen(cases: Sequence[Case], ids: Sequence[str]) -> list[Case]:
    if not ids:
        return list(cases)
    known = {case.id: case for case in cases}
    missing = [id_ for id_ in ids if id_ not in known]
    if missing:
        raise TerminalError(problem("case_unknown", id=missing[0]))
    return [known[id_] for id_ in ids]


def _seqs(connection: Connection, events: Sequence[str]) -> list[int]:
    found = []
    for event in events:
        row = connection.exec_driver_sql("SELECT seq FROM event WHERE id = ?", (event,)).one()
        found.append(int(row.seq))
    return found
