"""Cases of a company: listed, released once mended, resolved with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from tieout.core.case import Case
from tieout.core.catalogue import problem
from tieout.core.crossing import State
from tieout.core.errors import TerminalError
from tieout.core.ids import DocumentId
from tieout.core.problem import Where
from tieout.gates.matching import IN_GRNI, subject_of_line
from tieout.runtime import actor
from tieout.runtime.access import act, visible
from tieout.runtime.company import Company, writing
from tieout.runtime.duties import keep_apart
from tieout.runtime.subjects import LEAST_PREFIX
from tieout.storage.cases import open_cases_of, resolve_cases
from tieout.storage.dependants import try_again
from tieout.storage.documents import documents_by_id, orders_in, states_of
from tieout.storage.events import release as release_events
from tieout.storage.settings import audit
from tieout.storage.tables import PERIOD_RELEASE, insert_sql

STOPPED: Final = frozenset({State.REFUSED, State.BLOCKED})
"""States of a document that only a person's act moves on."""


@act("cases")
def list_cases(company: Company, stage: str = "") -> list[Case]:
    """Open exceptions the actor may see, oldest first."""
    with company.database.read() as connection:
        found = open_cases_of(connection, stage=stage)
    return visible(company, actor.who(), found)


@act("cases release")
def release(company: Company, ids: Sequence[str], who: str, now: datetime) -> list[Case]:
    """Let quarantined events try again in the next run: those of these cases, or all of them.

    A document held for its closed period, where its case is named, goes into the open one, and with it
    what is held of the same orders: a sale and its cost are never parted by a release.

    Raises:
        TerminalError: an id is not an open case of these.
    """
    with writing(company, "cases release", now), company.database.write() as connection:
        held = visible(company, who, open_cases_of(connection, stage="admission"))
        later = visible(company, who, open_cases_of(connection, "delivery"))
        closed = [case for case in later if case.problem.code == "period_held"]
        chosen = chosen_cases([*held, *closed] if ids else held, ids)
        into_open = _with_companions(connection, [case for case in chosen if case in closed], closed)
        for case in into_open:
            _release_period(connection, case, who, now)
        chosen = [case for case in chosen if case not in into_open]
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
    return same + into_open


def _with_companions(connection: Connection, chosen: Sequence[Case], held: Sequence[Case]) -> list[Case]:
    """Cases of held documents and of those held with facts of the same orders, step by step."""
    orders = orders_in(connection, [case.subject for case in held]) if chosen else {}
    found, left = list(chosen), [case for case in held if case not in chosen]
    for case in found:
        joined = [one for one in left if orders.get(case.subject, set()) & orders.get(one.subject, set())]
        found += joined
        left = [one for one in left if one not in joined]
    return found


def _release_period(connection: Connection, case: Case, who: str, now: datetime) -> None:
    """What is held for its closed period crosses in the open one, with the next run."""
    connection.exec_driver_sql(insert_sql(PERIOD_RELEASE), (case.subject, now.isoformat(), who))
    try_again(connection, DocumentId(case.subject), who, now)
    audit(
        connection,
        who=who,
        act="document released into the open period",
        subject=case.subject,
        before="held",
        after="released",
        at=now,
    )


@act("cases resolve")
def resolve(company: Company, ids: Sequence[str], why: str, who: str, now: datetime) -> list[Case]:
    """Close cases by an act of a person, with the reason on record.

    Raises:
        TerminalError: an id is not an open case, or the case is all that owns a stopped document.
    """
    with writing(company, "cases resolve", now), company.database.write() as connection:
        chosen = chosen_cases(open_cases_of(connection), ids)
        for case in chosen:
            _check_owner(connection, case)
            keep_apart(connection, "cases resolve", who, case.subject)
        resolve_cases(connection, [case.id for case in chosen], who, now, why)
        for case in chosen:
            audit(
                connection, who=who, act="case resolved", subject=case.id, before="open", after=why, at=now
            )
    return chosen


def _check_owner(connection: Connection, case: Case) -> None:
    """Refuse to close the case of a document that would then be nobody's.

    Raises:
        TerminalError: the case is the one exception of a refused or blocked document, or of what is
            open in grni.
    """
    if case.problem.code in IN_GRNI and case.subject.startswith(subject_of_line("")):
        line = case.subject.removeprefix(subject_of_line(""))
        raise TerminalError(problem("grni_needs_an_act", Where(subject=line), id=case.id, receipt=line))
    if case.stage != "delivery":
        return
    state = states_of(connection, [case.subject]).get(DocumentId(case.subject))
    if state in STOPPED:
        named = named_document(connection, case.subject)
        words = {"document": named, "state": state.value, "id": case.id}
        raise TerminalError(problem("case_needs_an_act", Where(subject=case.subject), **words))


def named_document(connection: Connection, key: str) -> str:
    """A document by its type and number."""
    document = documents_by_id(connection, [key])[DocumentId(key)]
    return f"{document.type} {document.number or document.id}"


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
        for id_ in done:
            audit(
                connection,
                who="tieout",
                act="case resolved",
                subject=id_,
                before="open",
                after="a mended revision entered",
                at=now,
            )


def chosen_cases(cases: Sequence[Case], ids: Sequence[str]) -> list[Case]:
    """Those of the cases that these ids, or their beginnings, name; no ids = all of them.

    Raises:
        TerminalError: an id is not among them, or begins several.
    """
    return [_chosen(cases, id_) for id_ in ids] if ids else list(cases)


def _chosen(cases: Sequence[Case], id_: str) -> Case:
    found = [
        case for case in cases if case.id == id_ or (len(id_) >= LEAST_PREFIX and case.id.startswith(id_))
    ]
    if len(found) != 1:
        code = "case_ambiguous" if found else "case_unknown"
        raise TerminalError(problem(code, id=id_, count=len(found)))
    return found[0]


def _seqs(connection: Connection, events: Sequence[str]) -> list[int]:
    found = []
    for event in events:
        row = connection.exec_driver_sql("SELECT seq FROM event WHERE id = ?", (event,)).one()
        found.append(int(row.seq))
    return found
