"""Both forms of a webhook's body, and its signature."""

from __future__ import annotations

import base64
import hashlib
import hmac

from quickbooks_emulator.online.jsontext import loads
from quickbooks_emulator.online.settings import Settings
from quickbooks_emulator.online.webhookbody import body, headers
from quickbooks_emulator.online.webhooks import Event

AT = "2026-06-15T01:00:00-08:00"
EVENTS = [
    Event(1, "11", "Invoice", "7", "Create", AT, 0),
    Event(2, "22", "SalesReceipt", "8", "Void", AT, 0),
    Event(3, "11", "Customer", "9", "Update", AT, 0),
]


def test_the_older_form_groups_by_company() -> None:
    shown = loads(body(EVENTS, Settings(webhook_form="older")))
    assert [one["realmId"] for one in shown["eventNotifications"]] == ["11", "22"]
    assert shown["eventNotifications"][0]["dataChangeEvent"]["entities"] == [
        {"name": "Invoice", "id": "7", "operation": "Create", "lastUpdated": AT},
        {"name": "Customer", "id": "9", "operation": "Update", "lastUpdated": AT},
    ]


def test_cloud_events_are_a_list_with_the_announced_names() -> None:
    first, second, _ = loads(body(EVENTS, Settings()))
    assert first["type"] == "qbo.invoice.created.v1"
    assert second["type"] == "qbo.salesreceipt.voided.v1"
    assert (first["specversion"], first["intuitentityid"], first["intuitaccountid"]) == ("1.0", "7", "11")
    assert first["time"] == "2026-06-15T09:00:00.000000001Z"
    assert first["id"] != second["id"]
    assert first["data"] == {}


def test_the_signature_is_over_the_bytes_with_the_verifier_token() -> None:
    settings = Settings(webhook_verifier="secret")
    content = body(EVENTS, settings)
    sent = headers(content, settings, AT)
    expected = base64.b64encode(hmac.new(b"secret", content, hashlib.sha256).digest()).decode()
    assert sent["intuit-signature"] == expected
    assert sent["Content-Type"] == "application/cloudevents-batch+json"
    assert sent["intuit-created-time"] == AT
    plain = headers(content, Settings(webhook_content_type="json"), AT)
    older = headers(content, Settings(webhook_form="older"), AT)
    assert plain["Content-Type"] == older["Content-Type"] == "application/json"
