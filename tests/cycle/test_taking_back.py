"""Taking back: mirror images, pinned accounts, and what is owed again beside an invoice."""

from __future__ import annotations

from tests.cycle.test_desk import rules, run
from tests.oracle.engine import answer_of, empty_company, load
from tests.scenarios.statements import founding
from tieout.storage.database import Database


def beside(database: Database) -> list[int]:
    with database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT minor FROM open_item WHERE account LIKE '(document)%' ORDER BY minor"
        )
        return [minor for (minor,) in rows]


def test_a_payment_taken_back_is_owed_beside_its_invoice_until_it_is_settled() -> None:
    with empty_company() as database:
        load(database, founding())
        run(
            database,
            "item WORK: service, work",
            "2026-03-02 invoice_issued I1: 1 WORK for 50",
            "2026-03-03 payment_captured P1 of invoice I1: 45 by stripe",
        )
        run(database, "2026-03-03 payment_captured P1 of invoice I1: 30 by stripe", first=10, id="e3")
        assert beside(database) == [1500]
        run(database, "2026-03-04 payment_captured P2 of invoice I1: 20 by stripe", first=20)
        assert beside(database) == [0]
        assert ("2026-03-03", "reversal of payment of an invoice") in rules(database)


def test_a_bill_taken_back_leaves_the_accrual_as_the_bill_alone_would() -> None:
    with empty_company() as one, empty_company() as other:
        for database, first in ((one, "31"), (other, "33.335")):
            load(database, founding())
            run(
                database,
                "item FLOUR: raw, food",
                "2026-03-02 goods_received R1: 30 FLOUR at 1",
                f"2026-03-05 bill_approved B1: 30 of R1 for {first}",
            )
        run(one, "2026-03-05 bill_approved B1: 30 of R1 for 33.335", first=10, id="e3")
        assert answer_of(one).cents_by_day == answer_of(other).cents_by_day
