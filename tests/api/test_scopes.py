"""Scopes: every route with a key of every scope; what may pass follows from the one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.api.conftest import Api, key_for
from tieout.core.errors import TerminalError
from tieout.core.role import Role
from tieout.runtime.access import PERMISSIONS
from tieout.runtime.actor import clock
from tieout.runtime.api_keys import SCOPES, acting_by_key
from tieout.runtime.company import Company
from tieout.runtime.users import list_users, remove_user

MATRIX: Final = {
    ("GET", "/health"): (None, "/health"),
    ("POST", "/events"): ("load", "/events"),
    ("POST", "/cost"): ("cost", "/cost"),
    ("GET", "/master/{kind}"): ("stock", "/master/items"),
    ("GET", "/stock"): ("stock", "/stock"),
    ("GET", "/lots"): ("stock", "/lots"),
    ("GET", "/lots/{lot_id}"): ("stock", "/lots/1"),
    ("GET", "/purchase-orders"): ("stock", "/purchase-orders"),
    ("GET", "/purchase-orders/{order}"): ("stock", "/purchase-orders/PO-1"),
    ("GET", "/lead-times"): ("stock", "/lead-times"),
    ("GET", "/runs"): ("stock", "/runs"),
    ("GET", "/runs/{run}"): ("stock", "/runs/RUN-1"),
    ("GET", "/reservations"): ("stock", "/reservations"),
    ("GET", "/transfers"): ("stock", "/transfers"),
    ("GET", "/transfers/{transfer}"): ("stock", "/transfers/T-1"),
    ("GET", "/cases"): ("cases", "/cases"),
    ("GET", "/explain/cogs"): ("explain", "/explain/cogs?item=JAM&before=2026-02&after=2026-03"),
    ("GET", "/explain/inventory"): ("explain", "/explain/inventory?item=JAM&before=2026-02&after=2026-03"),
    ("GET", "/explain/margin"): ("explain", "/explain/margin?before=2026-02&after=2026-03"),
    ("GET", "/trace/{subject}"): ("trace", "/trace/GR-1"),
    ("GET", "/picture/{subject}"): ("trace", "/picture/GR-1"),
}
"""Every route: the act of the table it is (None = everybody's), and an address to ask."""

HIDDEN: Final = ("grni", "inventory_raw", "entries", "unit_price", "because")
"""Words that operations never read in what is derived: accounts, entries, prices (S002-60, S002-62)."""


def test_every_route_is_in_the_matrix(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    paths = client.app.openapi()["paths"]
    told = {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in paths.items()
        for method in methods
    }
    assert told == set(MATRIX)


@pytest.mark.covers("S001-112", "S002-60", "S003-56")
@pytest.mark.parametrize("scope", SCOPES)
def test_every_route_with_every_scope(company: Company, client: TestClient, scope: Role) -> None:
    headers = {"Authorization": f"Bearer {key_for(company, scope)}", "Content-Type": "application/json"}
    for (method, path), (act, asked) in MATRIX.items():
        body = b"[]" if path == "/events" else None
        said = client.request(method, f"/api/v1{asked}", headers=headers, content=body)
        allowed = act is None or scope in PERMISSIONS[act].roles
        assert (said.status_code != 403) == allowed, (scope, path, said.text)
        if not allowed:
            assert said.json()["code"] == "act_not_permitted"
            assert said.headers["content-type"] == "application/problem+json"


def test_without_a_key_only_health_answers(client: TestClient) -> None:
    for (method, path), (act, asked) in MATRIX.items():
        headers = {"Content-Type": "application/json"}
        said = client.request(method, f"/api/v1{asked}", headers=headers, content=b"[]")
        assert said.status_code == (200 if act is None else 401), path


@pytest.mark.covers("S002-60", "S002-62")
def test_operations_see_units_and_neither_costs_nor_accounts(api: Callable[[Role], Api]) -> None:
    floor, desk = api(Role.OPERATIONS), api(Role.CONTROLLER)
    for path in ("/stock", "/lots", "/lots/1", "/purchase-orders", "/runs"):
        seen = str(floor.get(path))
        assert not [word for word in HIDDEN if word in seen], path
    assert {one["value"] for one in floor.get("/stock")["items"]} == {None}
    assert {one["value"] for one in floor.get("/lots")["items"]} == {None}
    assert floor.get("/lots/1")["lot"]["value"] is None
    assert all(one["value"] is not None for one in desk.get("/stock")["items"])
    assert desk.get("/lots/1")["lot"]["value"] == "4.00"


def test_a_key_lends_nothing_but_its_scope(company: Company) -> None:
    """ann is administrator and controller; with a controller's key of hers she manages no users."""
    with acting_by_key(company, key_for(company, Role.CONTROLLER), clock()):
        assert "ann" in list_users(company)
        with pytest.raises(TerminalError) as stopped:
            remove_user(company, "the-auditor", "ann", clock())
    assert stopped.value.problem.code == "act_not_permitted"
    remove_user(company, "the-auditor", "ann", clock())
