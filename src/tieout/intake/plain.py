"""Plain objects: one JSON line as a dictionary with exact numbers, or the problem it has."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from tieout.core.catalogue import problem
from tieout.core.problem import Problem, Where


class _Twice(ValueError):
    """A name stands twice in one object."""


class _Constant(ValueError):
    """NaN or Infinity, which JSON does not have."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return found


def _constant(name: str) -> Any:
    raise _Constant(name)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=Decimal, parse_constant=_constant, strict=True
)


def plain_of(text: str, where: Where) -> dict[str, Any] | Problem:
    """The object a line holds, its numbers exact; or what is wrong with the line."""
    try:
        plain = _DECODER.decode(text.strip())
    except _Twice as fault:
        return problem("field_twice", where, name=str(fault))
    except _Constant as fault:
        return problem("line_not_json", where, why=f"{fault} is not a number of JSON")
    except json.JSONDecodeError as fault:
        return _not_json(text, fault, where)
    except RecursionError:
        return problem("line_too_deep", where)
    except ValueError as fault:
        return problem("line_not_json", where, why=str(fault)[:200].rstrip("."))
    if not isinstance(plain, dict):
        return problem("line_not_an_object", where, kind=_NAMES.get(type(plain), "a value"))
    return plain


def _not_json(text: str, fault: json.JSONDecodeError, where: Where) -> Problem:
    why = f"{fault.msg} at column {fault.colno}"
    if not text.endswith("\n") and fault.pos >= len(text.strip()) - 1:
        return problem("line_cut_off", where, why=why)
    return problem("line_not_json", where, why=why)


_NAMES = {list: "a list", str: "a text", int: "a number", Decimal: "a number", bool: "true or false"}
