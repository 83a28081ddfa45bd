"""Stopped: acts of a person on documents that were refused or blocked; each is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from tieout.core.case import Case
from tieout.core.catalogue import problem
from tieout.core.crossing import State
from tieout.core.errors import TerminalError
from tieout.core.ids import DocumentId
from tieout.core.problem import Where
from tieout.core.readiness import LOST
from tieout.runtime.access import act
from tieout.runtime.cases import STOPPED, chosen_cases, named_document
from tieout.runtime.company import Company, writing
from tieout.runtime.duties import keep_apart
from tieout.storage import dependants
from tieout.storage.cases import open_cases_of
from tieout.storage.documents import documents_by_id, need_states, states_of
from tieout.storage.settings import audit


@act("cases retry")
def retry(company: Company, ids: Sequence[str], who: str, now: datetime) -> list[DocumentId]:
    """Let refused documents try again in the next run: those of these cases, or all of them.

    Of a blocked document the refused ones that block it are tried again; it follows by itself. The
    documents that were refused and are ready now.

    Raises:
        TerminalError: a case is not about a refused or blocked document, or what blocks it was
            given up.
    """
    with writing(company, "cases retry", now), company.database.write() as connection:
        cases = _cases(connection, ids)
        wanted: dict[DocumentId, None] = {}
        for case in cases:
            for document in _roots(connection, case, strict=bool(ids)):
                wanted[document] = None
        for document in wanted:
            dependants.try_again(connection, document, who, now)
            _audit(connection, document, who, "document tried again", State.REFUSED, State.READY.value, now)
        return list(wanted)


@act("cases write-off")
def write_off(
    company: Company, ids: Sequence[str], why: str, who: str, now: datetime, *, following: bool = False
) -> list[DocumentId]:
    """Give up the refused or blocked documents of these cases, with the reason on record.

    `following` gives up what needs them too; else that stays blocked, each with its own case.

    Raises:
        TerminalError: a case is not about a refused or blocked document.
    """
    with writing(company, "cases write-off", now), company.database.write() as connection:
        wanted = [DocumentId(case.subject) for case in _cases(connection, ids)]
        done: list[DocumentId] = []
        for document in reversed(_with_following(connection, wanted) if following else wanted):
            before = states_of(connection, [document])[document]
            if document in done or before not in STOPPED:
                continue
            keep_apart(connection, "cases write-off", who, document)
            dependants.write_off(connection, document, why, who, now)
            _audit(connection, document, who, "document written off", before, f"written_off: {why}", now)
            done.append(document)
        return done[::-1]


def _cases(connection: Connection, ids: Sequence[str]) -> list[Case]:
    """The cases meant, each about a refused or blocked document; no ids = every such case."""
    cases = chosen_cases(open_cases_of(connection, stage="" if ids else "delivery"), ids)
    states = states_of(connection, [case.subject for case in cases])
    stopped = [case for case in cases if states.get(DocumentId(case.subject)) in STOPPED]
    if ids and len(stopped) != len(cases):
        other = next(case for case in cases if case not in stopped)
        words = {"id": other.id, "what": other.problem.what}
        raise TerminalError(problem("case_not_refused", Where(subject=other.subject), **words))
    return stopped


def _roots(connection: Connection, case: Case, *, strict: bool) -> list[DocumentId]:
    """The refused documents behind a case; a need that was given up is said, where the case was named."""
    pending, seen, found = [DocumentId(case.subject)], set[DocumentId](), []
    while pending:
        document = pending.pop()
        if document in seen:
            continue
        seen.add(document)
        state = need_states(connection, [document]).get(document)
        if state is State.REFUSED:
            found.append(document)
        elif state is State.BLOCKED:
            pending += documents_by_id(connection, [document])[document].needs
        elif state in LOST and strict:
            words = {
                "document": named_document(connection, case.subject),
                "state": state.value,
                "id": case.id,
            }
            raise TerminalError(problem("need_not_refused", Where(subject=case.subject), **words))
    return found


def _with_following(connection: Connection, documents: Sequence[DocumentId]) -> list[DocumentId]:
    """Documents and all that need them, what is needed before what needs it."""
    found = dict.fromkeys(documents)
    pending = list(documents)
    while pending:
        for key in _needing(connection, pending.pop(0)):
            found.pop(key, None)
            found[key] = None
            pending.append(key)
    return list(found)


def _needing(connection: Connection, document: DocumentId) -> list[DocumentId]:
    rows = connection.exec_driver_sql("SELECT document FROM document_need WHERE needs = ?", (document,))
    return [DocumentId(key) for (key,) in rows]


def _audit(
    connection: Connection,
    document: DocumentId,
    who: str,
    act: str,
    before: State,
    after: str,
    now: datetime,
) -> None:
    audit(connection, who=who, act=act, subject=document, before=before.value, after=after, at=now)
