"""Standing facts: what sources say now, each fact by its latest revision, quarantined ones left out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection

from tieout.core.event import Event
from tieout.core.event.stored import stored_event
from tieout.core.listed import Listed
from tieout.storage.tables import LISTED
from tieout.storage.values_table import values_table

_STANDING: Final = """
SELECT e.day, e.rank, e.kind = 'purchase_order_closed' AS closing, e.sequence, e.seq, r.raw
FROM {source} JOIN record r ON r.seq = e.seq
WHERE e.day >= ? AND e.kind IN (SELECT value FROM json_each(?)) AND NOT EXISTS
    (SELECT 1 FROM event n WHERE n.kind = e.kind AND n.external_id = e.external_id
     AND n.source = e.source AND n.revision > e.revision)
AND (SELECT COUNT(*) FROM quarantine q WHERE q.event = e.seq) <=
    (SELECT COUNT(*) FROM release x WHERE x.event = e.seq)
"""
_OF: Final = "event e ON e.subject = w.column1"
_NAMING: Final = "fact_name m ON m.name = w.column1 CROSS JOIN event e ON e.seq = m.event"
_AT_ONCE: Final = 300


class StandingFact(NamedTuple):
    """A fact as it stands, with its business date."""

    day: str
    event: Event


def standing_facts(connection: Connection, kinds: Iterable[str], since: str = "") -> list[StandingFact]:
    """All facts of some kinds in business order; `since` = none of an earlier business date.

    The closing of an order comes after what else a day says of it: a source's sequence tells facts of one
    kind apart, not a change from a closing.
    """
    rows = connection.exec_driver_sql(
        f"{_STANDING.format(source='event e')} ORDER BY e.day, e.rank, closing, e.sequence, e.seq",
        (since, json.dumps(sorted(kinds))),
    )
    return [StandingFact(row.day, stored_event(json.loads(row.raw))) for row in rows]


def facts_about(
    connection: Connection, kinds: Iterable[str], of: Iterable[str] = (), naming: Iterable[str] = ()
) -> list[StandingFact]:
    """The facts of some kinds that are `of` these documents, or name one (`core.event.naming`).

    In business order; the cost is that of the facts found, however long the history is.
    """
    wanted = json.dumps(sorted(kinds))
    found: dict[tuple[str, int, int, int, int], str] = {}
    for way, names in ((_OF, sorted(set(of))), (_NAMING, sorted(set(naming)))):
        for start in range(0, len(names), _AT_ONCE):
            some = names[start : start + _AT_ONCE]
            sql = _STANDING.format(source=f"{values_table(1, len(some))} CROSS JOIN {way}")
            rows = connection.exec_driver_sql(sql, (*some, "", wanted))
            found.update((tuple(place), raw) for *place, raw in rows)
    return [StandingFact(key[0], stored_event(json.loads(raw))) for key, raw in sorted(found.items())]


def listed(connection: Connection, kinds: Sequence[str], after: Listed, limit: int) -> list[Listed]:
    """Where documents of some kinds may stand in their list, from behind one place on, in order.

    Every revision of every fact counts, so a document may be named for a day on which it does not stand:
    who lists asks it for its day. The cost is that of the part asked for, however long the list is.
    """
    found: set[Listed] = set()
    for kind in kinds:
        rows = connection.exec_driver_sql(
            f"SELECT DISTINCT day, subject FROM event WHERE kind = ? AND {LISTED} "
            "AND (day, subject) > (?, ?) ORDER BY day, subject LIMIT ?",
            (kind, *after, limit),
        )
        found.update(Listed(day, subject) for day, subject in rows)
    return sorted(found)[:limit]


def unplaced_orders(connection: Connection, after: str, limit: int) -> list[str]:
    """Orders that goods came or were refused for and nobody placed, by name, from behind one on."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT m.name FROM fact_name m JOIN event e ON e.seq = m.event "
        "WHERE m.name > ? AND e.kind IN ('goods_received', 'goods_rejected') AND NOT EXISTS "
        "(SELECT 1 FROM event p WHERE p.subject = m.name AND p.kind = 'purchase_order_placed' "
        "AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.event = p.seq)) ORDER BY m.name LIMIT ?",
        (after, limit),
    )
    return [str(name) for (name,) in rows]
