"""Webhooks: both forms read, the signature checked over the bytes, doubles and disorder made harmless."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from itertools import permutations

import pytest

from tieout.connectors.quickbooks_online.webhook import Notice, latest, notices, signed

CLOUD = [
    {
        "specversion": "1.0",
        "id": f"88cd52aa-33b6-4351-9aa4-{number}",
        "source": "intuit.dsnTjKtP2ebzrcbAfqN3qCZMeCEm",
        "type": f"qbo.{entity}.{operation}.v1",
        "datacontenttype": "application/json",
        "time": "2025-09-10T21:31:25.179851517Z",
        "intuitentityid": id_,
        "intuitaccountid": realm,
        "data": {},
    }
    for number, (entity, operation, id_, realm) in enumerate(
        [("account", "created", "1234", "310687"), ("invoice", "updated", "145", "99")]
    )
]
OLDER = {
    "eventNotifications": [
        {
            "realmId": "310687",
            "dataChangeEvent": {
                "entities": [
                    {
                        "name": "Invoice",
                        "id": "145",
                        "operation": "Update",
                        "lastUpdated": "2025-09-10T14:31:25-07:00",
                    },
                    {
                        "name": "Bill",
                        "id": "9",
                        "operation": "Delete",
                        "lastUpdated": "2025-09-10T21:31:25.000Z",
                    },
                ]
            },
        }
    ]
}
AT = datetime(2025, 9, 10, 21, 31, 25, tzinfo=UTC)
NOW = datetime(2025, 9, 11, tzinfo=UTC)


def body(value: object) -> bytes:
    return json.dumps(value).encode()


def test_both_forms_are_read_and_several_companies_with_them() -> None:
    found = notices(body(CLOUD), NOW)
    assert [(one.realm, one.type, one.id, one.operation) for one in found] == [
        ("310687", "account", "1234", "created"),
        ("99", "invoice", "145", "updated"),
    ]
    assert found[0].at == AT.replace(microsecond=179851)
    older = notices(body(OLDER), NOW)
    assert [(one.realm, one.type, one.id, one.operation, one.at) for one in older] == [
        ("310687", "invoice", "145", "update", AT),
        ("310687", "bill", "9", "delete", AT),
    ]


def test_the_same_notice_has_the_same_key_and_another_one_another() -> None:
    keys = [one.key for one in (*notices(body(CLOUD), NOW), *notices(body(OLDER), NOW))]
    assert len(set(keys)) == 4
    assert [one.key for one in notices(body(CLOUD), NOW)] == keys[:2]


@pytest.mark.parametrize(
    ("text", "realm"),
    [
        (b"{}", ""),
        (b"[1]", ""),
        (b"[{}]", ""),
        (b"not json", ""),
        (b"\xff", ""),
        (b"7", ""),
        (b'{"eventNotifications": [1]}', ""),
        (b'{"eventNotifications": [{"realmId": "9"}]}', "9"),
        (b'{"eventNotifications": [{"realmId": "9", "dataChangeEvent": {"entities": [{}]}}]}', "9"),
        (body([{"type": "qbo.appdisconnect.v1", "id": "1", "intuitaccountid": "9"}]), "9"),
        (body([CLOUD[1] | {"type": "qbo.invoice"}]), "99"),
        (body([CLOUD[1] | {"time": "2025-09-10T21:31:25"}]), "99"),
    ],
)
def test_what_nobody_described_is_a_notice_that_something_changed(text: bytes, realm: str) -> None:
    [found] = notices(text, NOW)
    assert (found.realm, found.type, found.at) == (realm, "", NOW)
    assert notices(text, NOW)[0].key == found.key
    assert notices(text + b" ", NOW)[0].realm == realm


def test_a_stranger_hides_none_of_its_neighbours() -> None:
    disconnected = {"type": "qbo.appdisconnect.v1", "id": "1", "intuitaccountid": "99"}
    found = list(latest(notices(body([CLOUD[0], disconnected, CLOUD[1]]), NOW)))
    assert [(one.realm, one.type) for one in found] == [
        ("310687", "account"),
        ("99", "invoice"),
        ("99", ""),
    ]


def test_only_the_verifier_token_signs_and_only_these_bytes() -> None:
    text = body(CLOUD)
    right = base64.b64encode(hmac.new(b"token", text, hashlib.sha256).digest()).decode()
    assert signed(text, right, "token")
    assert signed(text, f" {right}\n", "token")
    assert not signed(text + b" ", right, "token")
    assert not signed(text, right, "another")
    assert not signed(text, "", "token")
    assert not signed(text, "é", "token")


def test_the_latest_of_each_entity_counts_in_whatever_order_they_come() -> None:
    made = [
        Notice("1", "invoice", "5", "update", AT.replace(second=second), f"k{second}")
        for second in (1, 3, 2)
    ]
    other = Notice("2", "invoice", "5", "create", AT.replace(second=9), "o")
    for order in permutations([*made, made[1], other]):
        assert list(latest(order)) == [made[1], other]
