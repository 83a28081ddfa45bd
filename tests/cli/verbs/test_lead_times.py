"""lead-times: suppliers on the command line."""

from __future__ import annotations

import json

from tests.acceptance import shop
from tests.api.conftest import NAME, company, month_home
from tests.company import tieout
from tieout.runtime.company import Company
from tieout.runtime.facts import state_facts

__all__ = ["company", "month_home"]

AGREED = shop.fact("lead_time", "S-1", "2026-03-01", supplier="S-1", days=3)


def test_how_long_suppliers_take(company: Company) -> None:
    state_facts(company, json.dumps(AGREED).encode())
    rows = tieout("lead-times", "--company", NAME, "--as-of", "2026-03-10", "--json").json
    assert [(one["item"], one["stated_days"], one["actual_days"], one["overdue"]) for one in rows] == [
        ("", 3, "2.0", 1),
        ("JAM", 3, None, 1),
        ("JAR", 3, "2.0", 0),
    ]
    said = " ".join(tieout("lead-times", "--company", NAME).out.split())
    assert "(all)" in said


def test_orders_show_what_is_late(company: Company) -> None:
    state_facts(company, json.dumps(AGREED).encode())
    [jam, jar] = tieout("orders", "--company", NAME, "--as-of", "2026-03-10", "--json").json
    assert (jam["expected"], jam["open"], jam["overdue_days"]) == ("2026-03-04", "4", 6)
    assert (jar["expected"], jar["open"], jar["overdue_days"]) == ("2026-03-04", "0", 0)
    assert "overdue" in tieout("orders", "--company", NAME).out
    assert "overdue" not in tieout("orders", "--company", NAME, "--as-of", "2026-03-04").out
