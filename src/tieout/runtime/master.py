"""Master data of a company as stored, for the acts that need names."""

from __future__ import annotations

import json

from tieout.core.errors import ProgrammerError
from tieout.core.event import BomVersion, Event, Item, Location, Party, event_of
from tieout.core.master import MasterData
from tieout.runtime.access import act
from tieout.runtime.company import Company
from tieout.storage.standing_facts import standing_facts


def stored_master(company: Company) -> MasterData:
    """Everything the accepted master-data events say."""
    master = MasterData(company.settings.home_currency)
    with company.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT r.raw FROM event e INDEXED BY event_master JOIN record r ON r.seq = e.seq "
            "WHERE e.rank = 0 ORDER BY e.day, e.seq"
        ).all()
    for (raw,) in rows:
        master.learn(event_of(json.loads(raw)))
    return master


@act("stock")
def master_facts(company: Company, kind: str, after: str, limit: int) -> list[tuple[str, Event]]:
    """(key, event) of the newest statement of each thing of a kind, by key, from behind a key.

    `kind` is item, location, party or bom_version; the key of a BOM version is its item and name.
    """
    with company.database.read() as connection:
        found = {_key(fact.event): fact.event for fact in standing_facts(connection, {kind})}
    return [(key, found[key]) for key in sorted(found) if key > after][:limit]


def _key(event: Event) -> str:
    match event:
        case Item():
            return event.item
        case Location():
            return event.location
        case Party():
            return event.party
        case BomVersion():
            return f"{event.item} {event.bom}"
        case _:
            raise ProgrammerError(f"{event.kind} is not listed")
