"""GRNI: closing is a fact with an approver, kept with its line in the audit log."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.acceptance import shop
from tests.problems import premises
from tests.problems.premises import NAME, SALE, company, run
from tieout.core.errors import TerminalError
from tieout.core.role import Role
from tieout.runtime import acts
from tieout.runtime.company import Company, open_company
from tieout.runtime.grni import close_line, open_grni, reclassify
from tieout.runtime.reversal import reverse_document
from tieout.runtime.subledgers import registers
from tieout.runtime.users import add_user
from tieout.runtime.verify import verify

DAY, TODAY = date(2026, 3, 20), date(2026, 4, 10)


@pytest.mark.covers("S001-111")
def test_who_loaded_the_bill_does_not_close_what_it_leaves() -> None:
    with company(*SALE, shop.billed("B-1", "2026-03-09", "GR-1", 60, "120.00")):
        run()
        books = open_company(NAME)
        add_user(books, "carla", [Role.CONTROLLER], acts.who(), acts.clock())
        with pytest.raises(TerminalError) as refused:
            close_line(books, "GR-1/1", "paid anyway", DAY, acts.who(), acts.clock())
        assert refused.value.problem.code == "duties_not_apart"
        done = close_line(books, "GR-1/1", "paid anyway", DAY, "carla", acts.clock())
        assert (done.units, done.value) == (-10 * 10**6, 20 * 10**8)
        acts.cost(books)
        assert open_grni(books, DAY) == ([], [])
        with books.database.read() as connection:
            [(who, subject, after)] = connection.exec_driver_sql(
                "SELECT who, subject, after FROM audit WHERE act = 'grni closed'"
            ).all()
            [raw] = connection.exec_driver_sql(
                "SELECT r.raw FROM record r JOIN event e ON e.seq = r.seq WHERE e.kind = 'receipt_closed'"
            ).one()
        assert (who, subject, "paid anyway" in after) == ("carla", "GR-1/1", True)
        assert '"approved_by": "carla"' in raw
        books.database.close()


def test_a_line_is_closed_once_until_that_is_posted_and_again_for_what_comes_later() -> None:
    with company(*SALE, shop.billed("B-1", "2026-03-09", "GR-1", 60, "120.00")):
        run()
        books = open_company(NAME)
        close_line(books, "GR-1/1", "paid anyway", DAY, acts.who(), acts.clock())
        with pytest.raises(TerminalError) as refused:
            close_line(books, "GR-1/1", "paid anyway", DAY, acts.who(), acts.clock())
        assert refused.value.problem.code == "closing_waits"
        run()
        assert open_grni(books, DAY)[0] == []
        premises.load(shop.billed("B-2", "2026-03-19", "GR-1", 5, "10.00"))
        run()
        close_line(books, "GR-1/1", "that too", DAY, acts.who(), acts.clock())
        run()
        assert open_grni(books, DAY)[0] == []
        assert list(verify(books).problems) == []
        books.database.close()


def booked(books: Company, role: str) -> int:
    """What an account holds by our entries, in cents."""
    with books.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT SUM(CASE side WHEN 'Dr' THEN home ELSE -home END) FROM entry_line "
            "WHERE account = ? OR account LIKE ?",
            (role, f"{role}(%"),
        )
        return int(rows.scalar_one() or 0)


@pytest.mark.covers("S001-28")
def test_a_bill_taken_back_by_an_act_counts_no_more() -> None:
    with company(*SALE, shop.billed("B-1", "2026-03-20", "GR-1", 50, "105.00")):
        run()
        books = open_company(NAME)
        before = {role: booked(books, role) for role in ("grni", "inventory_finished", "cogs")}
        assert (before["grni"], before["cogs"]) == (0, 630)
        reverse_document(books, "B-1", "billed by mistake", acts.who(), acts.clock())
        assert booked(books, "grni") == -10000
        assert booked(books, "cogs") == 600
        [one], _ = open_grni(books, DAY)
        assert (one.quantity, one.value) == (50 * 10**6, -100 * 10**8)
        premises.load(shop.billed("B-2", "2026-03-21", "GR-1", 50, "105.00"))
        run()
        assert {role: booked(books, role) for role in before} == before
        assert list(verify(books).problems) == []
        assert all(one.agrees for one in registers(books, TODAY).registers)
        books.database.close()


def test_what_is_billed_and_not_received_is_a_prepayment_at_the_end_of_a_month() -> None:
    end = date(2026, 3, 31)
    with company(*SALE, shop.billed("B-9", "2026-03-11", "GR-9", 6, "12.00")):
        run()
        books = open_company(NAME)
        [one] = reclassify(books, end, "month end", acts.who(), acts.clock())
        assert (one.name, one.value) == ("GR-9/1", 12 * 10**8)
        run()
        at_end, after = (open_grni(books, day)[0] for day in (end, end + timedelta(days=1)))
        assert [item.name for item in at_end] == ["GR-1/1"]
        assert [item.name for item in after] == ["GR-1/1", "GR-9/1"]
        with pytest.raises(TerminalError) as again:
            reclassify(books, end, "month end", acts.who(), acts.clock())
        assert again.value.problem.code == "nothing_to_reclassify"
        for day, value in ((end, 1200), (TODAY, 0)):
            found = {one.name: one for one in registers(books, day).registers}
            assert found["prepaid bills"].total == value
            assert all(one.agrees for one in found.values())
        with books.database.read() as connection:
            [(subject, after)] = connection.exec_driver_sql(
                "SELECT subject, after FROM audit WHERE act = 'grni reclassified'"
            ).all()
        assert (subject, after) == ("2026-03-31", "GR-9/1: month end")
        assert list(verify(books).problems) == []
        books.database.close()
