"""Plain objects: one JSON line as a dictionary with exact numbers, or the problem it has."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from tieout.core.catalogue import problem
from tieout.core.problem import Problem, Where

NUMBER_DIGITS: Final = 60
"""Characters of a JSON number; no amount, quantity or rate needs half of them."""


class _Twice(ValueError):
    """A name stands twice in one object."""


class NotFinite:
    """NaN or Infinity, which JSON does not have, where a line holds it: refused with its field."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        """Stand for what the line calls `name`."""
        self.name = name


class _TooLong(ValueError):
    """A number nobody could mean."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice(_first_repeated(name for name, _ in pairs))
    return found


def _first_repeated(names: Iterable[str]) -> str:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""


def _whole(text: str) -> int:
    if len(text) > NUMBER_DIGITS:
        raise _TooLong(text)
    return int(text)


def _fraction(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _TooLong(text) from None
    if len(text) > NUMBER_DIGITS:
        raise _TooLong(text)
    return number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=_fraction,
    parse_int=_whole,
    parse_constant=NotFinite,
    strict=True,
)


def plain_of(text: str, where: Where) -> dict[str, Any] | Problem:
    """The object a line holds, its numbers exact; or what is wrong with the line.

    NaN and Infinity come as `NotFinite`, so that they are told with all else that is wrong.
    """
    plain = value_of(text, where)
    if not isinstance(plain, dict | Problem):
        return problem("line_not_an_object", where, kind=NAMES.get(type(plain), "a value"))
    return plain


def value_of(text: str, where: Where) -> Any | Problem:
    """The JSON value a text holds, its numbers exact; or what is wrong with the text."""
    try:
        return _DECODER.decode(text.strip())
    except _Twice as fault:
        return problem("field_twice", where, name=str(fault))
    except _TooLong as fault:
        return problem("number_too_long", where, start=str(fault)[:12], limit=NUMBER_DIGITS)
    except json.JSONDecodeError as fault:
        return _not_json(text, fault, where)
    except RecursionError:
        return problem("line_too_deep", where)


def written(plain: dict[str, Any]) -> str:
    """A plain object as the one JSON text of its content, numbers as decimal text."""
    return _ENCODE(plain)


def _number_text(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


_ENCODE = json.JSONEncoder(default=_number_text, sort_keys=True, separators=(",", ":")).encode


def _not_json(text: str, fault: json.JSONDecodeError, where: Where) -> Problem:
    if text.strip() in ("[", "{"):
        return problem("file_not_lines", where)
    why = f"{fault.msg.removesuffix(' at').removesuffix(' starting')} at column {fault.colno}"
    if text.startswith("{") and not text.endswith(("}", "\n")):
        return problem("line_cut_off", where, why=why)
    if fault.msg.startswith("Unterminated string"):
        return problem("line_text_open", where, column=fault.colno)
    return problem("line_not_json", where, why=why)


NAMES: Final = {list: "a list", str: "a text", int: "a number", Decimal: "a number", bool: "true or false"}
