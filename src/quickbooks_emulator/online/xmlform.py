"""The XML form: requests read into what JSON would have said, and answers written from it.

Both forms have one meaning, so everything behind this file knows only one. References carry their id as
text and their name as an attribute; lists are repeated elements; `domain`, `sparse`, positions, fault
codes and `bId` are attributes, as recorded. Elements stand in the order of the schema.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from .jsontext import Body
from .refusal import Refusal
from .schema import ENTITIES, TYPES

NAMESPACE = "http://schema.intuit.com/finance/v3"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_LISTS = {
    "IntuitBatchRequest": {"BatchItemRequest"},
    "TaxService": {"TaxRateDetails"},
}
_ATTRIBUTES = {
    "QueryResponse": ("startPosition", "maxResults", "totalCount"),
    "BatchItemResponse": ("bId",),
    "Fault": ("type",),
    "Error": ("code", "element"),
    "Row": ("type", "group"),
    "ColData": ("value", "id", "href"),
}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # characters XML cannot hold
_REFERENCE = {"value", "name", "type"}


def read(content: bytes) -> tuple[str, Body]:
    """The root's name and what is in it.

    Raises:
        Refusal: 500 for bytes that are not in the encoding they claim, 2010 for what is no XML or
            has a document type (wording unverified).
    """
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise _unreadable("a document type is not allowed")
    try:
        root = ET.fromstring(content)  # noqa: S314 - entities cannot be declared, see above
    except ET.ParseError as wrong:
        if "invalid token" in str(wrong) and not _is_utf8(content):
            text = "Operation MalformedByteSequenceException is not supported."
            raise Refusal("500", "Unsupported Operation", text, status=500) from None
        raise _unreadable(str(wrong)) from None
    name = _name(root)
    return name, _object(root, ENTITIES.get(name, {}), _LISTS.get(name, set()), top=True)


def write(answer: Body) -> str:
    """A whole answer; what has a header and rows is a report, all else an IntuitResponse."""
    out = [_HEAD]
    if "Rows" in answer and "Header" in answer:
        _element(out, "Report", answer, f' xmlns="{NAMESPACE}"', {})
        return "".join(out)
    fault = answer.get("fault")
    if fault is not None:
        answer = {"Fault": _capitalised(fault)}
    if "TaxCodeId" in answer:
        answer = {"TaxService": {"domain": "QBO", "sparse": False, **answer}}
    time = answer.get("time")
    shown = "" if time is None else f" time={quoteattr(str(time))}"
    children = {name: value for name, value in answer.items() if name != "time"}
    _element(out, "IntuitResponse", children, f' xmlns="{NAMESPACE}"{shown}', {})
    return "".join(out)


# --- reading


def _object(element: ET.Element, known: dict[str, str], lists: set[str], *, top: bool = False) -> Body:
    """The children of an element as named values; attributes without a namespace count too.

    An empty element clears a property of the entity itself (`top`); within a part it says nothing.
    """
    body: Body = {name: value for name, value in element.attrib.items() if not name.startswith("{")}
    for child in element:
        name = _name(child)
        code = known.get(name, "")
        value = _value(child, code.removesuffix("[]"), name)
        if value is None or (value == "" and not top):
            continue
        if code.endswith("[]") or name in lists:
            body.setdefault(name, []).append(value)
        elif name in body and not code:
            body[name] = [*_listed(body[name]), value]
        else:
            body[name] = value
    return body


def _listed(value: Any) -> list[Any]:
    """What an element that is repeated, and of no known type, said before."""
    return value if isinstance(value, list) else [value]


def _value(element: ET.Element, code: str, name: str) -> Any:
    if element.get("{http://www.w3.org/2001/XMLSchema-instance}nil") == "true":
        return None
    text = element.text or ""
    if code in ("@", "MemoRef") or (code in ("", "*") and name.endswith("Ref") and not len(element)):
        kept = {key: value for key, value in element.attrib.items() if key in _REFERENCE}
        return {"value": text.strip(), **kept} if text.strip() else None
    if code in TYPES:
        return _object(element, TYPES[code], set())
    if len(element) or (name in ENTITIES and not code):
        return _object(element, ENTITIES.get(name, {}), set(), top=name in ENTITIES)
    is_text = code.startswith("s") or not code
    return text if is_text else (text.strip() or None)


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _unreadable(why: str) -> Refusal:
    text = f"Property Name:Can not parse the request ({why}) specified is unsupported or invalid"
    return Refusal("2010", "Request has invalid or unsupported property", text)


# --- writing


def _element(out: list[str], name: str, value: Any, attributes: str, known: dict[str, str]) -> None:
    if isinstance(value, dict):
        _complex(out, name, value, attributes, known)
        return
    text = _text(value)
    shown = escape(text, {"\r": "&#13;"})
    out.append(f"<{name}{attributes}>{shown}</{name}>" if text else f"<{name}{attributes}/>")


def _complex(out: list[str], name: str, value: Body, attributes: str, known: dict[str, str]) -> None:
    """An element with attributes and children; a reference's value is its text."""
    if "value" in value and set(value) <= _REFERENCE and name != "ColData":
        names = "".join(
            f" {key}={quoteattr(_text(value[key]))}" for key in ("name", "type") if key in value
        )
        _element(out, name, str(value["value"]), attributes + names, {})
        return
    marked = ("domain", "sparse", "status") if name in ENTITIES else _ATTRIBUTES.get(name, ())
    attributes += "".join(f" {key}={quoteattr(_text(value[key]))}" for key in marked if key in value)
    inner: list[str] = []
    known = ENTITIES.get(name, known)
    for key in _ordered(value, known):
        if key not in marked:
            _members(inner, key, value[key], TYPES.get(known.get(key, "").removesuffix("[]"), {}))
    content = "".join(inner)
    out.append(f"<{name}{attributes}>{content}</{name}>" if content else f"<{name}{attributes}/>")


def _members(out: list[str], name: str, value: Any, known: dict[str, str]) -> None:
    """One element for a value, one each for the members of a list, none for null."""
    if value is None:
        return
    for member in value if isinstance(value, list) else [value]:
        _element(out, name, member, "", known)


def _ordered(value: Body, known: dict[str, str]) -> list[str]:
    order = {name: position for position, name in enumerate(known)}
    return sorted(value, key=lambda name: order.get(name, len(order)))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return "0" if value == 0 else format(value, "f")
    return _NOT_XML.sub("", str(value))


def _capitalised(fault: Body) -> Body:
    """The gateway's lower-case fault as its XML has it."""
    errors = [
        {"code": error["code"], "Message": error["message"], "Detail": error["detail"]}
        for error in fault["error"]
    ]
    return {"type": fault["type"], "Error": errors}
