"""Preflight: each thing that may be wrong with a QuickBooks company is found before anything is posted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

import pytest

from tieout.connectors.quickbooks_online.target import QuickBooksOnline
from tieout.core.capabilities import Capabilities
from tieout.ports import OutsideAccount
from tieout.runtime.company import Company
from tieout.runtime.mapping import stored_mapping
from tieout.runtime.preflight import books_checks
from tieout.runtime.quickbooks import quickbooks


@dataclass
class Answers:
    """A QuickBooks that answers what a test wants."""

    limits: Capabilities
    chart: list[OutsideAccount]
    listed: list[tuple[str, str, str, str]] = field(default_factory=list)
    before: dict[str, int] = field(default_factory=dict)
    tracked: list[str] = field(default_factory=list)
    tax: bool = False

    def capabilities(self) -> Capabilities:
        return self.limits

    def accounts(self) -> list[OutsideAccount]:
        return self.chart

    def names(self) -> list[tuple[str, str, str, str]]:
        return self.listed

    def balances(self, _through: date) -> dict[str, int]:
        return self.before

    def tracked_items(self) -> list[str]:
        return self.tracked

    def automated_tax(self) -> bool:
        return self.tax


@pytest.fixture(scope="module")
def answers(pantry: Company) -> Answers:
    with quickbooks(pantry) as books:
        return Answers(books.capabilities(), books.accounts())


def found(company: Company, answers: Answers) -> dict[str, list[str]]:
    checks = books_checks(company, cast("QuickBooksOnline", answers))
    return {
        check: [one.code for one in problems]
        for check, _, problems in checks
        if not isinstance(problems, str)
    }


def test_nothing_is_wrong_with_a_company_made_for_it(pantry: Company, answers: Answers) -> None:
    assert found(pantry, answers) == {}


@pytest.mark.parametrize(
    ("change", "check", "code"),
    [
        ({"home_currency": "CAD"}, "home currency", "home_currency_differs"),
        ({"custom_numbers": False}, "transaction numbers", "custom_numbers_off"),
        ({"closed_through": date(2026, 3, 31)}, "closing date", "closing_date_set"),
    ],
)
def test_a_setting_that_hurts_is_found(
    pantry: Company, answers: Answers, change: dict[str, Any], check: str, code: str
) -> None:
    assert found(pantry, replace(answers, limits=replace(answers.limits, **change))) == {check: [code]}


@pytest.mark.covers("S004-18")
def test_tax_and_tracked_products_are_found(pantry: Company, answers: Answers) -> None:
    assert found(pantry, replace(answers, tax=True)) == {"sales tax": ["automated_tax_on"]}
    assert found(pantry, replace(answers, tracked=["Jam"])) == {"tracked products": ["items_tracked"]}


def test_a_name_in_two_lists_is_found(pantry: Company, answers: Answers) -> None:
    listed = [("Customer", "1", "Mill", "USD"), ("Vendor", "2", "MILL", "USD"), ("Vendor", "3", "X", "USD")]
    assert found(pantry, replace(answers, listed=listed)) == {"names": ["names_twice"]}


@pytest.mark.parametrize("fault", ["gone", "inactive", "type"])
def test_an_account_that_cannot_be_posted_to_is_found(
    pantry: Company, answers: Answers, fault: str
) -> None:
    wanted = {str(key): one.outside_id for key, one in stored_mapping(pantry)}["inventory_raw"]
    chart = []
    for account in answers.chart:
        if account.id == wanted:
            if fault == "gone":
                continue
            changed = {"active": False} if fault == "inactive" else {"type": "Expense"}
            account = replace(account, **cast("dict[str, Any]", changed))
        chart.append(account)
    assert found(pantry, replace(answers, chart=chart)) == {"mapped accounts": ["mapped_account_gone"]}


def test_an_owned_account_that_held_something_before_is_found(pantry: Company, answers: Answers) -> None:
    wanted = {str(key): one.outside_id for key, one in stored_mapping(pantry)}["inventory_raw"]
    assert found(pantry, replace(answers, before={wanted: 100})) == {
        "opening balances": ["history_changed"],
        "valuation": ["opening_unaligned"],
    }
