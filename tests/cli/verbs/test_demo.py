"""demo: one command from invented files to a tied-out QuickBooks, and a company left to look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.company import tieout


@pytest.mark.covers("S000-47")
def test_the_demo_ties_out_and_leaves_its_company(no_company: Path) -> None:
    said = tieout("demo", "--orders", "200")
    assert said.code == 0, said.out + said.err
    assert said.out.strip().splitlines()[-1].lower().startswith("tied out")
    assert "exceptions, each from a planted fault" in said.out
    status = tieout("status", "--company", "demo", "--json").json
    assert set(status["crossings"]) == {"confirmed"}
    assert status["uncosted"] == 0
    assert tieout("reconcile", "--company", "demo").code == 0


def test_a_month_has_enough_orders_to_show_something(no_company: Path) -> None:
    assert tieout("demo", "--orders", "3").code == 2
