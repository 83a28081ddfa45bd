"""Shortages: a case of a provisional cost ends by itself once what was short is covered (accounting.md 5).

What covers it trues up the cost in its own entry, so nothing is left for a person to do.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from tieout.core.case import Case
from tieout.core.catalogue import problem
from tieout.core.problem import Where
from tieout.costing.taking import short_of
from tieout.storage.cases import open_cases_of, resolve_cases
from tieout.storage.events import revisions_of
from tieout.storage.lots import short_lots


def end_shortages(connection: Connection, now: datetime) -> None:
    """End the cases of goods taken before they came, of facts whose layers are covered by now.

    A revision may have left a lot short that an earlier one brought, so its case waits until nothing of
    the item is short at the place.
    """
    code = short_of("", "").code
    cases = [case for case in open_cases_of(connection, "costing") if case.problem.code == code]
    if not cases:
        return
    short = _short(connection)
    revised = revisions_of(connection, [case.subject for case in cases])
    gone = [case.id for case in cases if not _stands(case, short, revised.get(case.subject, 0))]
    resolve_cases(connection, gone, "tieout", now, "what was short is covered, and its cost trued up")


def _short(connection: Connection) -> dict[str, set[str]]:
    """What a case says of each place that is short, and the events whose lots are."""
    found: dict[str, set[str]] = {}
    for item, location, event in short_lots(connection):
        code, text = short_of(item, location)
        found.setdefault(problem(code, Where(), text=text).what, set()).add(event)
    return found


def _stands(case: Case, short: dict[str, set[str]], revision: int) -> bool:
    events = short.get(case.problem.what, set())
    return bool(events) if revision else case.subject in events
