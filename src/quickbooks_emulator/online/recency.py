"""Recency: every entity's objects in the order they were last changed.

What changed since a moment is found from the newest backwards, without looking at all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from .jsontext import Body


class Recency:
    """Ids by entity, the last changed at the end; put in order again where time went backwards."""

    def __init__(self) -> None:
        self._order: dict[str, dict[str, None]] = {}
        self._latest: dict[str, str] = {}
        self._disturbed: set[str] = set()

    def note(self, entity: str, identity: str, body: Body | None) -> None:
        """An object was stored or taken away."""
        order = self._order.setdefault(entity, {})
        order.pop(identity, None)
        at = "" if body is None else changed_at(body)
        if not at:
            return
        order[identity] = None
        latest = self._latest.setdefault(entity, at)
        if at < latest:
            self._disturbed.add(entity)
        elif at > latest:
            self._latest[entity] = at

    def since(self, entity: str, family: dict[str, Body], moment: datetime) -> list[Body]:
        """The objects changed at a moment or later, the last changed at the end."""
        if entity in self._disturbed:
            order = self._order[entity]
            ranked = sorted(order, key=lambda one: datetime.fromisoformat(changed_at(family[one])))
            self._order[entity] = dict.fromkeys(ranked)
            self._disturbed.discard(entity)
        found = list(_newest(self._order.get(entity, {}), family, moment))
        found.reverse()
        return found


def _newest(order: dict[str, None], family: dict[str, Body], moment: datetime) -> Iterator[Body]:
    for identity in reversed(order):
        body = family[identity]
        if datetime.fromisoformat(changed_at(body)) < moment:
            return
        yield body


def changed_at(body: Body) -> str:
    """When an object was last changed ('' for one that keeps no times)."""
    return str(body.get("MetaData", {}).get("LastUpdatedTime", ""))
