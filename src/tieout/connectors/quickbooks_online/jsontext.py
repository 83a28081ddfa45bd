"""Exact JSON: decimals go out and come in as decimals, never as binary floating point."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tieout.core.errors import ProgrammerError
from tieout.core.money import decimal_text

Json = dict[str, Any]
"""An object of JSON; its numbers are int or Decimal."""


def written(value: Any) -> str:
    """A value as compact JSON in ASCII, keys in the order given: the same text for the same value.

    Raises:
        ProgrammerError: the value holds something that has no exact JSON form, a float above all.
    """
    if isinstance(value, Mapping):
        pairs = (f"{json.dumps(str(key))}:{written(item)}" for key, item in value.items())
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(written, value)) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    if value is None or isinstance(value, (str, bool, int)):
        return json.dumps(value)
    raise ProgrammerError(f"{type(value).__name__} has no exact form in JSON")


def read(text: str | bytes) -> Any:
    """JSON with decimals kept exact.

    Raises:
        ValueError: not JSON.
    """
    return json.loads(text, parse_float=Decimal)


def amount(minor: int, currency: str) -> Decimal:
    """Minor units as the decimal QuickBooks takes: 1250 USD → 12.50."""
    return Decimal(decimal_text(minor, currency))


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of amounts; none = 0."""
    return sum(amounts, Decimal(0))
