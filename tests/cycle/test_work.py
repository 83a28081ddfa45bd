"""Work of a cycle: rebuilt from the store, so that a killed run goes on as if it had never stopped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cycle.small_books import Plain, SmallBooks, event, invoice, party
from tests.cycle.test_desk import run
from tests.oracle.engine import answer_of, empty_company, load
from tests.scenarios.statements import event_of, founding
from tieout import flow
from tieout.cycle import chunk
from tieout.storage.database import Database

ITEM = event("item", 1, item="SAUCE", name="Sauce", inventory_role="inventory_finished", category="food")
PLACE = event("location", 1, location="MAIN", name="Main")
LINE = {"line": "1", "item": "SAUCE", "quantity": "1"}


def month() -> list[Plain]:
    """Bought in five deliveries, sold on two orders: one shipped before its invoice, one after."""
    bought = [
        event(
            "goods_received",
            day,
            receipt=f"R-{day}",
            supplier="S-1",
            location="MAIN",
            currency="USD",
            lines=[{**LINE, "quantity": "3", "unit_price": f"4.0{day}"}],
        )
        for day in range(2, 7)
    ]
    sold = [
        event("goods_shipped", 8, shipment="SH-1", order="O-1", location="MAIN", lines=[LINE]),
        invoice("I-1", day=9, order="O-1", lines=[{**LINE, "amount": "25.00"}]),
        invoice("I-2", day=9, order="O-2", lines=[{**LINE, "amount": "25.00"}]),
        event("goods_shipped", 11, shipment="SH-2", order="O-2", location="MAIN", lines=[LINE]),
    ]
    return [ITEM, PLACE, party("C-1", "Harbour"), party("S-1", "Mill", "supplier"), *bought, *sold]


def books_of(books: SmallBooks) -> dict[str, list[Any]]:
    """All that was costed and posted."""
    return {
        name: books.rows(sql)
        for name, sql in {
            "entries": "SELECT e.id, e.day, l.side, l.account, l.home FROM entry e "
            "JOIN entry_line l ON l.entry = e.seq ORDER BY e.id, l.n",
            "held": "SELECT l.reference, l.item, h.quantity, h.value FROM lot_held h "
            "JOIN lot l ON l.id = h.lot ORDER BY l.id",
            "waiting": "SELECT event FROM waiting_sale",
            "quarantined": "SELECT event FROM quarantine",
        }.items()
    }


@pytest.mark.covers("S002-28")
@pytest.mark.parametrize("killed_at", [1, 2, 3, 4])
def test_a_run_killed_in_any_chunk_goes_on_to_the_same_books(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_at: int
) -> None:
    """The process dies inside its n-th chunk, before it commits; another process begins again."""
    monkeypatch.setattr(flow, "CHUNK", 2)
    events = month()
    whole, killed = SmallBooks(tmp_path / "whole.sqlite"), SmallBooks(tmp_path / "killed.sqlite")
    for books in (whole, killed):
        books.load(*events)
    whole.cost()
    chunks = 0

    def dying(connection: Any, work: Any, steps: Sequence[Any], now: Any, *, last: bool) -> Any:
        nonlocal chunks
        chunks += 1
        result = chunk.do_chunk(connection, work, steps, now, last=last)
        if chunks == killed_at:
            raise KeyboardInterrupt
        return result

    with monkeypatch.context() as dead:
        dead.setattr(flow, "do_chunk", dying)
        with pytest.raises(KeyboardInterrupt):
            killed.cost()
    killed.cost()
    assert books_of(killed) == books_of(whole)
    assert len(books_of(whole)["entries"]) > 10
    assert books_of(whole)["waiting"] == books_of(whole)["quarantined"] == []
    whole.database.close()
    killed.database.close()


def test_cycles_one_after_the_other_know_what_came_before(tmp_path: Path) -> None:
    """The same events in two loads with a cycle in between give the same books, in order of day."""
    events = month()
    whole, parts = SmallBooks(tmp_path / "whole.sqlite"), SmallBooks(tmp_path / "parts.sqlite")
    whole.load(*events)
    whole.cost()
    for some in (events[:7], events[7:11], events[11:]):
        parts.load(*some)
        parts.cost()
    assert books_of(parts) == books_of(whole)
    assert not parts.cost_cycle()
    whole.database.close()
    parts.database.close()


def test_master_data_holds_from_its_date_and_a_correction_from_its_own() -> None:
    """An item changes its category on 1 April; a late fact of March still falls into the old one."""
    item = {**event_of("item FLOUR: raw, food", 1), "id": "flour"}
    later = {**item, "category": "bakery", "date": "2026-04-01"}
    with empty_company() as database:
        load(database, founding())
        load(database, [item], "one.jsonl")
        load(database, [later], "two.jsonl")
        run(
            database,
            "2026-03-02 invoice_issued I1: 1 FLOUR for 1",
            "2026-04-01 invoice_issued I2: 1 FLOUR for 2",
            first=10,
        )
        run(database, "2026-03-31 invoice_issued I3: 1 FLOUR for 4", first=20)
        assert revenue(database) == {"food": 500, "bakery": 200}
        load(database, [{**item, "category": "mill"}], "three.jsonl")
        run(database, "2026-04-02 invoice_issued I4: 1 FLOUR for 8", first=30)
        assert revenue(database)["mill"] == 800, "told again with the first date, it holds from there on"


def revenue(database: Database) -> dict[str, int]:
    found: dict[str, int] = {}
    for moved in answer_of(database).cents_by_day.values():
        for (role, qualifiers), cents in moved.items():
            if role == "revenue":
                found[qualifiers[1]] = found.get(qualifiers[1], 0) - cents
    return found
