"""Registers on both engines: the same facts come to the same register, on a file and on a server."""

from __future__ import annotations

from datetime import date

from tests.oracle.engine import COMPANY, FOUNDING, NOW, load, rulebook
from tests.oracle.histories import cycles_of
from tests.storage.conftest import NewDatabase
from tieout import flow
from tieout.posting.entries import PostingPolicy
from tieout.runtime.subledgers import Compared, compare
from tieout.storage.database import Database


def registers(database: Database, through: date | None) -> Compared:
    with database.read() as connection:
        return compare(connection, "USD", through)


def test_registers_are_read_alike_on_both_engines(new_database: NewDatabase) -> None:
    database = new_database()
    load(database, FOUNDING, "parties.jsonl")
    for place, events in enumerate(cycles_of(1)):
        load(database, events, f"cycle-{place}.jsonl")
        flow.cost_and_post(database, COMPANY, "USD", rulebook(), PostingPolicy(), NOW, lambda _: None)
    found = registers(database, None)
    assert found.agrees
    assert found.registers
    assert any(one.items for one in found.registers)
    then = registers(database, date(2026, 1, 15))
    assert then.agrees
    assert sum(len(one.items) for one in then.registers) <= sum(len(one.items) for one in found.registers)
