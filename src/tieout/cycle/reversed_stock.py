"""Reversed stock: journals of stock that an act took back, whose lots stay: each is a case while it stands.

A journal of stock says what happened to lots. Taking it back moves the account and no lot, and the fact
told anew posts only what changed of it, so the two stay apart until the taking back is itself taken back.
That is the way to set it right, and then the case ends by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from tieout.core.account import PINNED
from tieout.core.catalogue import problem
from tieout.core.entry import Entry
from tieout.core.money import decimal_text
from tieout.core.problem import Problem, Where
from tieout.storage.cases import open_cases, open_cases_of, resolve_cases, settled_by_people
from tieout.storage.entries import entries_of
from tieout.storage.revisions import standing_back

STOCK_TAKEN_BACK: Final = "stock_taken_back"

OF_DOCUMENT: Final = (
    "e.seq IN (SELECT m.entry FROM document_entry m JOIN document d ON d.seq = m.document WHERE d.id = ?)"
)
"""The condition on entries that one document has them."""

_ACTS: Final = (
    "SELECT r.document, r.who, r.why, d.type, d.day FROM reversal r JOIN document d ON d.id = r.document "
    "ORDER BY r.n"
)


def stock_moved(entries: Iterable[Entry]) -> dict[str, int]:
    """What entries move on accounts of stock: role to home minor units, debit above zero; none is zero."""
    moved: dict[str, int] = {}
    for line in (line for entry in entries for line in entry.lines):
        if line.account.role in PINNED - {"grni"}:
            moved[line.account.role] = moved.get(line.account.role, 0) + line.signed_home
    return {role: minor for role, minor in moved.items() if minor}


def watch_reversed_stock(connection: Connection, home_currency: str, now: datetime) -> None:
    """Open a case for each journal of stock that stands taken back, and end those set right.

    What a person settled is not told again.
    """
    told = dict(_apart(connection, home_currency))
    cases = [
        one for one in open_cases_of(connection, "recognition") if one.problem.code == STOCK_TAKEN_BACK
    ]
    gone = [one.id for one in cases if one.subject not in told]
    resolve_cases(connection, gone, "tieout", now, "what took it back was taken back")
    settled = settled_by_people(connection, "recognition", sorted(told))
    new = [(key, one) for key, one in told.items() if (key, one.code, one.what) not in settled]
    open_cases(connection, "recognition", new, now)


def _apart(connection: Connection, currency: str) -> Iterator[tuple[str, Problem]]:
    """Documents of stock that stand taken back by an act, with what accounts and lots differ by for it."""
    for document, who, why, type_, day in connection.exec_driver_sql(_ACTS).all():
        entries = [entry for _, entry in entries_of(connection, OF_DOCUMENT, document)]
        backs = [back for entry in entries if (back := _standing_back(connection, entry))]
        moved = stock_moved(backs)
        if moved:
            yield (
                document,
                problem(
                    STOCK_TAKEN_BACK,
                    Where(subject=document),
                    document=f"{type_} {document}",
                    day=day,
                    who=who,
                    reason=why,
                    moved=", ".join(f"{role} {decimal_text(n, currency)}" for role, n in moved.items()),
                    currency=currency,
                ),
            )


def _standing_back(connection: Connection, entry: Entry) -> Entry | None:
    """What took an entry back by an act and was not taken back itself; None for what an act made.

    An act's reversal belongs to the event of what it takes back; that of a revision to the revision.
    """
    own = [one for _, one in entries_of(connection, "e.event = ?", entry.event)]
    backs = {one.reverses: one for one in own if one.reverses}
    if entry.reverses in {one.id for one in own}:
        return None
    return standing_back(backs, entry)
