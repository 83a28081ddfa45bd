"""Webhook: what QuickBooks says changed, in both forms, believed only with its signature (fact sheet 8).

Notices come twice, late and out of order; the instant in them is the truth. They say that something
changed, not what: the sweep looks.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from tieout.connectors.quickbooks_online.jsontext import read


class Notice(NamedTuple):
    """One entity that changed in one QuickBooks company; `key` is the same for the same notice."""

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


def notices(body: bytes) -> list[Notice]:
    """The notices of a request, of any number of companies, in the form of 2026 or the older one.

    Raises:
        ValueError: it is neither.
    """
    said = read(body)
    try:
        if isinstance(said, list):
            return [_cloud_event(one) for one in said]
        return [
            _older(str(part["realmId"]), entity)
            for part in said["eventNotifications"]
            for entity in part["dataChangeEvent"]["entities"]
        ]
    except (KeyError, TypeError, AttributeError) as fault:
        raise ValueError(f"no webhook of QuickBooks: {type(fault).__name__} {fault}") from fault


def _cloud_event(event: dict[str, Any]) -> Notice:
    """`qbo.account.created.v1` of one entity; its id is unique for ever."""
    _, entity, operation, *_ = str(event["type"]).split(".")
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
