"""Master data in effect on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.reference.examples import example
from tieout.core.account import account_key
from tieout.core.event import event_of
from tieout.core.master import MasterData


def _known(*stated: tuple[str, dict[str, Any]]) -> MasterData:
    master = MasterData("USD")
    for kind, fields in stated:
        master.learn(event_of(example(kind) | fields))
    return master


def test_the_rate_of_a_day_is_the_last_one_published() -> None:
    master = _known(
        ("exchange_rate", {"currency": "EUR", "date": "2026-03-10", "rate": "1.20"}),
        ("exchange_rate", {"currency": "EUR", "date": "2026-03-01", "rate": "1.10"}),
    )
    assert master.rate("EUR", date(2026, 2, 28)) is None
    assert master.rate("EUR", date(2026, 3, 9)) == (Decimal("1.10"), "ECB")
    assert master.rate("EUR", date(2026, 3, 10)) == (Decimal("1.20"), "ECB")
    assert master.rate("USD", date(2026, 3, 1)) == (Decimal(1), "home")
    assert master.rate("GBP", date(2026, 3, 1)) is None


@pytest.mark.covers("S002-23")
def test_the_yield_of_a_day_is_that_of_the_version_in_effect() -> None:
    master = _known(
        ("bom_version", {"date": "2026-03-01", "expected_yield": "0.95"}),
        ("bom_version", {"date": "2026-04-01", "bom": "C"}),
    )
    assert master.expected_yield("SAUCE-12", date(2026, 2, 28)) is None
    assert master.expected_yield("SAUCE-12", date(2026, 3, 31)) == Decimal("0.95")
    assert master.expected_yield("SAUCE-12", date(2026, 4, 1)) is None


def test_an_items_lots_live_in_its_role_and_its_places_group() -> None:
    master = _known(
        ("item", {"inventory_role": "inventory_raw", "category": "sauces"}),
        ("location", {"account_group": "east"}),
    )
    assert master.stock_account("SAUCE-12", "MAIN") == account_key("inventory_raw", account_group="east")
    assert master.stock_account("SAUCE-12", "elsewhere") == account_key("inventory_raw")
    assert master.category("SAUCE-12") == "sauces"
    assert master.category("unknown") == ""


@pytest.mark.covers("S001-25")
def test_what_is_not_stocked_has_no_stock_account() -> None:
    master = _known(("item", {"type": "service"}))
    for item in ("SAUCE-12", "unknown"):
        with pytest.raises(KeyError):
            master.stock_account(item, "MAIN")


def test_the_later_word_on_a_thing_stands_and_other_kinds_say_nothing() -> None:
    master = _known(
        ("party", {"name": "Old"}), ("party", {"name": "New"}), ("tax_code", {}), ("order_cancelled", {})
    )
    assert master.parties["C-100"].name == "New"
    assert set(master.tax_codes) == {"CA-STATE"}


def test_a_value_holds_from_its_date_until_the_next_whatever_was_learned_first() -> None:
    master = _known(
        ("item", {"category": "spring", "date": "2026-04-01"}),
        ("item", {"category": "winter", "date": "2026-01-01"}),
    )
    name = example("item")["item"]
    assert master.category(name) == "spring", "without a day the latest is shown"
    for day, category in (
        (date(2026, 3, 31), "winter"),
        (date(2026, 4, 1), "spring"),
        (date(2025, 12, 31), "winter"),
    ):
        master.at(day)
        assert master.category(name) == category
    master.learn(event_of(example("item") | {"category": "carnival", "date": "2025-12-01"}))
    assert master.category(name) == "carnival"


def test_stock_is_costed_as_the_latest_value_an_earlier_cycle_knew() -> None:
    """A fact that comes late joins stock that stands at the later standard."""
    master = MasterData("USD")
    name = example("item")["item"]
    for day, cost in (("2026-01-01", "1"), ("2026-03-01", "2"), ("2026-05-01", "3")):
        more = {"date": day, "costing_method": "standard", "standard_cost": cost}
        master.learn(event_of(example("item") | more), worked=day < "2026-04-01")
    assert master.methods_vary
    for today, expected in ((date(2026, 2, 1), 2), (date(2026, 3, 5), 2), (date(2026, 5, 1), 3)):
        master.at(today)
        assert master.standard_cost(name) == expected
    assert master.standard_cost("unknown") is None


def test_the_recipe_is_the_version_named_else_the_one_in_effect() -> None:
    recipe = example("bom_version")
    master = _known(("bom_version", {"bom": "B", "date": "2026-03-01"}), ("bom_version", {"bom": "A"}))
    master.learn(event_of(recipe | {"bom": "A", "date": "2026-01-01"}))
    assert getattr(master.recipe(recipe["item"], date(2026, 2, 1)), "bom", "") == "A"
    assert getattr(master.recipe(recipe["item"], date(2026, 2, 1), "B"), "bom", "") == "B"
    assert master.recipe("none", date(2026, 2, 1)) is None


def test_stock_stands_by_the_standard_last_stated_under_that_method() -> None:
    at_standard = {"costing_method": "standard", "standard_cost": "2.00"}
    master = _known(
        ("item", {"date": "2026-03-01", **at_standard}),
        ("item", {"date": "2026-03-10", "costing_method": "fifo", "standard_cost": "9.00"}),
        ("item", {"date": "2026-03-20", **at_standard, "standard_cost": "3.00"}),
    )
    name = str(example("item")["item"])
    for day, expected in ((5, "2.00"), (15, "2.00"), (25, "3.00")):
        master.at(date(2026, 3, day))
        assert master.standing_standard(name) == Decimal(expected)
    never = _known(("item", {"costing_method": "fifo", "standard_cost": "9.00"}))
    assert never.standing_standard(name) is None
