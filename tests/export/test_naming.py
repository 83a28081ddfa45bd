"""Account names of the text ledgers: valid, readable, unique, whatever the order of the chart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.export.a_set_of_books import CHART
from tieout.export.books import ChartAccount
from tieout.export.naming import beancount_part, hledger_part, leaves, names


def test_names_are_valid_readable_and_unique() -> None:
    assert names(CHART, beancount_part) == {
        "10": "Assets:1000-Inventory-Asset",
        "12": "Assets:1000-Inventory-Asset:1200-Raw-flour-sugar",
        "13": "Assets:1000-Inventory-Asset:Finished",
        "21": "Liabilities:Goods-received-not-invoiced",
        "40": "Income:Umsatze-Erlose-id-40",
        "41": "Income:Umsatze-erlose-id-41",
        "50": "Expenses:Account",
        "30": "Equity:Opening-Balance-Equity",
    }
    assert (
        names(CHART, hledger_part, between=" ")["12"] == "Assets:1000 Inventory Asset:1200 Raw flour sugar"
    )
    assert names(CHART, hledger_part, between=" ")["50"] == "Expenses:売上原価"


@given(st.lists(st.text(max_size=12), min_size=1, max_size=6), st.randoms())
def test_names_do_not_depend_on_the_order_of_the_chart(texts: list[str], random: object) -> None:
    chart = [
        ChartAccount(id=str(place), name=text, number="", type="Bank") for place, text in enumerate(texts)
    ]
    found = names(chart, beancount_part)
    assert names(list(reversed(chart)), beancount_part) == found
    apart = leaves(found, beancount_part)
    assert len(set(found.values())) == len(set(apart.values())) == len(chart)
    assert not any(one.startswith(f"{other}:") for one in apart.values() for other in apart.values())


def test_an_account_with_accounts_below_it_gets_a_leaf_of_its_own() -> None:
    found = leaves(names(CHART, beancount_part), beancount_part)
    assert found["10"] == "Assets:1000-Inventory-Asset:Own-10"
    assert found["12"] == "Assets:1000-Inventory-Asset:1200-Raw-flour-sugar"
