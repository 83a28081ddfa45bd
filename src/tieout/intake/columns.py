"""Columns: the cells of one CSV row as a plain object, each in the type its field has in the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from tieout.core.event import KINDS, adapter_of

LIST_FIELDS: Final = frozenset({"roles", "receipts", "closings"})
"""Lists of plain values: their cells hold the values separated by a semicolon."""

_WHOLE: Final = re.compile(r"-?[0-9]{1,18}")


def plain_row(header: list[str], cells: list[str]) -> dict[str, Any]:
    """The object of one row: list fields hold one element."""
    plain: dict[str, Any] = {}
    inside: dict[str, dict[str, Any]] = {}
    for name, cell in zip(header, cells, strict=True):
        if cell:
            outer, _, inner = name.partition(".")
            if inner:
                inside.setdefault(outer, {})[inner] = cell
            else:
                plain[name] = cell
    kind = plain.get("kind")
    known = _properties(kind) if isinstance(kind, str) and kind in KINDS else {}
    typed = {name: _as(known.get(name, ""), cell) for name, cell in plain.items()}
    for outer, fields in inside.items():
        values = {inner: _as(known.get(f"{outer}.{inner}", ""), cell) for inner, cell in fields.items()}
        typed[outer] = values if known.get(outer) == "object" else [values]
    return typed


def _as(wanted: str, cell: str) -> Any:
    if wanted == "integer" and _WHOLE.fullmatch(cell):
        return int(cell)
    if wanted == "boolean" and cell in {"true", "false"}:
        return cell == "true"
    if wanted == "array":
        return cell.split(";")
    return cell


_PROPERTIES: dict[str, dict[str, str]] = {}


def _properties(kind: str) -> dict[str, str]:
    """Field name (dotted inside lists) to its JSON type, where that is not text."""
    known = _PROPERTIES.get(kind)
    if known is None:
        schema = adapter_of(kind).json_schema()
        known = _PROPERTIES[kind] = dict(_types("", schema, schema.get("$defs", {})))
    return known


def _types(prefix: str, schema: dict[str, Any], defs: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, field in schema.get("properties", {}).items():
        for option in [field, *field.get("anyOf", [])]:
            items = option.get("items", {})
            if "$ref" in items:
                yield from _types(f"{prefix}{name}.", defs[items["$ref"].rsplit("/", 1)[1]], defs)
            elif option.get("type") in ("integer", "boolean", "array", "object"):
                yield f"{prefix}{name}", str(option["type"])
