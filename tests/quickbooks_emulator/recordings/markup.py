"""Markup: recorded XML read into the JSON shape the API gives the same objects.

Some recordings were cut or edited by hand and are not well-formed; a closing tag that fits nothing
closes what is open, so that they can be replayed too.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from quickbooks_emulator.online.schema import ENTITIES, TYPES

Json = dict[str, Any]
_TOKEN = re.compile(
    r"<\?.*?\?>|<!--.*?-->|<(/?)([\w.]+)((?:\s+[\w:.]+\s*=\s*\"[^\"]*\")*)\s*(/?)>", re.DOTALL
)
_ATTRIBUTE = re.compile(r"([\w:.]+)\s*=\s*\"([^\"]*)\"")
_FRAME = {"IntuitResponse", "QueryResponse", "CDCResponse", "BatchItemResponse", "AttachableResponse"}


@dataclass
class Element:
    """One element: its attributes, its text, what it holds."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Element] = field(default_factory=list)


def read(text: str) -> Element:
    """The root element of a recording."""
    root = Element("")
    stack = [root]
    at = 0
    for token in _TOKEN.finditer(text):
        stack[-1].text += html.unescape(text[at : token.start()])
        at = token.end()
        closing, tag, attributes, empty = token.group(1), token.group(2), token.group(3), token.group(4)
        if tag is None:
            continue
        if closing:
            _close(stack, tag)
            continue
        given = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(attributes or "")}
        element = Element(tag, given)
        stack[-1].children.append(element)
        if not empty:
            stack.append(element)
    return root.children[0]


def _close(stack: list[Element], tag: str) -> None:
    names = [element.tag for element in stack]
    if tag in names[1:]:
        while stack.pop().tag != tag:
            pass
    elif len(stack) > 1:
        stack.pop()


def shape(element: Element) -> Json:
    """The whole answer as JSON would show it."""
    if element.tag == "IntuitResponse":
        return _framed(element)
    if element.tag == "Report":
        return _report(element)
    return {element.tag: _member(element)}


def _framed(element: Element) -> Json:
    answer: Json = {"time": element.attributes.get("time", "")}
    for child in element.children:
        if child.tag in ("CDCResponse", "BatchItemResponse", "AttachableResponse"):
            answer.setdefault(child.tag, []).append(_frame(child))
        elif child.tag == "QueryResponse":
            answer[child.tag] = _frame(child)
        elif child.tag in answer:  # a fixture that lists objects without a QueryResponse
            known = answer[child.tag]
            answer[child.tag] = [*(known if isinstance(known, list) else [known]), _member(child)]
        else:
            answer[child.tag] = _member(child)
    return answer


def _frame(element: Element) -> Json:
    found: Json = {}
    for name, value in element.attributes.items():
        found[name] = int(value) if name in ("startPosition", "maxResults", "totalCount") else value
    for child in element.children:
        if child.tag in _FRAME or (child.tag in ENTITIES and element.tag == "QueryResponse"):
            inner = _frame(child) if child.tag in _FRAME else _member(child)
            found.setdefault(child.tag, []).append(inner)
        else:
            found[child.tag] = _member(child)
    return found


def _member(element: Element) -> Json:
    if element.tag == "Fault":
        return _fault(element)
    known = ENTITIES.get(element.tag) or TYPES.get(element.tag) or {}
    body = _object(element, known)
    if element.attributes.get("sparse"):
        body["sparse"] = element.attributes["sparse"] == "true"
    for name in ("domain", "status"):
        if name in element.attributes:
            body[name] = element.attributes[name]
    return body


def _fault(element: Element) -> Json:
    errors = []
    for child in element.children:
        error: Json = dict(child.attributes)
        error |= {member.tag: member.text.strip() for member in child.children}
        errors.append(error)
    return {"Error": errors, "type": element.attributes.get("type", "")}


def _object(element: Element, known: dict[str, str]) -> Json:
    body: Json = {}
    for child in element.children:
        code = known.get(child.tag, "?")
        value = _value(child, code.removesuffix("[]"))
        if code.endswith("[]"):
            body.setdefault(child.tag, []).append(value)
        else:
            body[child.tag] = value
    return body


def _value(element: Element, code: str) -> Any:
    text = element.text.strip() if element.children else element.text
    if code == "@":
        return {"value": text, **element.attributes}
    if code in ("d", "i"):
        return Decimal(text or "0")
    if code == "b":
        return text == "true"
    if code == "MemoRef" and not element.children:
        return {"value": text}
    if code in TYPES:
        return _object(element, TYPES[code])
    if element.children:
        return _object(element, {})
    return text


def _report(element: Element) -> Json:
    parts = {child.tag: child for child in element.children}
    header = {child.tag: child.text for child in parts["Header"].children if child.tag != "Option"}
    options = [_texts(child) for child in parts["Header"].children if child.tag == "Option"]
    columns = []
    for child in parts["Columns"].children:
        column: Json = {member.tag: member.text for member in child.children if member.tag != "MetaData"}
        keys = [_texts(member) for member in child.children if member.tag == "MetaData"]
        columns.append(column | ({"MetaData": keys} if keys else {}))
    rows = _rows(parts["Rows"])
    return {"Header": header | {"Option": options}, "Columns": {"Column": columns}, "Rows": {"Row": rows}}


def _texts(element: Element) -> Json:
    return {child.tag: child.text for child in element.children}


def _rows(element: Element) -> list[Json]:
    return [_row(child) for child in element.children]


def _row(element: Element) -> Json:
    row: Json = dict(element.attributes)
    cells = [_cell(child) for child in element.children if child.tag == "ColData"]
    if cells:
        row["ColData"] = cells
    for child in element.children:
        if child.tag in ("Header", "Summary"):
            row[child.tag] = {"ColData": [_cell(cell) for cell in child.children]}
        elif child.tag == "Rows":
            row["Rows"] = {"Row": _rows(child)}
        elif child.tag in ("type", "group"):
            row[child.tag] = child.text
    return row


def _cell(element: Element) -> Json:
    return {**element.attributes, **_texts(element)} or {"value": ""}
