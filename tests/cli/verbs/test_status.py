"""status: the counts of a company, as a table and as JSON."""

from __future__ import annotations

import pytest

from tests.company import small

pytestmark = pytest.mark.usefixtures("small_company")


def test_everything_is_counted_once() -> None:
    said = small("status", "--json")
    assert said.code == 0
    found = said.json
    assert (found["company"], found["home_currency"], found["events"]) == ("small", "USD", 7)
    assert (found["uncosted"], found["quarantined"], found["waiting_sales"]) == (0, 1, 0)
    assert (found["entries"], found["unsealed"]) == (3, 1)
    assert (found["documents"], found["records"]) == (2, 3)
    assert found["crossings"] == {"confirmed": found["documents"] + found["records"]}
    assert found["cases"] == {"account_unmapped": 1, "party_unknown": 1}
    assert found["overdue"] == 0


def test_a_person_reads_the_same() -> None:
    said = small("status")
    assert said.code == 0
    assert "small (USD)" in said.out
    assert "exceptions account_unmapped" in said.out
