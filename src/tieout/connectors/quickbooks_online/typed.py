"""Typed: an object as QuickBooks wrote it, every field read as the table says what it is.

One mechanism for every entity. QuickBooks writes ids as text and as numbers, switches as booleans
and as words, amounts with and without places (fact sheet 16); here they become one form each. A
field the table does not know is kept as it came: QuickBooks may add one any day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from tieout.connectors.quickbooks_online.fields import Field, table
from tieout.connectors.quickbooks_online.jsontext import Json
from tieout.core.errors import TerminalError
from tieout.core.problem import Problem, Where


def typed(entity: str, row: Mapping[str, Any]) -> Json:
    """The object with its values as text, Decimal, int, bool, date and datetime.

    Raises:
        KeyError: an entity the table does not have.
        TerminalError: a value cannot be what its field is; the object is named.
    """
    try:
        return _object(table().entities[entity], row)
    except (ValueError, InvalidOperation, TypeError, AttributeError) as broken:
        raise TerminalError(_unreadable(entity, str(row.get("Id", "")), str(broken))) from broken


def many_typed(entity: str, rows: Iterable[Mapping[str, Any]]) -> list[Json]:
    """Objects of one entity; raises as `typed` does."""
    return [typed(entity, row) for row in rows]


def _object(known: Mapping[str, Field], row: Mapping[str, Any]) -> Json:
    return {name: _field(known[name], value) if name in known else value for name, value in row.items()}


def _field(field: Field, value: Any) -> Any:
    """A field's value; QuickBooks leaves out what is empty, and some write it as null."""
    if value is None:
        return None
    if field.many:
        return [_value(field.kind, one) for one in (value if isinstance(value, list) else [value])]
    return _value(field.kind, value)


def _value(kind: str, value: Any) -> Any:
    if kind in table().types:
        return _object(table().types[kind], value)
    read: Callable[[Any], Any] = READERS.get(kind, _text)
    return read(value)


def _text(value: Any) -> str:
    """Text of an enumeration, too: a value the table does not know yet is no reason to stop."""
    if isinstance(value, (dict, list)):
        raise TypeError(f"{value!r} is not text")
    return str(value)


def _exact(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise TypeError(f"{value!r} is not a number")
    return Decimal(str(value))


def _switch(value: Any) -> bool:
    word = str(value).casefold()
    if word not in {"true", "false"}:
        raise ValueError(f"{value!r} is neither true nor false")
    return word == "true"


def _day(value: Any) -> date:
    """A day; some answers write an instant where the reference has a day."""
    return date.fromisoformat(str(value)[:10])


def _instant(value: Any) -> datetime:
    return datetime.fromisoformat(str(value))


def _reference(value: Any) -> dict[str, str]:
    """{"value", "name"}; a few answers give the id alone."""
    if not isinstance(value, dict):
        return {"value": _text(value)}
    return {name: _text(one) for name, one in value.items() if one is not None}


def _whole(value: Any) -> int:
    return int(str(value))


def _as_it_is(value: Any) -> Any:
    return value


READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "string": _text,
    "amount": _exact,
    "decimal": _exact,
    "boolean": _switch,
    "integer": _whole,
    "date": _day,
    "datetime": _instant,
    "ref": _reference,
    "any": _as_it_is,
}
"""How each plain type is read; an enumeration is text."""


def _unreadable(entity: str, id_: str, why: str) -> Problem:
    return Problem(
        code="record_unreadable",
        what=f"{entity} {id_} of QuickBooks cannot be read.".replace("  ", " "),
        why=f"A value is not what QuickBooks' reference says it is: {why}.",
        next_step="Send the record to the developers (tieout doctor names the versions).",
        owner="administrator",
        where=Where(subject=f"{entity} {id_}".strip()),
    )
