"""Revisions kept: only what a cycle worked counts as said before."""

from __future__ import annotations

from tests.cycle.test_desk import run
from tests.oracle.engine import cost, empty_company, load
from tests.scenarios.statements import event_of, founding
from tieout.storage.database import Database
from tieout.storage.events import Cycle
from tieout.storage.revisions import costed_before, sale_of, standing_entries
from tieout.storage.step import Step

INVOICE = "2026-03-02 invoice_issued I1: 1 WORK for {}"


def steps(database: Database) -> list[tuple[str, str]]:
    """What a revision 9 of the invoice would find of it, after all cycles so far."""
    with database.read() as connection:
        after = connection.exec_driver_sql("SELECT MAX(seq) FROM event").scalar_one()
        step = Step("2026-03-02", 55, 0, "erp", "e2", 0, "x", "invoice_issued", 9, "", False, True)
        found = costed_before(connection, step, Cycle(99, after, after, None, done=False))
        return [(one.id, str(getattr(one.event, "total", ""))) for one in found]


def test_a_revision_overtaken_in_its_own_cycle_was_never_worked() -> None:
    with empty_company() as database:
        load(database, founding())
        load(database, [event_of("item WORK: service", 1), event_of(INVOICE.format(10), 2)], "one.jsonl")
        load(database, [{**event_of(INVOICE.format(11), 3), "id": "e2"}], "two.jsonl")
        cost(database)
        assert [total for _, total in steps(database)] == ["11.00"]
        run(database, INVOICE.format(12), first=4, id="e2")
        assert [total for _, total in steps(database)] == ["11.00", "12.00"]
        ids = [key for key, _ in steps(database)]
        with database.read() as connection:
            standing = standing_entries(connection, ids, [])
            assert [(entry.event, entry.lines[0].minor) for entry in standing] == [(ids[1], 1200)]
            assert sale_of(connection, ids[1])[1] == 2
            assert sale_of(connection, ids[0])[1] == 0


def test_what_was_quarantined_was_never_worked() -> None:
    with empty_company() as database:
        load(database, founding())
        run(database, "item WORK: service", "2026-03-02 invoice_issued I1: 1 PLAY for 10")
        assert steps(database) == []
