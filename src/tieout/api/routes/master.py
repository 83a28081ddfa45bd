"""Master data: items, locations, parties and bills of materials as they were stated last."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from tieout.api.caller import TheCaller
from tieout.api.faults import declared
from tieout.api.page import Limit, Page
from tieout.core.event import Event
from tieout.runtime.master import master_facts

ROUTES = APIRouter(tags=["master data"])
KINDS = {
    "items": "item",
    "locations": "location",
    "parties": "party",
    "boms": "bom_version",
    "lead-times": "lead_time",
}


class Thing(BaseModel):
    """A thing by its key, and its newest statement as an event."""

    key: str
    event: dict[str, Any]
    withheld: list[str] = Field(
        description="Costs that are stated and the scope may not see; say them again with a correction."
    )


@ROUTES.get("/master/{kind}", responses=declared())
def things(
    caller: TheCaller,
    kind: Literal["items", "locations", "parties", "boms", "lead-times"],
    after: str = "",
    limit: Limit = 100,
) -> Page[Thing]:
    """Things in the order of their keys; they are stated as events. `after` = the last key seen."""
    found = caller.do(master_facts, KINDS[kind], after, limit + 1)
    shown = [
        Thing(key=one.key, event=_plain(one.event), withheld=list(one.withheld)) for one in found[:limit]
    ]
    return Page(items=shown, next=shown[-1].key if len(found) > limit else None)


def _plain(event: Event) -> dict[str, Any]:
    return {one.name: _value(getattr(event, one.name)) for one in fields(event)}


def _value(value: object) -> Any:
    if isinstance(value, list):
        return [_value(one) for one in value]
    if isinstance(value, dict):
        return {name: _value(one) for name, one in value.items()}
    if value is None or isinstance(value, bool | str) or type(value) is int:
        return value
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "__dataclass_fields__"):
        return {name: _value(getattr(value, name)) for name in value.__dataclass_fields__}
    return str(value)
