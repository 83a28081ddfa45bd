"""Change data capture: what changed since a moment, whole objects, deleted ones as stubs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from . import refusal
from .books import Books
from .jsontext import Body
from .refusal import Refusal

LONGEST = timedelta(days=30)
MOST_OBJECTS = 1000


def answer(books: Books, entities: str, since: str) -> list[Body]:
    """The `CDCResponse` list: one QueryResponse per entity asked, `{}` where nothing changed."""
    if not entities:
        raise refusal.missing("entities")
    moment = _moment(books, since)
    responses, room = [], MOST_OBJECTS
    for written in entities.split(","):
        entity = _entity(books, written.strip())
        rows = _changed(books, entity, moment)[:room]
        room -= len(rows)
        responses.append(_response(entity, rows))
    return [{"QueryResponse": responses}]


def _response(entity: str, rows: list[Any]) -> Body:
    if not rows:
        return {}
    return {entity: rows, "startPosition": 1, "maxResults": len(rows), "totalCount": len(rows)}


def _moment(books: Books, since: str) -> datetime:
    """The moment asked for; at most 30 days back (the wording is unverified)."""
    try:
        moment = datetime.fromisoformat(since.replace(" ", "+"))
    except ValueError:
        raise Refusal("2060", "Invalid Date Format", f"Supplied value: {since}", "changedSince") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=books.clock.now().tzinfo)
    if moment < books.clock.now() - LONGEST:
        text = "changedSince must be within the last 30 days."
        raise Refusal("2190", "Invalid Date Range", text, "changedSince")
    return moment


def _entity(books: Books, written: str) -> str:
    for name, kind in books.kinds.items():
        if name.lower() == written.lower() and kind.in_cdc:
            return name
    raise Refusal("2000", "Invalid or unsupported object name", f"Object Name: {written}")


def _changed(books: Books, entity: str, since: datetime) -> list[Any]:
    changed = books.store.changed_since(entity, since.replace(microsecond=0))
    rows: list[Any] = [books.shown(entity, body) for body in changed]
    for identity, stamp in books.store.tombstones.get(entity, {}).items():
        if datetime.fromisoformat(stamp) >= since.replace(microsecond=0):
            times = {"LastUpdatedTime": stamp}
            rows.append({"domain": "QBO", "status": "Deleted", "Id": identity, "MetaData": times})
    return rows
