"""Master data of a company as stored, for the acts that need names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from tieout.core.errors import ProgrammerError
from tieout.core.event import BomVersion, Event, Item, LeadTime, Location, Party, event_of
from tieout.core.master import MasterData
from tieout.runtime import actor
from tieout.runtime.access import act, may
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


_COSTS: Final = ("standard_cost", "labour", "overhead")
"""Fields of master data that say what things cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MasterFact:
    """The newest statement of a thing; `withheld` names fields that are stated and may not be seen."""

    key: str
    event: Event
    withheld: tuple[str, ...] = ()


@act("stock")
def master_facts(company: Company, kind: str, after: str, limit: int) -> list[MasterFact]:
    """The newest statement of each thing of a kind, by key, from behind a key.

    `kind` is item, location, party, bom_version or lead_time; the key of a BOM version is its item and
    name, of a lead time its supplier and item. Costs are shown to those who may see what stock costs.
    """
    costs = may(company, actor.who(), "stock costs")
    with company.database.read() as connection:
        found = {_key(fact.event): fact.event for fact in standing_facts(connection, {kind})}
    shown = [key for key in sorted(found) if key > after][:limit]
    return [_shown(key, found[key], costs=costs) for key in shown]


def _shown(key: str, event: Event, *, costs: bool) -> MasterFact:
    hidden = () if costs else tuple(_costs(event))
    if not hidden:
        return MasterFact(key=key, event=event)
    left_out: dict[str, Any] = dict.fromkeys(hidden)
    return MasterFact(key=key, event=replace(event, **left_out), withheld=hidden)


def _costs(event: Event) -> Iterator[str]:
    yield from (name for name in _COSTS if getattr(event, name, None) is not None)


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
        case LeadTime():
            return f"{event.supplier} {event.item}"
        case _:
            raise ProgrammerError(f"{event.kind} is not listed")
