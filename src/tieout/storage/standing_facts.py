"""Standing facts: what sources say now, each fact by its latest revision, quarantined ones left out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection

from tieout.core.event import Event
from tieout.core.event.stored import stored_event


class StandingFact(NamedTuple):
    """A fact as it stands, with its business date."""

    day: str
    event: Event


def standing_facts(
    connection: Connection,
    kinds: Iterable[str],
    subject: str = "",
    since: str = "",
    naming: Iterable[str] = (),
) -> list[StandingFact]:
    """The facts of some kinds in business order, the closing of an order after what else a day says of it.

    A source's sequence tells facts of one kind apart, not a change from a closing.

    `subject` = only those of one order, run or transfer; `since` = none of an earlier business date;
    `naming` = those whose record holds one of the names as a text. With a subject the cost does not grow
    with history; with names the database looks through the records of the kinds, and none but those found
    are taken apart.
    """
    wanted, of_one = json.dumps(sorted(kinds)), "e.subject = ? AND " if subject else ""
    names = [json.dumps(name) for name in naming]
    holding = "AND EXISTS (SELECT 1 FROM json_each(?) j WHERE instr(r.raw, j.value) > 0) " if names else ""
    rows = connection.exec_driver_sql(
        "SELECT e.day, r.raw FROM event e JOIN record r ON r.seq = e.seq "
        f"WHERE {of_one}e.day >= ? AND e.kind IN (SELECT value FROM json_each(?)) AND NOT EXISTS "
        "(SELECT 1 FROM event n WHERE n.kind = e.kind AND n.external_id = e.external_id "
        "AND n.source = e.source AND n.revision > e.revision) "
        "AND (SELECT COUNT(*) FROM quarantine q WHERE q.event = e.seq) <= "
        f"(SELECT COUNT(*) FROM release x WHERE x.event = e.seq) {holding}"
        "ORDER BY e.day, e.rank, e.kind = 'purchase_order_closed', e.sequence, e.seq",
        (*((subject,) if subject else ()), since, wanted, *((json.dumps(names),) if names else ())),
    )
    return [StandingFact(day, stored_event(json.loads(raw))) for day, raw in rows]
