"""JSON text: reads numbers as `Decimal` and writes them digit by digit.

The standard encoder can only write decimals through binary floats. So each decimal goes through it as a
marked text, and the marks are taken off afterwards: as exact as writing by hand, and several times
faster. Zero is written `0`, as the recordings show it, all other money with its two decimals.
"""

from __future__ import annotations

import json
import re
import secrets
from decimal import Decimal
from typing import Any

Body = dict[str, Any]
_SECRET = secrets.token_hex(6)  # no text of anybody's holds it
_BEGIN, _END, _RAW = (f"\x00{_SECRET}{letter}" for letter in "ber")
_BEFORE, _AFTER = '"' + _BEGIN.replace("\x00", "\\u0000"), _END.replace("\x00", "\\u0000") + '"'
_RAWS = re.compile('"' + re.escape(_RAW.replace("\x00", "\\u0000")) + r'(\d+)"')


def loads(text: str | bytes) -> Any:
    """Any JSON value; fractions become `Decimal`, whole numbers `int`."""
    return _DECODER.decode(text if isinstance(text, str) else text.decode("utf-8"))


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def dumps(value: Any) -> str:
    """Compact JSON with decimals written exactly.

    Raises:
        TypeError: for a value that has no JSON form here.
    """
    if isinstance(value, str):
        return json.encoder.encode_basestring(value)
    if isinstance(value, RawJson):
        return value.text
    raws: list[str] = []

    def shown(member: Any) -> str:
        if isinstance(member, Decimal):
            return f"{_BEGIN}{member:f}{_END}" if member else f"{_BEGIN}0{_END}"
        if isinstance(member, RawJson):
            raws.append(member.text)
            return f"{_RAW}{len(raws) - 1}"
        raise TypeError(f"{type(member).__name__} has no JSON form here")

    text = json.dumps(value, ensure_ascii=False, check_circular=False, separators=(",", ":"), default=shown)
    text = text.replace(_BEFORE, "").replace(_AFTER, "")
    return _RAWS.sub(lambda found: raws[int(found[1])], text) if raws else text


class RawJson:
    """JSON text that is already written and goes out as it is."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant)
