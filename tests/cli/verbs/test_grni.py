"""grni: what is open by supplier and age, and an item of it closed with its reason."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.acceptance import shop
from tests.company import tieout
from tests.problems.premises import NAME, SALE, company, run

FACTS = (
    *SALE,
    shop.received("GR-2", "2026-03-05", 10),
    shop.billed("B-2", "2026-03-09", "GR-2", 4, "9.00"),
    shop.billed("B-9", "2026-03-11", "GR-9", 6, "12.00"),
)


@pytest.fixture(scope="module")
def books() -> Iterator[None]:
    with company(*FACTS):
        run()
        yield


def said(*words: str) -> object:
    return json.loads(tieout("grni", *words, "--json", "--company", NAME).out)


@pytest.mark.usefixtures("books")
def test_open_lines_by_supplier_and_age_and_closing_one() -> None:
    found = said("--day", "2026-04-10")
    assert isinstance(found, dict)
    assert found["suppliers"] == [
        {
            "supplier": "S-1",
            "0 to 30 days": "12.00",
            "31 to 60 days": "-112.00",
            "61 to 90 days": "0.00",
            "older": "0.00",
            "total": "-100.00",
        }
    ]
    lines = {one["reference"]: (one["since"], one["units"], one["amount"]) for one in found["lines"]}
    assert lines == {
        "GR-1/1": ("2026-03-02", "50", "-100.00"),
        "GR-2/1": ("2026-03-05", "6", "-12.00"),
        "GR-9/1": ("2026-03-11", "-6", "12.00"),
    }
    assert "GR-9/1" in tieout("grni", "--lines", "--day", "2026-04-10", "--company", NAME).out
    assert tieout("grni", "--day", "someday", "--company", NAME).code == 2
    closed = ("grni", "close", "GR-2/1", "--why", "the rest was a sample", "--day", "2026-03-20")
    done = json.loads(tieout(*closed, "--json", "--company", NAME).out)
    assert done == {"reference": "GR-2/1", "units": "6", "amount": "-12.00", "day": "2026-03-20"}
    run()
    after = said("--day", "2026-04-10")
    assert isinstance(after, dict)
    assert {one["reference"] for one in after["lines"]} == {"GR-1/1", "GR-9/1"}
    again = tieout(*closed, "--company", NAME)
    assert (again.code, "nothing_open_in_grni" in again.err) == (3, True)
    assert tieout("verify", "--company", NAME).code == 0
    assert tieout("reconcile", "--company", NAME).code == 0
