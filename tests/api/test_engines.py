"""Engines: the same facts by the interface give the same answers on SQLite and on PostgreSQL.

Every question of the interface that has an answer on these books, `explain method`, and facts sent again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import pytest
from starlette.testclient import TestClient

from tests.acceptance import shop
from tests.api.conftest import MONTH, Api, key_for
from tests.api.routes.test_plans import KEPT
from tests.api.test_scopes import MATRIX
from tests.postgres import needs_postgresql
from tieout.api.app import application
from tieout.core.role import Role
from tieout.runtime.company import Company, Connection, Settings, create_company, open_company
from tieout.runtime.method import explain_method

PLACES: Final = {"transfer": "T-2", "from_location": "MAIN", "to_location": "CELLAR"}
INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+(\+00:00|Z)?")
LINES: Final = [{"item": "BOX", "quantity": "1"}]
MORE: Final = [
    shop.fact("lead_time", "S-1", "2026-03-01", supplier="S-1", days=2),
    shop.fact("transfer_dispatched", "T-2", "2026-03-09", **PLACES, lines=LINES),
    shop.fact("valuation_stated", "V-1", "2026-03-31", lines=[{"item": "BOX", "value": "20.00"}]),
    {**shop.received("GR-9", "2026-03-10", 1), "supplier": "S-404"},
    *shop.sold("SO-1", "2026-03-08", 1, "5.00"),
    KEPT,
]


def told(name: str, address: str = "") -> Company:
    """The books after the month, told by calls in two parts and partly twice."""
    company = create_company(name, Settings(connection=Connection(emulator=False)), address)
    with TestClient(application(company)) as client:
        api = Api(client, key_for(company, Role.CONTROLLER))
        api.post("/events", MONTH, cost=True)
        assert api.post("/events", [*MONTH, *MORE], cost=True)["repeated"] == len(MONTH)
        changed = {**MORE[0], "days": 3}
        assert api.post("/events", changed, cost=True)["revised"] == 1
    return company


def answers(company: Company) -> dict[str, Any]:
    """What every question answers; ids of lots and events are the same on both by construction."""
    with TestClient(application(company)) as client:
        api = Api(client, key_for(company, Role.CONTROLLER))
        asked = [path for (method, _), (_, path) in MATRIX.items() if method == "GET"]
        asked += ["/stock?by_lot=true&as_of=2026-03-05", "/transfers?only_open=true", "/lots/1?levels=5"]
        headers = {"Authorization": f"Bearer {api.key}"}
        said = {path: client.get(f"/api/v1{path}", headers=headers) for path in asked}
    found = {path: (one.status_code, INSTANT.sub("then", one.text)) for path, one in said.items()}
    found["explain method"] = (0, json.dumps(asdict(explain_method(company)), default=str))
    return found


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    monkeypatch.setenv("TIEOUT_USER", "ann")

    def at(name: str) -> None:
        monkeypatch.setenv("TIEOUT_HOME", str(tmp_path / name))

    return at


@needs_postgresql
@pytest.mark.covers("S002-32", "S002-42")
def test_both_engines_answer_alike(home: Callable[[str], None], database_url: str) -> None:
    home("file")
    on_file = told("shop")
    ours = answers(on_file)
    on_file.database.close()
    home("server")
    told("shop", database_url).database.close()
    on_server = open_company("shop")
    theirs = answers(on_server)
    on_server.database.close()
    assert {path for path, (status, _) in ours.items() if status not in (0, 200)} == set()
    for path, said in ours.items():
        assert theirs[path] == said, path
