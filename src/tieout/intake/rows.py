"""Rows: CSV in the documented schema; consecutive rows of one id are the lines of one event.

A column is a field name; `lines.item` is the field `item` of the list `lines`. An empty cell is a
field left out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any, Final

from tieout.core.catalogue import problem
from tieout.core.event import KINDS, adapter_of
from tieout.core.problem import Problem, Where

_IDENTITY: Final = ("kind", "source", "id")
_LIST_FIELDS: Final = frozenset({"roles", "receipts", "closings"})
"""Lists of plain values: their cells hold the values separated by a semicolon."""


def csv_objects(
    lines: Iterable[tuple[int, str | Problem, int]], file: str
) -> Iterator[tuple[int, dict[str, Any] | Problem, int]]:
    """(line number of the first row, plain object or problem, bytes) of every event in the file."""
    header: list[str] | None = None
    held: tuple[int, dict[str, Any], int] | None = None
    for number, text, size in lines:
        where = Where(file=file, line=number)
        cells = text if isinstance(text, Problem) else _cells(text, where)
        if isinstance(cells, Problem):
            yield number, cells, size
        elif header is None:
            fault = _header_fault(cells, where)
            if fault:
                yield number, fault, size
                return
            header = cells
        elif len(cells) != len(header):
            yield number, problem("csv_row_uneven", where, found=len(cells), expected=len(header)), size
        else:
            plain = _plain(header, cells)
            if held and all(held[1].get(name) == plain.get(name) for name in _IDENTITY):
                torn = _join(held[1], plain)
                if torn:
                    yield number, problem("csv_event_torn", where, name=torn), 0
                held = (held[0], held[1], held[2] + size)
            else:
                if held:
                    yield held
                held = (number, plain, size)
    if held:
        yield held


def _cells(text: str, where: Where) -> list[str] | Problem:
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error as fault:
        return problem("csv_row_broken", where, why=str(fault).rstrip("."))


def _header_fault(header: list[str], where: Where) -> Problem | None:
    if not {*_IDENTITY, "date"} <= set(header):
        return problem("csv_header_missing", where)
    twice = next((name for name in header if header.count(name) > 1), None)
    return problem("csv_header_twice", where, name=twice) if twice else None


def _plain(header: list[str], cells: list[str]) -> dict[str, Any]:
    """The object of one row: list fields hold one element."""
    plain: dict[str, Any] = {}
    element: dict[str, dict[str, Any]] = {}
    for name, cell in zip(header, cells, strict=True):
        if cell:
            outer, _, inner = name.partition(".")
            if inner:
                element.setdefault(outer, {})[inner] = cell
            else:
                plain[name] = cell
    for outer, fields in element.items():
        plain[outer] = [fields]
    return _typed(plain)


def _typed(plain: dict[str, Any]) -> dict[str, Any]:
    """Cells of whole-number, true/false and list fields as what the schema wants."""
    kind = plain.get("kind")
    if kind not in KINDS:
        return plain
    properties = _properties(kind)
    for name, value in plain.items():
        wanted = properties.get(name, "")
        if isinstance(value, str):
            plain[name] = _as(wanted, value)
        elif isinstance(value, list):
            for element in value:
                for inner, cell in element.items():
                    element[inner] = _as(properties.get(f"{name}.{inner}", ""), cell)
    return plain


def _as(wanted: str, cell: str) -> Any:
    if wanted == "integer" and cell.lstrip("-").isdigit():
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
        options = [field, *field.get("anyOf", [])]
        for option in options:
            items = option.get("items", {})
            if "$ref" in items:
                yield from _types(f"{prefix}{name}.", defs[items["$ref"].rsplit("/", 1)[1]], defs)
            elif option.get("type") in ("integer", "boolean", "array"):
                yield f"{prefix}{name}", str(option["type"])


def _join(event: dict[str, Any], row: dict[str, Any]) -> str:
    """Add a row's list elements to the event; the name of a field they disagree about, or nothing."""
    for name, value in row.items():
        if isinstance(value, list) and name not in _LIST_FIELDS:
            event.setdefault(name, []).extend(value)
        elif event.get(name) != value:
            return name
    return ""
