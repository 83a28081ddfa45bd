"""cost: facts worked into stock without QuickBooks; again there is nothing to do."""

from __future__ import annotations

from pathlib import Path

from tests.company import invoice_file, small


def test_facts_are_worked_in_once(small_company: Path) -> None:
    assert small("load", invoice_file(small_company, 2)).code == 0
    assert small("cost", "--json").json == {"costed": 2}
    assert small("cost").out == "0 steps worked in.\n"
