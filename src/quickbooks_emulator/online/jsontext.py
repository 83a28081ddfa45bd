"""JSON text: reads numbers as `Decimal` and writes them digit by digit.

The standard encoder can only write decimals through binary floats, so writing is our own. Zero is
written `0`, as the recordings show it, all other money with its two decimals.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

Body = dict[str, Any]


def loads(text: str | bytes) -> Any:
    """Any JSON value; fractions become `Decimal`, whole numbers `int`."""
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def dumps(value: Any) -> str:
    """Compact JSON with decimals written exactly."""
    write = _WRITERS.get(type(value))
    if write is not None:
        return write(value)
    if isinstance(value, dict):
        return _object(value)
    if isinstance(value, (list, tuple)):
        return _list(value)
    if isinstance(value, str):
        return encode_basestring(value)
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def _object(value: Body) -> str:
    parts = []
    for key, member in value.items():
        write = _WRITERS.get(type(member), dumps)
        parts.append(f"{encode_basestring(key)}:{write(member)}")
    return "{" + ",".join(parts) + "}"


def _list(value: list[Any] | tuple[Any, ...]) -> str:
    return "[" + ",".join([_WRITERS.get(type(member), dumps)(member) for member in value]) + "]"


def _decimal(value: Decimal) -> str:
    return format(value, "f") if value else "0"


def _boolean(value: bool) -> str:  # noqa: FBT001 - the one value it writes
    return "true" if value else "false"


class RawJson:
    """JSON text that is already written and goes out as it is."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    dict: _object,
    list: _list,
    tuple: _list,
    Decimal: _decimal,
    bool: _boolean,
    int: str,
    type(None): lambda _: "null",
    RawJson: lambda raw: raw.text,
}
