"""GRNI: closing is a fact with an approver, kept with its line in the audit log."""

from __future__ import annotations

from datetime import date

import pytest

from tests.acceptance import shop
from tests.problems.premises import NAME, SALE, company, run
from tieout.core.errors import TerminalError
from tieout.core.role import Role
from tieout.runtime import acts
from tieout.runtime.company import open_company
from tieout.runtime.grni import close_line, open_grni
from tieout.runtime.users import add_user

DAY = date(2026, 3, 20)


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
