"""Caller: keys that are good, and every way in which one is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.acceptance import shop
from tests.api.conftest import Api, key_for
from tieout.core.role import Role
from tieout.runtime import actor
from tieout.runtime.api_keys import list_keys, revoke_key
from tieout.runtime.company import Company
from tieout.runtime.users import change_roles


def refusals(company: Company) -> list[tuple[str, str]]:
    with company.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT who, act FROM audit WHERE act LIKE 'refused%' ORDER BY n")
        return [(who, act) for who, act in rows]


@pytest.mark.parametrize("key", ["x", "tieout_", "tieout_abc_def", "tieout__", "tieout_a_b_c_d", "Ω"])
def test_what_is_no_key_is_turned_away(client: TestClient, key: str) -> None:
    said = client.get("/api/v1/stock", headers={b"Authorization": f"Bearer {key}".encode()})
    assert (said.status_code, said.json()["code"]) == (401, "api_key_unknown")
    assert said.headers["www-authenticate"] == "Bearer"


def test_the_id_of_a_key_with_another_secret_is_none(company: Company, client: TestClient) -> None:
    id_ = key_for(company, Role.OPERATIONS).split("_")[1]
    said = Api(client, f"tieout_{id_}_{'A' * 43}").get("/stock", 401)
    assert said["code"] == "api_key_unknown"


@pytest.mark.covers("S001-114", "S001-119")
def test_a_revoked_key_is_over_and_its_use_is_kept(company: Company, client: TestClient) -> None:
    key = key_for(company, Role.OPERATIONS)
    api = Api(client, key)
    api.get("/stock")
    revoke_key(company, key.split("_")[1], "ann", actor.clock())
    said = api.get("/stock", 401)
    assert said["code"] == "api_key_over"
    assert "revoked" in said["title"]
    assert key not in str(said)
    assert refusals(company) == [("the-operations", "refused: API key")]


def test_a_key_ends_with_its_last_day(
    company: Company, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = Api(client, key_for(company, Role.OPERATIONS, days=2))
    now = actor.clock()
    monkeypatch.setattr("tieout.api.caller.clock", lambda: now + timedelta(days=1, hours=23))
    api.get("/stock")
    monkeypatch.setattr("tieout.api.caller.clock", lambda: now + timedelta(days=2, seconds=1))
    assert "expired" in api.get("/stock", 401)["title"]


def test_a_key_is_worth_what_its_user_still_is(company: Company, client: TestClient) -> None:
    api = Api(client, key_for(company, Role.OPERATIONS))
    change_roles(company, "the-operations", [Role.AUDITOR], "ann", actor.clock())
    assert api.get("/purchase-orders", 403)["code"] == "act_not_permitted"
    [one] = [one for one in list_keys(company, actor.clock()) if one.id == api.key.split("_")[1]]
    assert one.standing == "without its role"


def test_what_a_key_does_is_its_user_s_in_the_log(company: Company, client: TestClient) -> None:
    Api(client, key_for(company, Role.OPERATIONS)).post("/events", shop.received("GR-7", "2026-03-09", 1))
    with company.database.read() as connection:
        row = connection.exec_driver_sql(
            "SELECT who, act, subject, after FROM audit ORDER BY n DESC"
        ).first()
    assert row is not None
    assert tuple(row[:3]) == ("the-operations", "file loaded", "api/the-operations")
    assert row[3].startswith("1 taken")
