"""The body of a webhook: both forms Intuit sends, their headers, and the signature over the bytes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from .jsontext import Body, dumps
from .settings import Settings
from .webhooks import Event

_PAST = {
    "Create": "created",
    "Update": "updated",
    "Delete": "deleted",
    "Merge": "merged",
    "Void": "voided",
    "Emailed": "emailed",
}


def body(events: Sequence[Event], settings: Settings) -> bytes:
    """The events in the form of the settings, as they go out and are signed."""
    shown = _older(events) if settings.webhook_form == "older" else [_cloud_event(one) for one in events]
    return dumps(shown).encode()


def headers(content: bytes, settings: Settings, created: str) -> dict[str, str]:
    """The headers of a body; the signature is base64 of HMAC-SHA256 with the verifier token."""
    digest = hmac.new(settings.webhook_verifier.encode(), content, hashlib.sha256).digest()
    cloud = settings.webhook_form == "cloudevents" and settings.webhook_content_type == "cloudevents"
    return {
        "Content-Type": "application/cloudevents-batch+json" if cloud else "application/json",
        "intuit-signature": base64.b64encode(digest).decode(),
        "intuit-created-time": created,
        "intuit-t-id": str(uuid.uuid5(uuid.NAMESPACE_OID, digest.hex())),
        "intuit-notification-schema-version": "0.1",
        "User-Agent": "intuit_notification_server/0.1",
    }


def _older(events: Sequence[Event]) -> Body:
    """One notification for each company, its events in the order given."""
    realms: dict[str, list[Body]] = {}
    for event in events:
        realms.setdefault(event.realm, []).append(
            {
                "name": event.entity,
                "id": event.identity,
                "operation": event.operation,
                "lastUpdated": event.at,
            }
        )
    return {
        "eventNotifications": [
            {"realmId": realm, "dataChangeEvent": {"entities": entities}}
            for realm, entities in realms.items()
        ]
    }


def _cloud_event(event: Event) -> Body:
    moment = datetime.fromisoformat(event.at).astimezone(UTC)
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{event.realm}:{event.number}")),
        "source": f"intuit.{hashlib.sha256(event.realm.encode()).hexdigest()[:24]}",
        "type": f"qbo.{event.entity.lower()}.{_PAST[event.operation]}.v1",
        "datacontenttype": "application/json",
        "time": f"{moment:%Y-%m-%dT%H:%M:%S}.{event.number % 10**9:09}Z",
        "intuitentityid": event.identity,
        "intuitaccountid": event.realm,
        "data": {},
    }
