"""Withheld: what finance decides is not stated by operations, by call or by file, and the try is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance import shop
from tieout.core.event.decision import DECISIONS
from tieout.core.role import Role
from tieout.runtime import acts
from tieout.runtime.actor import acting_as, clock
from tieout.runtime.company import Company, Connection, Settings, create_company
from tieout.runtime.facts import state_facts
from tieout.runtime.users import add_user
from tieout.runtime.withheld import withheld

CLOSED = shop.fact("receipt_closed", "X-1", "2026-03-05", receipt="GR-1", approved_by="carla")


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TIEOUT_USER", "ann")
    made = create_company("acme", Settings(connection=Connection(emulator=False)))
    for role in (Role.OPERATIONS, Role.SERVICE, Role.ACCOUNTANT):
        add_user(made, role.value, [role], "ann", clock())
    yield made
    made.database.close()


@pytest.mark.covers("S002-60", "S003-56")
def test_operations_state_what_happened_and_finance_what_it_decides(company: Company) -> None:
    body = json.dumps([shop.ITEM, CLOSED]).encode()
    with acting_as("operations"):
        said = state_facts(company, body)
    [found] = said.problems
    assert (said.taken, found.code, found.where.line) == (1, "decision_of_finance", 2)
    with company.database.read() as connection:
        last = connection.exec_driver_sql("SELECT who, act FROM audit ORDER BY n DESC").first()
    assert last == ("operations", "refused: load decisions")
    with acting_as("service"):
        assert state_facts(company, body).taken == 1


def test_a_file_is_no_way_round(company: Company, tmp_path: Path) -> None:
    path = shop.file(tmp_path, "closed", shop.ITEM, CLOSED)
    with acting_as("operations"):
        said = acts.load(company, [path], lambda _path, _size: None)[path]
    assert (said.taken, [one.code for one in said.problems]) == (1, ["decision_of_finance"])
    with acting_as("accountant"):
        assert acts.load(company, [path], lambda _path, _size: None)[path].taken == 1


def test_what_is_withheld_follows_from_the_table(company: Company) -> None:
    assert not withheld(company).kinds
    with acting_as("operations"):
        assert withheld(company) == ("operations", DECISIONS)
