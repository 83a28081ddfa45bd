"""The schema: which properties an entity knows, and what each may hold.

`schema.json` lists every known property by a short code: `s:21` a string of at most 21, `d` a
decimal, `i` an integer, `b` a boolean, `D` a date, `T` a time, `@` a reference, `=Name` an
enumeration, `*` anything, another word a type of its own; `[]` marks a list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from typing import Any

from .jsontext import Body
from .refusal import Refusal, too_long

_DATA = json.loads(files(__package__).joinpath("schema.json").read_text(encoding="utf-8"))
ENTITIES: dict[str, dict[str, str]] = _DATA["entities"]
TYPES: dict[str, dict[str, str]] = _DATA["types"]
ENUMS: dict[str, list[str]] = _DATA["enums"]
READ_ONLY: dict[str, frozenset[str]] = {
    name: frozenset(members) for name, members in _DATA["read_only"].items()
}
QUERYABLE: dict[str, frozenset[str]] = {
    name: frozenset(members) for name, members in _DATA["queryable"].items()
}
_EMPTY_IS_NONE = re.compile("[dibDT]$|=")  # an empty text for these is no value: a public client sends it
_REFERENCE = {"value": "s", "name": "s", "type": "s"}
_LISTED_LENGTH = 1000  # the recorded answer cuts its list of known properties about here
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?$")

Reader = Callable[[Any, str], Any]


def clean(entity: str, payload: Body) -> Body:
    """The payload with every value in its own type, without nulls and read-only properties.

    Raises:
        Refusal: 2010 for an unknown property, 2050 for a long text, and the other 20xx.
    """
    body = _object(entity, ENTITIES[entity], payload, "")
    for name in READ_ONLY.get(entity, frozenset()):
        body.pop(name, None)
    return body


def _object(class_name: str, known: dict[str, str], payload: Any, path: str) -> Body:
    if not isinstance(payload, dict):
        raise _cannot_construct(class_name)
    body: Body = {}
    for name, value in payload.items():
        code = known.get(name)
        if code is None:
            raise unknown_property(class_name, name, known)
        if value is not None and not (value == "" and _EMPTY_IS_NONE.match(code)):
            read = _value(code, value, path + name)
            if read is not None:
                body[name] = read
    return body


def _value(code: str, value: Any, path: str) -> Any:
    if code.endswith("[]"):
        if not isinstance(value, list):
            raise _cannot_construct("java.util.ArrayList")
        return [_value(code[:-2], member, path) for member in value]
    reader = _READERS.get(code[0])
    if code[0] == "s" and (code == "s" or code[1] == ":"):
        return _string(code, value, path)
    if reader is not None and (len(code) == 1 or code[0] == "="):
        return reader(value, path) if code[0] != "=" else _enumeration(code[1:], value)
    return _object(code, TYPES[code], value, path + ".")


def _string(code: str, value: Any, path: str) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise _cannot_construct("java.lang.String")
    text = str(value)
    if len(code) > 1 and len(text) > int(code[2:]):
        raise too_long(path, int(code[2:]), len(text))
    return text


def _decimal(value: Any, path: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (int, str, Decimal)):
        raise Refusal("2100", "Invalid Decimal Format", f"Supplied value: {value}", path)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise Refusal("2100", "Invalid Decimal Format", f"Supplied value: {value}", path) from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise Refusal("2110", "Invalid Decimal", f"Supplied value: {value}", path)
    return _plain(number)


def _plain(number: Decimal) -> Decimal:
    """Without trailing zeros: a quantity sent as 1.0 comes back as 1, as recorded."""
    whole = number.to_integral_value()
    return whole.quantize(Decimal(1)) if number == whole else number.normalize()


def _integer(value: Any, path: str) -> int:
    number = _decimal(value, path)
    if number != number.to_integral_value():
        raise Refusal("2080", "Invalid Number Format", f"Supplied value: {value}", path)
    return int(number)


def _boolean(value: Any, path: str) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise Refusal("2230", "Invalid Boolean", f"Supplied value: {value}", path)


def _date(value: Any, path: str) -> str:
    """A date, also the recorded `2019-06-20 16:29:01 -0700` form."""
    match = _DATE.match(value) if isinstance(value, str) else None
    if match is None:
        raise Refusal("2060", "Invalid Date Format", f"Supplied value: {value}", path)
    try:
        return date.fromisoformat(match.group(1)).isoformat()
    except ValueError:
        raise Refusal("2070", "Invalid Date", f"Supplied value: {value}", path) from None


def _enumeration(name: str, value: Any) -> str:
    if value not in ENUMS.get(name, [value]):
        detail = f"Invalid Enumeration : {value}"
        raise Refusal("2170", "Invalid Enumeration", detail, "")
    return str(value)


def _reference(value: Any, _path: str) -> Body | None:
    if not isinstance(value, dict):
        raise _cannot_construct("ReferenceType")
    body = _object("ReferenceType", _REFERENCE, value, "")
    return body if "value" in body else None


def _anything(value: Any, _path: str) -> Any:
    return value


_READERS: dict[str, Reader] = {
    "d": _decimal,
    "i": _integer,
    "b": _boolean,
    "D": _date,
    "T": lambda value, path: _string("s", value, path),
    "@": _reference,
    "*": _anything,
    "=": _anything,
}


def unknown_property(class_name: str, name: str, known: dict[str, str]) -> Refusal:
    """2010 in the recorded wording, with the list of known properties cut as recorded."""
    listed, length = [], 0
    for known_name in known:
        listed.append(f'"{known_name}"')
        length += len(known_name) + 4
        if length > _LISTED_LENGTH:
            break
    cut = " [truncated]" if len(listed) < len(known) else ""
    listing = ", ".join(listed) + cut
    detail = (
        f'Property Name:Unrecognized field "{name}" '
        f"(class com.intuit.schema.finance.v3.{class_name}), not marked as ignorable "
        f"({len(known)} known properties: {listing}])\n specified is unsupported or invalid"
    )
    return Refusal("2010", "Request has invalid or unsupported property", detail)


def _cannot_construct(class_name: str) -> Refusal:
    """2010 for a value of the wrong shape (u)."""
    detail = f"Property Name:Can not construct instance of {class_name} specified is unsupported or invalid"
    return Refusal("2010", "Request has invalid or unsupported property", detail)
