"""Webhook: what QuickBooks says changed, in both forms, believed only with its signature (fact sheet 8).

Notices come twice, late and out of order; the instant in them is the truth. They say that something
changed, not what: the sweep looks. A signed request is never turned away for what it says: QuickBooks
withholds every later notice until one is acknowledged, those of other companies too. So a kind of notice
that nobody described (an app was disconnected, say) counts as one that something changed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, TypeGuard

from tieout.connectors.quickbooks_online.jsontext import read


class Notice(NamedTuple):
    """One entity that changed in one QuickBooks company ("" = it names none); `key` is its own for ever."""

    realm: str
    type: str
    id: str
    operation: str
    at: datetime
    key: str


def signed(body: bytes, signature: str, verifier: str) -> bool:
    """Whether the signature is that of the bytes under the verifier token: base64 of HMAC-SHA256."""
    wanted = base64.b64encode(hmac.new(verifier.encode(), body, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(wanted.encode(), signature.strip().encode())


def notices(body: bytes, received: datetime) -> list[Notice]:
    """The notices of a request, of any number of companies, in the form of 2026 or the older one.

    What is not understood is a notice too, of the instant it was received, and of every company (realm "")
    where it names none.
    """
    try:
        said = read(body)
    except ValueError:
        return [_unread("", body.decode("utf-8", errors="replace"), received)]
    if isinstance(said, list):
        return [_told(_cloud_event, _account(one), one, received) for one in said]
    parts = said.get("eventNotifications") if _is(said) else None
    if not isinstance(parts, list):
        return [_unread("", said, received)]
    return [notice for part in parts for notice in _of_company(part, received)]


def _is(said: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(said, dict)


def _account(event: object) -> str:
    return str(event.get("intuitaccountid") or "") if _is(event) else ""


def _of_company(part: object, received: datetime) -> list[Notice]:
    """The older form's notices of one company."""
    realm = str(part.get("realmId") or "") if _is(part) else ""
    change = part.get("dataChangeEvent") if _is(part) else None
    entities = change.get("entities") if _is(change) else None
    if not isinstance(entities, list):
        return [_unread(realm, part, received)]
    return [_told(partial(_older, realm), realm, entity, received) for entity in entities]


def _told(
    reading: Callable[[dict[str, Any]], Notice], realm: str, event: Any, received: datetime
) -> Notice:
    try:
        return reading(event)
    except (KeyError, TypeError, ValueError):
        return _unread(realm, event, received)


def _unread(realm: str, said: object, received: datetime) -> Notice:
    """Something changed, and that is all we know; the same words again are the same notice."""
    digest = hashlib.sha256(repr(said).encode()).hexdigest()
    return Notice(realm=realm, type="", id=digest, operation="", at=received, key=f"unread {digest}")


def _cloud_event(event: dict[str, Any]) -> Notice:
    """`qbo.account.created.v1` of one entity; its id is unique for ever."""
    _, entity, operation, _ = str(event["type"]).split(".")
    return Notice(
        realm=str(event["intuitaccountid"]),
        type=entity,
        id=str(event["intuitentityid"]),
        operation=operation,
        at=_instant(str(event["time"])),
        key=f"event {event['id']}",
    )


def _older(realm: str, entity: dict[str, Any]) -> Notice:
    """It has no id of its own: what changed, how and when stand for it."""
    name, id_, operation = str(entity["name"]), str(entity["id"]), str(entity["operation"])
    at = _instant(str(entity["lastUpdated"]))
    key = f"change {realm} {name} {id_} {operation} {at.isoformat()}"
    return Notice(realm=realm, type=name.lower(), id=id_, operation=operation.lower(), at=at, key=key)


def _instant(text: str) -> datetime:
    """An instant with its zone; more digits than microseconds are cut."""
    whole, dot, rest = text.replace("Z", "+00:00").partition(".")
    digits = "".join(sign for sign in rest if sign.isdigit() or sign in "+-:")
    zone = next((place for place, sign in enumerate(digits) if sign in "+-"), len(digits))
    at = datetime.fromisoformat(f"{whole}{dot}{digits[:zone][:6]}{digits[zone:]}" if dot else whole)
    if at.tzinfo is None:
        raise ValueError(f"an instant without its zone: {text}")
    return at


def latest(received: Iterable[Notice]) -> Iterator[Notice]:
    """One notice per entity, the latest by its own instant, in whatever order and how often they came."""
    last: dict[tuple[str, str, str], Notice] = {}
    for notice in received:
        key = (notice.realm, notice.type, notice.id)
        if key not in last or notice.at > last[key].at:
            last[key] = notice
    yield from sorted(last.values(), key=lambda notice: (notice.at, notice.key))
