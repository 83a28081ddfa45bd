"""Facts by a call: what is refused while somebody else writes, and what is worked in."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from tests.acceptance import shop
from tieout.runtime.actor import clock
from tieout.runtime.company import Connection, Settings, create_company, writing
from tieout.runtime.facts import CompanyBusy, cost_facts, state_facts


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    monkeypatch.setenv("TIEOUT_USER", "ann")


def test_facts_are_taken_and_worked_in_once() -> None:
    company = create_company("acme", Settings(connection=Connection(emulator=False)))
    body = json.dumps([*shop.MASTER, shop.received("GR-1", "2026-03-02", 2)]).encode()
    said = state_facts(company, body)
    assert (said.taken, said.repeated, sorted(said.outcomes)) == (5, 0, [0, 1, 2, 3, 4])
    assert (cost_facts(company), cost_facts(company)) == (1, 0)
    assert state_facts(company, body).repeated == 5
    company.database.close()


def test_who_finds_another_writer_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tieout.runtime.facts.PATIENCE_SECONDS", 0)
    company = create_company("acme", Settings(connection=Connection(emulator=False)))
    with writing(company, "run", clock()), pytest.raises(CompanyBusy) as busy:
        state_facts(company, b"[]")
    assert busy.value.problem
    assert "run since" in busy.value.problem.why
    assert not state_facts(company, b"[]").taken
    company.database.close()


def test_calls_at_once_take_turns() -> None:
    company = create_company("acme", Settings(connection=Connection(emulator=False)))
    bodies = [json.dumps(shop.received(f"GR-{n}", "2026-03-02", 1)).encode() for n in range(6)]
    taken: list[int] = []
    threads = [
        threading.Thread(target=lambda body=body: taken.append(state_facts(company, body).taken))
        for body in bodies
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert taken == [1] * 6
    company.database.close()
