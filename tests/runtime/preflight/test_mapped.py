"""Mapped: an account that cannot be posted to is found, and one that merely is another kind is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.runtime.preflight.seen import GOOD, KEYS, account, codes, seen
from tieout.core.mapping import Dimension, MappedAccount
from tieout.core.outside import OutsideRecord
from tieout.runtime.preflight import mapped
from tieout.runtime.preflight.survey import Survey

RETAIL = Dimension("7", "Channel:Retail")
NORTH = Dimension("3", "North")


def changed(role: str, **there: Any) -> Survey:
    """The good survey with the account of one role changed in QuickBooks."""
    good = seen()
    return replace(good, chart={**good.chart, role: replace(good.chart[role], **there)})


def bearing(limits: Any = GOOD, **lists: Any) -> Survey:
    """Revenue bears a class and a location."""
    good = seen(limits=limits, **lists)
    known = replace(good.mapping[KEYS["revenue"]], tracked_class=RETAIL, location=NORTH)
    return replace(good, mapping={**good.mapping, KEYS["revenue"]: known})


def test_nothing_is_wrong_with_the_accounts_tieout_creates() -> None:
    good = seen()
    assert [codes(look(good)) for look in (mapped.complete, mapped.accounts, mapped.chart_size)] == [
        [],
        [],
        [],
    ]
    assert [codes(look(good)) for look in (mapped.classes, mapped.locations)] == [[], []]


@pytest.mark.parametrize(
    ("role", "there", "why"),
    [
        ("inventory_raw", {"active": False}, "is inactive"),
        ("inventory_raw", {"type": "Expense"}, "is of type Expense"),
        ("grni", {"type": "Accounts Payable"}, "is of type Accounts Payable"),
        ("revenue", {"currency": "EUR"}, "is kept in EUR"),
    ],
)
def test_an_account_that_cannot_be_posted_to_is_found(role: str, there: dict[str, Any], why: str) -> None:
    found = mapped.accounts(changed(role, **there))
    assert codes(found) == ["mapped_account_gone"]
    assert not isinstance(found, str)
    assert why in found[0].what
    assert f"mapping set '{role}'" in found[0].next_step


def test_an_account_that_is_gone_is_found() -> None:
    good = seen()
    chart = {id_: one for id_, one in good.chart.items() if id_ != "cogs"}
    found = mapped.accounts(replace(good, chart=chart))
    assert codes(found) == ["mapped_account_gone"]


@pytest.mark.parametrize(
    ("role", "there"),
    [
        ("clearing", {"type": "Bank"}),  # wires stand on the bank account the day they come
        ("bank", {"currency": "EUR"}),
        ("cogs", {"type": "Expense"}),
        ("undeposited", {"type": "Bank"}),
    ],
)
def test_an_account_of_another_fitting_kind_is_fine(role: str, there: dict[str, Any]) -> None:
    assert codes(mapped.accounts(changed(role, **there))) == []


def test_a_role_without_an_account_is_found() -> None:
    good = seen()
    mapping = {key: one for key, one in good.mapping.items() if key.role != "grni"}
    assert codes(mapped.complete(replace(good, mapping=mapping))) == ["role_unmapped"]


def test_a_chart_beyond_what_the_edition_allows_is_found() -> None:
    chart = {str(n): account(str(n), "Expense") for n in range(251)}
    assert codes(mapped.chart_size(seen(chart=chart))) == ["chart_full"]
    advanced = replace(GOOD, offering="QuickBooks Online Advanced")
    assert codes(mapped.chart_size(seen(chart=chart, limits=advanced))) == []
    chart["0"] = replace(chart["0"], active=False)
    assert codes(mapped.chart_size(seen(chart=chart))) == []


@pytest.mark.covers("S001-153")
def test_a_class_that_is_not_tracked_is_a_warning_and_not_a_failure() -> None:
    found = bearing(replace(GOOD, classes="off", locations=False))
    assert codes(mapped.classes(found)) == ["classes_untracked"]
    assert codes(mapped.locations(found)) == ["locations_untracked"]


def test_a_class_that_is_gone_is_found() -> None:
    there = OutsideRecord(type="Class", id="7", name="Channel:Retail")
    assert codes(mapped.classes(bearing(classes={"7": there}))) == []
    assert codes(mapped.classes(bearing(classes={"7": replace(there, active=False)}))) == ["dimension_gone"]
    assert codes(mapped.locations(bearing())) == ["dimension_gone"]


def test_a_mapped_account_bears_nothing_of_its_own_accord() -> None:
    plain = MappedAccount(outside_id="1", name="Sales")
    assert not plain.tracked_class
    assert not plain.location
