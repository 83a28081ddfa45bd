"""Standing facts: the latest revision of each, quarantined ones left out until they are released."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.acceptance import shop
from tieout.core.event import GoodsReceived
from tieout.core.listed import Listed
from tieout.runtime.actor import clock
from tieout.runtime.cases import release
from tieout.runtime.company import Company, Connection, Settings, create_company
from tieout.runtime.facts import cost_facts, state_facts
from tieout.storage.standing_facts import facts_about, listed, standing_facts, unplaced_orders


def receipts(company: Company, subject: str = "") -> list[tuple[str, int]]:
    with company.database.read() as connection:
        found = [
            fact.event
            for fact in (
                facts_about(connection, {"goods_received"}, of=[subject])
                if subject
                else standing_facts(connection, {"goods_received"})
            )
        ]
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
        facts_about(connection, {"goods_received"}, of=["GR-0"], naming=["PO-0"])
        listed(connection, ["production_completed"], Listed("", ""), 5)
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
    assert [one.day for one in found] == ["2026-03-02", "2026-03-03"]
    company.database.close()


def test_facts_are_found_by_what_they_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bill by its receipt, a receipt by its order, in business order, as each stands."""
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    monkeypatch.setenv("TIEOUT_USER", "ann")
    company = create_company("shop", Settings(connection=Connection(emulator=False)))
    facts = [
        shop.received(f"GR-{day}", f"2026-03-0{day}", day) | {"order": f"PO-{day % 2}"} for day in (1, 2, 3)
    ]
    bills = [
        shop.billed("B-1", "2026-03-04", "GR-1", 1, "2.00"),
        shop.billed("B-2", "2026-03-04", "GR-2", 2, "4.00"),
    ]
    state_facts(company, json.dumps([*shop.MASTER, *facts, *bills]).encode())
    state_facts(company, json.dumps({**bills[0], "date": "2026-03-02", "revision": 1}).encode())
    kinds = {"goods_received", "bill_approved"}
    with company.database.read() as connection:
        by_order = facts_about(connection, kinds, naming=["PO-1", "PO-7"])
        both = facts_about(connection, kinds, of=["GR-3", "B-2"], naming=["GR-1", "PO-1", "GR"])
        assert unplaced_orders(connection, "", 5) == ["PO-0", "PO-1"]
        assert unplaced_orders(connection, "PO-0", 1) == ["PO-1"]
    assert [one.event.id for one in by_order] == ["GR-1", "GR-3"]
    assert [(one.day[-1], one.event.id) for one in both] == [
        ("1", "GR-1"),
        ("2", "B-1"),
        ("3", "GR-3"),
        ("4", "B-2"),
    ]
    company.database.close()


def test_documents_may_stand_where_any_of_their_facts_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    monkeypatch.setenv("TIEOUT_USER", "ann")
    company = create_company("shop", Settings(connection=Connection(emulator=False)))
    place = {"from_location": "MAIN", "to_location": "CELLAR", "lines": [{"item": "JAM", "quantity": "1"}]}
    asked = shop.fact(
        "transfer_requested", "T-1", "2026-03-02", transfer="T-1", requested_by="ann", **place
    )
    left = [
        shop.fact("stock_transferred", name, day, transfer=name, **place)
        for name, day in (("T-2", "2026-03-02"), ("T-1", "2026-03-04"), ("T-0", "2026-03-04"))
    ]
    state_facts(company, json.dumps([*shop.MASTER, asked, *left]).encode())
    kinds = ("transfer_requested", "stock_transferred")
    every = [
        Listed(f"2026-03-0{day}", name) for day, name in ((2, "T-1"), (2, "T-2"), (4, "T-0"), (4, "T-1"))
    ]
    with company.database.read() as connection:
        assert listed(connection, kinds, Listed("", ""), 9) == every
        assert listed(connection, kinds, every[0], 2) == every[1:3]
    company.database.close()
