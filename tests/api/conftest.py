"""A shop whose books no QuickBooks is needed for, its interface in process, and a key of each scope."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.acceptance import shop
from tieout.api.app import application
from tieout.core.role import Role
from tieout.runtime.actor import clock
from tieout.runtime.api_keys import SCOPES, issue_key
from tieout.runtime.company import Company, Connection, Settings, create_company, open_company
from tieout.runtime.users import add_user

NAME = "shop"
JAR = {**shop.ITEM, "id": "JAR", "item": "JAR", "name": "Jar", "inventory_role": "inventory_raw"}
BOX = {
    **shop.ITEM,
    "id": "BOX",
    "item": "BOX",
    "name": "Box of jam",
    "inventory_role": "inventory_finished",
}
CELLAR = shop.fact("location", "CELLAR", "2026-02-28", location="CELLAR", name="Cellar")


def ordered(order: str, day: str, **items: int) -> shop.Fact:
    """A purchase order; each item is a line of its own name."""
    lines = [
        {"line": item, "item": item, "quantity": str(units), "unit_price": "2.00"}
        for item, units in items.items()
    ]
    fields = {"order": order, "supplier": "S-1", "currency": "USD"}
    return shop.fact("purchase_order_placed", order, day, lines=lines, **fields)


def received(key: str, day: str, item: str, units: int, order: str = "") -> shop.Fact:
    """A receipt of an order's line."""
    found = shop.received(key, day, units)
    line = {**found["lines"][0], "item": item, "order_line": item if order else ""}
    return {**found, "order": order, "lines": [line]}


MADE = shop.fact(
    *("production_completed", "RUN-1", "2026-03-04"),
    run="RUN-1",
    location="MAIN",
    consumed=[
        {"item": "JAM", "quantity": "4", "lot": "L-GR-1"},
        {"item": "JAR", "quantity": "8", "lot": "L-GR-2"},
    ],
    outputs=[{"item": "BOX", "quantity": "4", "lot": "B-1"}],
    expected_remaining="2",
)
MOVED = shop.fact(
    *("stock_transferred", "T-1", "2026-03-05"),
    transfer="T-1",
    from_location="MAIN",
    to_location="CELLAR",
    lines=[{"item": "BOX", "quantity": "1", "lot": "B-1"}],
)
BILLED = shop.billed("B-1", "2026-03-06", "GR-1", 6, "12.00")
MONTH = [
    *(*shop.MASTER, JAR, BOX, CELLAR),
    ordered("PO-1", "2026-03-01", JAM=10, JAR=20),
    received("GR-1", "2026-03-02", "JAM", 6, "PO-1"),
    received("GR-2", "2026-03-03", "JAR", 20, "PO-1"),
    *(MADE, MOVED, BILLED),
]


class Api:
    """The interface as one scope sees it."""

    def __init__(self, client: TestClient, key: str) -> None:
        self.client, self.key = client, key
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        said = self.client.get(f"/api/v1{path}", params=query, headers=self._headers)
        assert said.status_code == status, said.text
        return said.json()

    def post(self, path: str, body: Any = None, status: int = 200, **query: Any) -> Any:
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", **self._headers}
        said = self.client.post(f"/api/v1{path}", content=text, params=query, headers=headers)
        assert said.status_code == status, said.text
        return said.json()


def founded(name: str = NAME) -> Company:
    """A new company of ann, with a user of each scope that she is not."""
    company = create_company(name, Settings(connection=Connection(emulator=False)))
    for scope in SCOPES:
        if scope is not Role.CONTROLLER:
            add_user(company, f"the-{scope.value}", [scope], "ann", clock())
    return company


def key_for(company: Company, scope: Role, days: int = 1) -> str:
    user = "ann" if scope is Role.CONTROLLER else f"the-{scope.value}"
    return issue_key(company, user, scope, days, "ann", clock()).text


@pytest.fixture(scope="session")
def month_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop after its first days, told by the interface."""
    home = tmp_path_factory.mktemp("month")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TIEOUT_HOME", str(home))
        patch.setenv("TIEOUT_USER", "ann")
        company = founded()
        with TestClient(application(company)) as client:
            said = Api(client, key_for(company, Role.OPERATIONS)).post("/events", MONTH, cost=True)
            assert said["taken"] == len(MONTH), said
            assert said["costed"], said
        company.database.close()
    return home


@pytest.fixture
def company(month_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """A copy of the shop that a test may change."""
    shutil.copytree(month_home, tmp_path / "home")
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TIEOUT_USER", "ann")
    opened = open_company(NAME)
    yield opened
    opened.database.close()


@pytest.fixture
def client(company: Company) -> Iterator[TestClient]:
    with TestClient(application(company)) as found:
        yield found


@pytest.fixture
def api(company: Company, client: TestClient) -> Callable[[Role], Api]:
    """The interface for a scope."""
    return lambda scope: Api(client, key_for(company, scope))


@pytest.fixture
def floor(api: Callable[[Role], Api]) -> Api:
    """The interface for operations."""
    return api(Role.OPERATIONS)
