"""Sweep: what people changed in QuickBooks since the last look, each difference someone's exception.

Change data capture looks back 30 days; after a longer gap everything is read anew. A difference that was
accepted is not raised again; one that is gone ends by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from tieout.connectors.quickbooks_online.changes import LONGEST, ORDER, of_others
from tieout.connectors.quickbooks_online.target import QuickBooksOnline
from tieout.core.case import Case
from tieout.core.catalogue import problem
from tieout.core.document import named
from tieout.core.drift import Changed, Drift
from tieout.core.errors import TerminalError
from tieout.core.ids import DocumentId
from tieout.core.problem import Problem, Where
from tieout.reconcile.expected import reconciled_accounts
from tieout.runtime.access import act
from tieout.runtime.bills import bills_in, is_read, take_bills
from tieout.runtime.cases import chosen_cases, named_document
from tieout.runtime.company import Company, writing
from tieout.runtime.imports import PEOPLE, take_changed
from tieout.runtime.pace import registry
from tieout.runtime.quickbooks import quickbooks
from tieout.runtime.remake import as_sent_now, make_again
from tieout.storage.answers import echo_problem
from tieout.storage.cases import open_cases, open_cases_of, resolve_cases
from tieout.storage.documents import documents_by_id
from tieout.storage.order_states import keep_versions
from tieout.storage.read_bills import ids_read
from tieout.storage.settings import audit, keep_setting, mapping_of, settings_of
from tieout.storage.sweeps import (
    accepted,
    keep_accepted,
    keep_sweep,
    last_sweep,
    our_documents,
    our_ids,
    sent_in,
    swept_notices,
)
from tieout.storage.tables import OUTSIDE, insert_sql

OVERLAP: Final = timedelta(minutes=5)
"""What is asked for twice, because QuickBooks' clock is not ours; the same change twice is one."""

BILLS_READ: Final = "bills_read"
"""The setting that says that bills of others have been read from the first day on."""

CODES: Final = frozenset({"drift_edited", "drift_voided", "drift_deleted", "drift_foreign"})
ECHOES: Final = frozenset({"echo_differs", "tax_changed"})
"""Differences found in the answer itself; they are decided like those a sweep finds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep saw: `kind` is `capture` or `rebaseline`."""

    kind: str
    since: datetime | None
    seen: int
    drifts: tuple[Drift, ...]


@act("sweep")
def sweep(company: Company, now: datetime) -> Swept:
    """Look at everything that changed since the last sweep, and open a case for each difference."""
    with writing(company, "sweep", now) as company, quickbooks(company) as books:
        with company.database.read() as connection:
            last = last_sweep(connection)
        with registry(company) as shared:
            notices = shared.last_notice(company.settings.connection.realm)
        captured = last is not None and now - last < LONGEST and _bills_were_read(company)
        since = last - OVERLAP if last else None
        seen = list(_asked(company, books, since if captured else None))
        people = [books.record(one) for one in seen if one.type in PEOPLE and not one.deleted]
        found = [one for one in seen if one.type not in PEOPLE]
        bills = bills_in(company, books, found)
        with company.database.write() as connection:
            take_bills(company, connection, bills, now)
            take_changed(connection, company, people, "tieout", now)
            keep_setting(connection, BILLS_READ, "1")
            drifts = list(_drifts(connection, books, found, company.settings.start))
            _open(connection, drifts, now)
            _resolve(connection, found, drifts, now)
            wrong = {drift.document for drift in drifts}
            _keep_versions(connection, [one for one in found if _ours(connection, one) not in wrong])
            kind = "capture" if captured else "rebaseline"
            keep_sweep(connection, since if captured else None, now, kind, len(found), notices)
    return Swept(kind=kind, since=since if captured else None, seen=len(found), drifts=tuple(drifts))


@act("sweep")
def noticed(company: Company) -> bool:
    """Whether QuickBooks said that something changed since the last sweep."""
    with company.database.read() as connection, registry(company) as shared:
        return shared.last_notice(company.settings.connection.realm) > swept_notices(connection)


def _bills_were_read(company: Company) -> bool:
    """Whether a sweep has read bills before: the first one reads them all."""
    with company.database.read() as connection:
        return BILLS_READ in settings_of(connection)


def _asked(company: Company, books: QuickBooksOnline, since: datetime | None) -> Iterator[Changed]:
    def known(type_: str) -> Sequence[str]:
        with company.database.read() as connection:
            return [*our_ids(connection, type_), *ids_read(connection, type_)]

    if since is not None:
        return books.changes(since, known)
    return books.everything(company.settings.start, known)


def _drifts(
    connection: Connection, books: QuickBooksOnline, found: Sequence[Changed], start: date
) -> Iterator[Drift]:
    """Each difference once that nobody accepted."""
    owned = _owned(connection)
    seen = set()
    for changed in found:
        drift = _drift(connection, books, changed, owned, start)
        if drift and drift.fingerprint not in seen and not accepted(connection, drift.fingerprint):
            seen.add(drift.fingerprint)
            yield drift


def _owned(connection: Connection) -> dict[str, str]:
    """Accounts only we write to, id to name; one that a shared role stands on too is shared."""
    accounts = reconciled_accounts(mapping_of(connection))
    return {id_: account.name for id_, account in accounts.items() if account.account_class == "owned"}


def _drift(
    connection: Connection, books: QuickBooksOnline, changed: Changed, owned: dict[str, str], start: date
) -> Drift | None:
    """How it differs; what others entered before the company's start is part of the opening balances.

    Those are watched as a whole: `tieout opening`, and the tie-out of each account.
    """
    document = _ours(connection, changed)
    if document is None:
        early = str(changed.body.get("TxnDate", "")) < start.isoformat() if changed.body else False
        return None if early or is_read(connection, changed) else of_others(changed, owned)
    sent = sent_in(connection, document)
    return books.drift(changed, document, *sent) if sent else None


def _ours(connection: Connection, changed: Changed) -> DocumentId | None:
    return our_documents(connection, changed.type, [changed.id]).get(changed.id)


def _keep_versions(connection: Connection, seen: Sequence[Changed]) -> None:
    """Note the versions of orders of ours that stand as they should, or were accepted as they stand."""
    orders = [(_ours(connection, one), one) for one in seen if one.type == ORDER and not one.deleted]
    held = [(ours, one.id, str(one.body["SyncToken"])) for ours, one in orders if ours]
    keep_versions(connection, held)


def _subject(drift: Drift) -> str:
    return drift.document or f"{drift.type} {drift.id}"


def _problem(connection: Connection, drift: Drift) -> Problem:
    own = drift.document
    named = f"{named_document(connection, own)} " if own else ""
    there = f"{drift.type} {drift.id}"
    document = f"{named}(QuickBooks {there})" if own else there
    where = Where(subject=_subject(drift), field=drift.fingerprint[:16])
    return problem(f"drift_{drift.kind}", where, document=document, fields="; ".join(drift.fields) or "all")


def _open(connection: Connection, drifts: Sequence[Drift], now: datetime) -> None:
    """A case per difference; one of the same document that says something else now is replaced."""
    told = [(_subject(drift), _problem(connection, drift)) for drift in drifts]
    for subject, now_said in told:
        stale = [
            case.id
            for case in _drift_cases(connection, subject)
            if (case.problem.code, case.problem.why) != (now_said.code, now_said.why)
        ]
        resolve_cases(connection, stale, "tieout", now, "it differs otherwise now")
    open_cases(connection, "reconcile", told, now)


def _drift_cases(connection: Connection, subject: str = "") -> list[Case]:
    found = open_cases_of(connection, "reconcile", subject)
    return [case for case in found if case.problem.code in CODES]


def _resolve(
    connection: Connection, found: Sequence[Changed], drifts: Sequence[Drift], now: datetime
) -> None:
    """End the cases of what was looked at and stands as it should again."""
    wrong = {_subject(drift) for drift in drifts}
    seen: set[str] = set()
    for changed in found:
        ours = our_documents(connection, changed.type, [changed.id]).get(changed.id)
        seen.add(ours or f"{changed.type} {changed.id}")
    gone = [case.id for case in _drift_cases(connection) if case.subject in seen - wrong]
    resolve_cases(connection, gone, "tieout", now, "QuickBooks holds it as sent again")


@act("cases accept")
def accept(company: Company, ids: Sequence[str], why: str, who: str, now: datetime) -> list[Case]:
    """Accept what people made of documents: the same difference is not raised again.

    The expected balance stays what was sent; the tie-out goes on naming the amount, if there is one.

    Raises:
        TerminalError: a case is not about a difference of this kind.
    """
    with writing(company, "cases accept", now) as company, quickbooks(company) as books:
        with company.database.read() as connection:
            cases = _chosen(connection, ids)
            again = [_again(connection, books, case, company.settings.start) for case in cases]
        with company.database.write() as connection:
            _keep_versions(connection, [changed for changed, _ in again])
            for case, (_, drift) in zip(cases, again, strict=True):
                if drift:
                    keep_accepted(connection, drift.fingerprint, case.subject, who, why, now)
                for one in _of_same(connection, case):
                    _end(connection, one, who, f"accepted: {why}", "difference accepted", now)
    return cases


@act("cases restore")
def restore(company: Company, ids: Sequence[str], why: str, who: str, now: datetime) -> list[Case]:
    """Write documents of ours again as they were sent; what was deleted is made again.

    A sale whose tax crosses another way since is written that way.

    Raises:
        TerminalError: a case is not about a document that can be restored, or QuickBooks refuses.
        TransientError: the outcome is unknown; sweep and look again.
    """
    done = []
    with writing(company, "cases restore", now) as company, quickbooks(company) as books:
        with company.database.read() as connection:
            cases = _chosen(connection, ids)
        for case in cases:
            done.append(case)
            with company.database.read() as connection:
                if case not in _of_same(connection, case):
                    continue
                _, drift = _again(connection, books, case, company.settings.start)
                sent = sent_in(connection, case.subject)
            if drift is None or drift.document is None or sent is None:
                where = Where(subject=case.subject)
                raise TerminalError(problem("drift_not_restorable", where, document=case.subject))
            if drift.kind == "deleted":
                held = make_again(company, books, drift, sent, why, who, now)
            else:
                held = books.restore(drift, *as_sent_now(company, books, drift, sent, now))
                if held.echo:
                    raise TerminalError(_told_again(company, drift.document, held.echo))
            with company.database.write() as connection:
                there = held.outside
                if drift.kind == "deleted":
                    keep_accepted(connection, drift.fingerprint, case.subject, who, why, now)
                connection.exec_driver_sql(
                    insert_sql(OUTSIDE), (drift.document, there.id, there.sync_token, there.type)
                )
                for one in _of_same(connection, case):
                    _end(connection, one, who, f"restored: {why}", "document restored", now)
    return done


def _told_again(company: Company, document: DocumentId, echo: Sequence[str]) -> Problem:
    """Written again, and QuickBooks made something else of it again."""
    with company.database.read() as connection:
        return echo_problem(document, echo, named(documents_by_id(connection, [document])[document]))


def _of_same(connection: Connection, case: Case) -> list[Case]:
    """The open cases of a document that say how it differs, this one among them: what ends one ends all."""
    found = open_cases_of(connection, subject=case.subject)
    return [one for one in found if one.problem.code in CODES | ECHOES]


def _chosen(connection: Connection, ids: Sequence[str]) -> list[Case]:
    cases = chosen_cases(open_cases_of(connection), ids)
    for case in cases:
        if case.problem.code not in CODES | ECHOES:
            words = {"id": case.id, "what": case.problem.what}
            raise TerminalError(problem("case_not_drift", Where(subject=case.subject), **words))
    return cases


def _again(
    connection: Connection, books: QuickBooksOnline, case: Case, start: date
) -> tuple[Changed, Drift | None]:
    """What a case is about, and how it differs now, read again: it is decided on what is there."""
    type_, id_ = _outside(connection, case)
    [changed] = books.read(type_, id_)
    owned = _owned(connection)
    return changed, _drift(connection, books, changed, owned, start)


def _outside(connection: Connection, case: Case) -> tuple[str, str]:
    row = connection.exec_driver_sql(
        "SELECT type, outside_id FROM outside WHERE document = ? ORDER BY n DESC LIMIT 1",
        (DocumentId(case.subject),),
    ).one_or_none()
    if row is not None:
        return row.type, row.outside_id
    type_, _, id_ = case.subject.partition(" ")
    return type_, id_


def _end(connection: Connection, case: Case, who: str, told: str, act: str, now: datetime) -> None:
    resolve_cases(connection, [case.id], who, now, told)
    audit(connection, who=who, act=act, subject=case.subject, before=case.problem.why, after=told, at=now)
