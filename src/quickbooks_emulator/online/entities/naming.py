"""Naming: the rules a name obeys in its list, and what happens to it when the object is retired."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.nameindex import name_key

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

RETIRED = " (deleted)"
DEEPEST = 5


def check_characters(element: str, text: str, forbidden: str) -> None:
    """2040 when a name holds a character QuickBooks forbids."""
    if any(character in text for character in forbidden):
        raise refusal.invalid_string(element, text)


def retire(body: Body, field: str) -> None:
    """An inactive object is renamed 'X (deleted)', an active one loses that ending."""
    name = str(body.get(field, ""))
    if not body["Active"] and not name.endswith(RETIRED):
        body[field] = name + RETIRED
    elif body["Active"] and name.endswith(RETIRED):
        body[field] = name.removesuffix(RETIRED)


def check_unique(
    books: Books,
    key: tuple[str, ...],
    identity: str | None,
    entities: Iterable[str],
    noun: str,
    entity: str = "",
) -> None:
    """6240 when another object holds the name; one customer against another is worded so, as recorded.

    A retired object has given its name free, or by the setting holds it still (u).
    """
    wanted = tuple(entities)
    holders = books.store.names.holders(key)
    if books.settings.retired_name == "held":
        holders += books.store.names.holders((*key[:-1], key[-1] + RETIRED))
    for holder in holders:
        if holder[0] in wanted and holder[1] != identity:
            same = "customer" if holder[0] == entity == "Customer" else noun
            raise _duplicate(books, same)


def _duplicate(books: Books, noun: str) -> refusal.Refusal:
    refused = refusal.duplicate_name(noun)
    if noun == "customer":
        refused.detail = refused.detail.replace("name. Please", "name.  Please")
    if books.settings.duplicate_name_detail == "null":
        refused.detail = "The name supplied already exists. : null"
    return refused


def settle_tree(books: Books, entity: str, body: Body, sub_flag: str) -> None:
    """Parent, level, FullyQualifiedName and the flag that says there is a parent."""
    parent = books.refer_field(body, "ParentRef", entity)
    name = body.get("Name") or body["DisplayName"]
    body[sub_flag] = parent is not None
    body["FullyQualifiedName"] = name
    body.pop("Level", None)
    if parent is not None:
        level = _level(books, entity, parent) + 1
        if level > DEEPEST or parent["Id"] == body.get("Id"):
            text = "You can nest up to 5 levels."
            raise refusal.Refusal("6180", "Sub Level Limit", text, "")
        body["FullyQualifiedName"] = f"{parent['FullyQualifiedName']}:{name}"
        if entity in ("Customer", "Item"):
            body["Level"] = level - 1


def _level(books: Books, entity: str, body: Body) -> int:
    level = 1
    while "ParentRef" in body:
        body = books.store.objects[entity][body["ParentRef"]["value"]]
        level += 1
    return level


def parent_key(entity: str, body: Body) -> tuple[str, ...]:
    """The key of a listed name under its parent."""
    return name_key(entity, body["Name"], body.get("ParentRef", {}).get("value", ""))
