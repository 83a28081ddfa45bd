"""Fields: what QuickBooks' reference says of every field, and what of an object breaks it.

`fields.json` is made from the published reference; its words are explained in the README here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from tieout.connectors.quickbooks_online.jsontext import Json

PATH: Final = Path(__file__).with_name("fields.json")
WHOLE_DIGITS, DECIMAL_PLACES = 10, 5
"""Digits of an amount before and after the point."""


class Field(NamedTuple):
    """One field: its type, or the name of an enumeration or inner type; 0 = no stated length."""

    kind: str
    length: int = 0
    many: bool = False
    required: bool = False
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What one kind of line has to hold, and its detail."""

    line: tuple[str, ...]
    detail: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The reference, reduced: entities and inner types by name, kinds of lines, enumerations."""

    entities: Mapping[str, Mapping[str, Field]]
    types: Mapping[str, Mapping[str, Field]]
    lines: Mapping[str, Mapping[str, Line]]
    enums: Mapping[str, frozenset[str]]


class Breach(NamedTuple):
    """A place in an object that breaks the reference, and how."""

    path: str
    why: str

    def __str__(self) -> str:
        return f"{self.path} {self.why}"


@cache
def table() -> Table:
    """The table, read once."""
    plain = json.loads(PATH.read_text(encoding="utf-8"))
    return Table(
        entities={name: _fields(words) for name, words in plain["entities"].items()},
        types={name: _fields(words) for name, words in plain["types"].items()},
        lines={
            name: {
                detail: Line(tuple(needs["line"]), tuple(needs["detail"]))
                for detail, needs in kinds.items()
            }
            for name, kinds in plain["lines"].items()
        },
        enums={name: frozenset(values) for name, values in plain["enums"].items()},
    )


def _fields(words: Mapping[str, str]) -> dict[str, Field]:
    return {name: _field(word) for name, word in words.items()}


def _field(word: str) -> Field:
    bare = word.lstrip("!-")
    kind, _, length = bare.rstrip("*").partition(":")
    return Field(
        kind,
        int(length) if length.isdigit() else 0,
        many=bare.endswith("*"),
        required=word.startswith("!"),
        read_only=word.startswith("-"),
    )


def breaches(entity: str, body: Json) -> list[Breach]:
    """All that breaks the reference in an object to be created; empty = QuickBooks' schema takes it.

    Raises:
        KeyError: an entity the table does not have.
    """
    known = table().entities[entity]
    missing = [
        Breach(name, "is missing") for name, field in known.items() if field.required and name not in body
    ]
    return [*missing, *_object(known, body, ""), *_lines(entity, body)]


def _object(known: Mapping[str, Field], body: Json, path: str) -> Iterator[Breach]:
    for name, value in body.items():
        place = f"{path}{name}"
        field = known.get(name)
        if field is None:
            yield Breach(place, "is not known to QuickBooks")
        elif field.read_only:
            yield Breach(place, "is written by QuickBooks only")
        elif field.many != isinstance(value, list):
            yield Breach(place, "has to be a list" if field.many else "must not be a list")
        else:
            for place_, one in _each(value, place, many=field.many):
                yield from _value(field, one, place_)


def _each(value: Any, place: str, *, many: bool) -> Iterator[tuple[str, Any]]:
    if not many:
        yield place, value
        return
    for number, one in enumerate(value, start=1):
        yield f"{place}[{number}]", one


def _value(field: Field, value: Any, place: str) -> Iterator[Breach]:
    if field.kind == "any":
        return
    if field.kind == "ref":
        if not (isinstance(value, dict) and isinstance(value.get("value"), str) and value["value"]):
            yield Breach(place, "has to name a record by its id")
    elif field.kind.startswith("="):
        if value not in table().enums[field.kind[1:]]:
            yield Breach(place, f"must not be {value!r}")
    elif field.kind in table().types:
        if isinstance(value, dict):
            yield from _object(table().types[field.kind], value, f"{place}.")
        else:
            yield Breach(place, "has to be an object")
    else:
        why = CHECKS[field.kind](field, value)
        if why:
            yield Breach(place, why)


def _string(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        return "has to be text"
    if field.length and len(value) > field.length:
        return f"is {len(value)} characters long, and may be {field.length}"
    return ""


def _amount(field: Field, value: Any) -> str:
    inexact = _decimal(field, value)
    if inexact:
        return inexact
    digits, exponent = Decimal(value).as_tuple()[1:]
    places = max(0, -int(exponent))
    if places > DECIMAL_PLACES or len(digits) - places > WHOLE_DIGITS:
        return f"has more than {WHOLE_DIGITS} digits before or {DECIMAL_PLACES} after the point"
    return ""


def _decimal(_: Field, value: Any) -> str:
    """A rate, say: it has more places than an amount."""
    exact = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    return "" if exact else "has to be an exact number"


def _boolean(_: Field, value: Any) -> str:
    return "" if isinstance(value, bool) else "has to be true or false"


def _integer(_: Field, value: Any) -> str:
    return "" if isinstance(value, int) and not isinstance(value, bool) else "has to be a whole number"


def _date(_: Field, value: Any) -> str:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return "has to be a date"
    return ""


def _datetime(_: Field, value: Any) -> str:
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return "has to be an instant"
    return ""


CHECKS: Final = {
    "string": _string,
    "amount": _amount,
    "decimal": _decimal,
    "boolean": _boolean,
    "integer": _integer,
    "date": _date,
    "datetime": _datetime,
}
"""How each plain type is checked: the reason why not, "" = it holds."""


def _lines(entity: str, body: Json) -> Iterator[Breach]:
    kinds = table().lines.get(entity)
    if not kinds:
        return
    for number, row in enumerate(body.get("Line", []), start=1):
        place = f"Line[{number}]"
        detail = row.get("DetailType", "")
        kind = kinds.get(detail)
        if kind is None:
            yield Breach(f"{place}.DetailType", f"must not be {detail!r} on {entity}")
            continue
        for name in kind.line:
            if name not in row:
                yield Breach(f"{place}.{name}", "is missing")
        for name in kind.detail:
            if name not in row.get(detail, {}):
                yield Breach(f"{place}.{detail}.{name}", "is missing")
