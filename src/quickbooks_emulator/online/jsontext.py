"""JSON text: reads numbers as `Decimal` and writes them digit by digit.

The standard encoder can only write decimals through binary floats, so writing is our own. Zero is
written `0`, as the recordings show it, all other money with its two decimals.
"""

from __future__ import annotations

import json
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
    parts: list[str] = []
    _write(value, parts.append)
    return "".join(parts)


def _write(value: Any, out: Any) -> None:
    if isinstance(value, str):
        out(encode_basestring(value))
    elif isinstance(value, dict):
        _write_object(value, out)
    elif isinstance(value, RawJson):
        out(value.text)
    elif isinstance(value, (list, tuple)):
        _write_list(value, out)
    else:
        out(_scalar(value))


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return "0" if value == 0 else format(value, "f")
    if isinstance(value, int):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form here")


def _write_object(value: Body, out: Any) -> None:
    separator = "{"
    for key, member in value.items():
        out(separator + encode_basestring(key) + ":")
        _write(member, out)
        separator = ","
    out("}" if value else "{}")


def _write_list(value: list[Any] | tuple[Any, ...], out: Any) -> None:
    separator = "["
    for member in value:
        out(separator)
        _write(member, out)
        separator = ","
    out("]" if value else "[]")


class RawJson:
    """JSON text that is already written and goes out as it is."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text
