"""cost: facts worked into stock without QuickBooks; again there is nothing to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance import shop
from tests.api.conftest import NAME as SHOP
from tests.api.conftest import company, month_home
from tests.company import invoice_file, small, tieout, written
from tieout.runtime.company import Company

__all__ = ["company", "month_home"]


def test_facts_are_worked_in_once(small_company: Path) -> None:
    assert small("load", invoice_file(small_company, 2)).code == 0
    assert small("cost", "--json").json == {"costed": 2}
    assert small("cost").out == "0 steps worked in.\n"


@pytest.mark.covers("S002-32")
def test_what_waits_too_long_is_a_case_without_quickbooks(company: Company) -> None:
    """Goods on the road since March came nowhere; when they come, working that in ends the case."""
    lines = [{"item": "BOX", "quantity": "1", "lot": "B-1"}]
    places = {"from_location": "MAIN", "to_location": "CELLAR"}
    sent = shop.fact(*("transfer_dispatched", "T-2", "2026-03-09"), transfer="T-2", lines=lines, **places)
    came = shop.fact(
        *("transfer_arrived", "T-2", "2026-03-11"), transfer="T-2", to_location="CELLAR", lines=lines
    )
    assert tieout("load", written(company.folder, "sent.jsonl", sent), "--company", SHOP).code == 0
    assert tieout("cost", "--company", SHOP).code == 0
    assert codes() == ["transfer_overdue"]
    assert tieout("load", written(company.folder, "came.jsonl", came), "--company", SHOP).code == 0
    assert tieout("cost", "--company", SHOP).code == 0
    assert codes() == []


def codes() -> list[str]:
    found = tieout("cases", "--company", SHOP, "--json").json
    return [one["code"] for one in found if one["code"] == "transfer_overdue"]
