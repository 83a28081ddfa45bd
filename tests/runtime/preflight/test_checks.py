"""Checks: the order of looks, and a company made for tieout in which nothing is wrong."""

from __future__ import annotations

import pytest

from tieout.runtime.company import Company
from tieout.runtime.preflight.checks import CHECKS, books_checks
from tieout.runtime.quickbooks import quickbooks


@pytest.mark.covers("S004-29")
def test_nothing_is_wrong_with_a_company_made_for_it(pantry: Company) -> None:
    with quickbooks(pantry) as books:
        found = {check.name: looked for check, looked in books_checks(pantry, books)}
    assert list(found) == [check.name for check in CHECKS]
    assert {name: looked for name, looked in found.items() if not isinstance(looked, str)} == {}


def test_what_would_make_the_books_wrong_is_an_error() -> None:
    errors = {check.name for check in CHECKS if check.weight == "error"}
    assert errors == {
        "edition",
        "home currency",
        "tracked products",
        "mapped accounts",
        "opening balances",
    }
