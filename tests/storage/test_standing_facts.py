"""Standing facts: the latest revision of each, quarantined ones left out until they are released."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.acceptance import shop
from tieout.core.event import GoodsReceived
from tieout.runtime.actor import clock
from tieout.runtime.cases import release
from tieout.runtime.company import Company, Connection, Settings, create_company
from tieout.runtime.facts import cost_facts, state_facts
from tieout.storage.standing_facts import standing_facts


def receipts(company: Company, subject: str = "") -> list[tuple[str, int]]:
    with company.database.read() as connection:
        found = [fact.event for fact in standing_facts(connection, {"goods_received"}, subject)]
    return [(one.receipt, int(one.lines[0].quantity)) for one in found if isinstance(one, GoodsReceived)]


def test_what_sources_say_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    monkeypatch.setenv("TIEOUT_USER", "ann")
    company = create_company("shop", Settings(connection=Connection(emulator=False)))
    stranger = {**shop.received("GR-3", "2026-03-01", 1), "supplier": "S-404"}
    facts = [*shop.MASTER, shop.received("GR-2", "2026-03-03", 2), shop.received("GR-1", "2026-03-02", 3)]
    state_facts(company, json.dumps([*facts, stranger]).encode())
    state_facts(company, json.dumps(shop.received("GR-2", "2026-03-03", 4)).encode())
    cost_facts(company)
    assert receipts(company) == [("GR-1", 3_000_000), ("GR-2", 4_000_000)]
    assert receipts(company, "GR-2") == [("GR-2", 4_000_000)]
    release(company, [], "ann", clock())
    assert len(receipts(company)) == 3
    company.database.close()


def test_the_facts_of_one_name_are_indexed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked of one reads that one, however long the history is: steps of the engine, counted."""
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    monkeypatch.setenv("TIEOUT_USER", "ann")
    company = create_company("shop", Settings(connection=Connection(emulator=False)))
    state_facts(company, json.dumps([*shop.MASTER, shop.received("GR-0", "2026-03-02", 1)]).encode())
    few = steps(company)
    many = [shop.received(f"GR-{number}", "2026-03-02", 1) for number in range(1, 800)]
    state_facts(company, json.dumps(many).encode())
    assert steps(company) <= few + 2
    company.database.close()


def steps(company: Company) -> int:
    """Hundreds of steps of SQLite's machine that the facts of one receipt take."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    with company.database.read() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.set_progress_handler(tick, 100)
        standing_facts(connection, {"goods_received"}, "GR-0")
        raw.set_progress_handler(None, 0)
    return count


def test_since_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    monkeypatch.setenv("TIEOUT_USER", "ann")
    company = create_company("shop", Settings(connection=Connection(emulator=False)))
    facts = [shop.received(f"GR-{day}", f"2026-03-0{day}", day) for day in (1, 2, 3)]
    state_facts(company, json.dumps([*shop.MASTER, *facts]).encode())
    with company.database.read() as connection:
        found = standing_facts(connection, {"goods_received"}, since="2026-03-02")
        named = standing_facts(connection, {"goods_received"}, naming=["GR-3", "GR-9", "JAM and"])
    assert [one.day for one in found] == ["2026-03-02", "2026-03-03"]
    assert [one.day for one in named] == ["2026-03-03"]
    company.database.close()
