"""Translate: a plain object becomes an event, or everything that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tieout.core.catalogue import problem
from tieout.core.event import (
    KINDS,
    BillApproved,
    BomVersion,
    Event,
    Item,
    LandedCostBilled,
    Location,
    MaterialsIssued,
    SupplierCredited,
    event_of,
)
from tieout.core.event.purchase import QUICKBOOKS
from tieout.core.event.stock import ROAD
from tieout.core.problem import Problem, Where
from tieout.intake.plain import NotFinite

_WORDS: Final = {
    "int_type": "a whole number is written without quotes, point or exponent",
    "bool_type": "it is written true or false, without quotes",
    "list_type": "it is a list, written [...]",
    "dict_type": "it is an object, written {{...}}",
    "too_short": "it must hold at least {min_length}",
    "too_long": "it holds {actual_length}, at most {max_length} are taken",
    "greater_than_equal": "it must be {ge} or more",
    "less_than_equal": "it must be {le} or less",
    "literal_error": "it must be {expected}",
    "dataclass_type": "it is an object with named fields, written {{...}}",
}
"""Our words for refusals of pydantic; the others are raised by `core.event.fields` in ours already."""


def event_or_problems(plain: Mapping[str, Any], where: Where) -> Event | list[Problem]:
    """The event, or one problem per field that is wrong."""
    kind = plain.get("kind")
    if kind is None:
        return [problem("kind_missing", where)]
    if not isinstance(kind, str) or kind not in KINDS:
        return [problem("kind_unknown", where, kind=repr(kind)[:60], near=_near(kind))]
    try:
        event = event_of(plain)
    except ValidationError as refusal:
        return [_field_problem(kind, error, where) for error in refusal.errors(include_url=False)]
    return _contradictions(event, where) or event


def _near(kind: object) -> str:
    near = get_close_matches(str(kind)[:60], KINDS, n=1)
    return f" The nearest is {near[0]}." if near else ""


def _field_problem(kind: str, error: ErrorDetails, where: Where) -> Problem:
    name = ".".join(str(part) for part in error["loc"])
    if error["type"] == "string_unicode":
        return _no_name(name, str(error["input"]), where)
    there = replace(where, field=name)
    if error["type"] == "missing":
        return problem("field_missing", there, field=name, kind=kind)
    if error["type"] == "unexpected_keyword_argument":
        return problem("field_unknown", there, field=name, kind=kind, near=_near_field(kind, name))
    if isinstance(error["input"], NotFinite):
        return problem("number_not_finite", there, field=name, number=error["input"].name)
    words = _WORDS.get(error["type"])
    why = words.format(**error.get("ctx", {})) if words else error["msg"].rstrip(".")
    return problem("field_invalid", there, field=name, why=why[:1].upper() + why[1:])


def _no_name(place: str, name: str, where: Where) -> Problem:
    """The problem of a field whose name holds half of a character; it is written by its code."""
    written = name.encode("ascii", "backslashreplace").decode("ascii")[:60]
    half = next(sign for sign in name if "\ud800" <= sign <= "\udfff")
    field = f"{place}.{written}" if place else written
    why = f"Its name holds U+{ord(half):04X}, which is no character"
    return problem("field_invalid", replace(where, field=field), field=field, why=why)


def _near_field(kind: str, name: str) -> str:
    near = get_close_matches(name[:60], KINDS[kind].__dataclass_fields__, n=1)
    return f" The nearest is {near[0]}." if near else ""


def _contradictions(event: Event, where: Where) -> list[Problem]:
    """What master data says against itself: it would harm every event that relies on it."""
    if isinstance(event, BomVersion) and event.expected_yield == 0:
        return [problem("yield_zero", replace(where, field="expected_yield"), what=f"BOM {event.bom}")]
    if isinstance(event, BillApproved | SupplierCredited):
        return _reserved(event, where)
    if isinstance(event, LandedCostBilled) and bool(event.receipts) == bool(event.runs):
        return [problem("landed_cost_of_nothing", where, number=event.number)]
    if isinstance(event, MaterialsIssued) and not (event.consumed or event.labour or event.overhead):
        return [problem("issue_of_nothing", where, run=event.run)]
    if isinstance(event, Location) and event.location.startswith(ROAD):
        return [problem("location_reserved", replace(where, field="location"), location=event.location)]
    if not isinstance(event, Item):
        return []
    there = replace(where, field="inventory_role")
    if event.type == "goods" and event.inventory_role is None:
        return [problem("item_role_missing", there, item=event.item)]
    if event.type != "goods" and event.inventory_role is not None:
        return [problem("item_role_refused", there, item=event.item, type=event.type)]
    if event.costing_method == "standard" and event.standard_cost is None:
        return [problem("standard_cost_missing", replace(where, field="standard_cost"), item=event.item)]
    return []


def _reserved(event: BillApproved | SupplierCredited, where: Where) -> list[Problem]:
    """A file cannot say that a bill stands in QuickBooks already: only reading it there can."""
    if event.source == QUICKBOOKS or event.withdrawn or any(line.account for line in event.lines):
        return [problem("bill_reserved", where, kind=event.kind, id=event.id)]
    return []
