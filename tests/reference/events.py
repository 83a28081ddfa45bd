"""The events as a JSON Schema document and as a page, both read off the types of `tieout.core.event`."""

from __future__ import annotations

import dataclasses
import inspect
import json
import operator
from collections.abc import Iterator
from functools import cache, reduce
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import Field, TypeAdapter, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema

from tests.reference.examples import example
from tests.reference.meanings import MEANINGS
from tieout.core.event import KINDS, MASTER_KINDS
from tieout.core.event import fields as types
from tieout.core.event.envelope import Event
from tieout.core.event.master import Party
from tieout.core.scaled import Amount, Quantity

TYPE_NAMES: Final[dict[str, Any]] = {
    "money": types.NotNegativeAmount,
    "money above 0": types.PositiveAmount,
    "money, signed": types.SignedAmount,
    "quantity": types.NotNegativeQuantity,
    "quantity above 0": types.PositiveQuantity,
    "quantity, signed": types.SignedQuantity,
    "price": types.Price,
    "rate": types.Rate,
    "share": types.Share,
    "date": types.Day,
    "currency": types.Currency,
    "key": types.Key,
    "name": types.Name,
    "text": types.Text,
    "yes or no": types.Flag,
}
_TYPE_DESCRIPTIONS: Final = frozenset(
    (metadata.json_schema or {})["description"]
    for alias in TYPE_NAMES.values()
    for metadata in get_args(alias)[1:]
    if isinstance(metadata, WithJsonSchema) and "description" in (metadata.json_schema or {})
)
ENVELOPE: Final = tuple(field.name for field in dataclasses.fields(Event))
INTRODUCTION: Final = """\
# Events

Written by `make docs` from `src/tieout/core/event/`; do not edit. The same types as JSON Schema:
[events.schema.json](events.schema.json).

A file holds one event per line (JSON Lines). Each is an object whose `kind` names one of the sections
below. A field that is not listed is refused, and all that is wrong with an event is said at once.

| type | how it is written |
|---|---|
| money | decimal text such as `"12.50"` (or a JSON number), up to 8 decimal places, never rounded |
| quantity | decimal text in the item's unit, up to 6 decimal places |
| price | money per unit, up to 8 decimal places |
| rate | above 0, up to 12 decimal places |
| share | from 0 to 1, up to 12 decimal places |
| date | `YYYY-MM-DD`, from 1980 to 2199 |
| currency | ISO 4217 code such as `USD` |
| key | 1 to 120 characters, no spaces around it, no tabs or line ends |
| name | as a key, up to 500 characters |
| text | up to 4000 characters, may be empty |
| yes or no | `true` or `false` |
"""


class _Exact(GenerateJsonSchema):
    """Defaults of exact values are published as the text a source would write."""

    def encode_default(self, dft: Any) -> Any:
        """A default as JSON: exact values as decimal text."""
        return str(dft) if isinstance(dft, Amount | Quantity) else super().encode_default(dft)


@cache
def _schema() -> dict[str, Any]:
    every: Any = reduce(operator.or_, KINDS.values())
    told_apart: Any = Annotated[every, Field(discriminator="kind")]
    adapter: TypeAdapter[Any] = TypeAdapter(told_apart)
    return adapter.json_schema(schema_generator=_Exact)


def schema() -> dict[str, Any]:
    """One JSON Schema document of all kinds, told apart by `kind`."""
    found = _schema()
    definitions = {name: _definition(name, plain) for name, plain in sorted(found["$defs"].items())}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tieout events, version 1",
        "description": "One operational fact; `kind` says which.",
        "oneOf": found["oneOf"],
        "discriminator": found["discriminator"],
        "$defs": definitions,
    }


def _definition(name: str, plain: dict[str, Any]) -> dict[str, Any]:
    properties = {}
    for field, stated in plain["properties"].items():
        kept = {word: value for word, value in stated.items() if word != "title"}
        properties[field] = {**kept, "description": says(name, field, stated)}
    required = list(plain.get("required", []))
    if "kind" in properties:
        required.insert(0, "kind")
    return {**plain, "properties": properties, "required": required}


def says(owner: str, field: str, stated: dict[str, Any]) -> str:
    """The description of a field: its own, else its name's meaning, then how its type is written.

    Raises:
        KeyError: nobody has written what it means.
    """
    how = str(stated.get("description", ""))
    meaning = _meaning(owner, field, stated)
    return f"{meaning} {how}" if how in _TYPE_DESCRIPTIONS else meaning


def _meaning(owner: str, field: str, stated: dict[str, Any]) -> str:
    own = str(stated.get("description", ""))
    if own and own not in _TYPE_DESCRIPTIONS:
        return own
    found = MEANINGS.get(f"{owner}.{field}") or MEANINGS.get(field)
    if found is None:
        raise KeyError(f"write what {owner}.{field} means: in its Field, or in tests/reference/meanings.py")
    return found


def schema_page() -> str:
    """docs/reference/events.schema.json."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def page() -> str:
    """docs/reference/events.md."""
    parts = [INTRODUCTION, "## Every event\n\n" + _table(Event, ENVELOPE)]
    for title, master in (("Master data", True), ("Operations", False)):
        kinds = [kind for kind in KINDS if (kind in MASTER_KINDS) is master]
        parts.append(f"## {title}")
        parts += [_section(kind) for kind in kinds]
    parts.append("## Parts of events")
    parts += [f"### {part.__name__}\n\n{inspect.getdoc(part)}\n\n{_table(part)}" for part in _parts()]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _section(kind: str) -> str:
    event = KINDS[kind]
    own = [field.name for field in dataclasses.fields(event) if field.name not in (*ENVELOPE, "kind")]
    line = json.dumps(example(kind), ensure_ascii=False)
    return f"### {kind}\n\n{inspect.getdoc(event)}\n\n{_table(event, own)}\n\n```json\n{line}\n```"


def _table(owner: type[Any], names: Any = None) -> str:
    hints = get_type_hints(owner, include_extras=True)
    described = _schema()["$defs"][Party.__name__ if owner is Event else owner.__name__]["properties"]
    rows = ["| field | type | required | meaning |", "|---|---|---|---|"]
    for field in dataclasses.fields(owner):
        if names is None or field.name in names:
            needed = "yes" if _is_required(field) else "no"
            words = _type_words(hints[field.name])
            meaning = _meaning(owner.__name__, field.name, described[field.name])
            rows.append(f"| `{field.name}` | {words} | {needed} | {meaning} |")
    return "\n".join(rows)


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _type_words(hint: Any) -> str:
    for name, alias in TYPE_NAMES.items():
        metadata = get_args(alias)[1:]
        if get_origin(hint) is Annotated and get_args(hint)[1 : len(metadata) + 1] == metadata:
            return name
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _type_words(args[0])
    if origin in (Union, UnionType):
        return " or ".join(_type_words(arg) for arg in args if arg is not NoneType)
    if origin is Literal:
        return ", ".join(f"`{json.dumps(arg)}`" for arg in args)
    if origin is list:
        return f"list of {_type_words(args[0])}"
    if origin is dict:
        return f"{_type_words(args[0])} → {_type_words(args[1])}"
    if dataclasses.is_dataclass(hint):
        name = getattr(hint, "__name__", "")
        return f"[{name}](#{name.lower()})"
    return "whole number" if hint is int else str(getattr(hint, "__name__", hint))


def _parts() -> list[type[Any]]:
    found: dict[str, type[Any]] = {}
    for event in KINDS.values():
        for hint in get_type_hints(event, include_extras=True).values():
            found.update({part.__name__: part for part in _dataclasses_in(hint)})
    return [found[name] for name in sorted(found)]


def _dataclasses_in(hint: Any) -> Iterator[type[Any]]:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        yield hint
    for arg in get_args(hint):
        yield from _dataclasses_in(arg)
