"""The laws of value under every costing method: whatever happens, nothing is gained, lost or double.

Random histories of the oracle (runs of many levels, short stock, returns, late bills, landed cost, in one
cycle or several) are told with every item costed by one method, or each by another.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.engine import FOUNDING, answer_of, cost, empty_company, engine_books, load
from tests.oracle.histories import history, in_cycles
from tieout.runtime.subledgers import compare
from tieout.storage.database import Database

Event = dict[str, Any]
METHODS = ("lot_actual", "fifo", "average", "standard")
STANDARD = "2.5"
SEEDS = st.integers(0, 10**6)


def under(cycles: list[list[Event]], method: str) -> list[list[Event]]:
    """The same facts, with the items costed by a method; `mixed` = each item by another."""
    told = copy.deepcopy(cycles)
    place = 0
    for event in (one for cycle in told for one in cycle):
        if event["kind"] == "item" and event.get("inventory_role"):
            chosen = METHODS[place % 4] if method == "mixed" else method
            place += 1
            event |= {"costing_method": chosen, "standard_cost": STANDARD}
        if event["kind"] == "opening_stock" and method == "standard":
            for lot in event["lots"]:
                lot["unit_cost"] = STANDARD
    return told


def held(database: Database) -> list[Any]:
    with database.read() as connection:
        return list(
            connection.exec_driver_sql(
                "SELECT l.item, l.location, l.layer, l.account, h.quantity, h.value, h.layer AS held_layer "
                "FROM lot_held h JOIN lot l ON l.id = h.lot ORDER BY l.id"
            )
        )


def lots_equal_their_accounts(database: Database) -> None:
    """What lots hold on a pinned account is its exact balance; no register differs from its account."""
    with database.read() as connection:
        pinned = {
            account: value
            for account, value in connection.exec_driver_sql("SELECT account, value FROM pinned")
            if account.startswith(("inventory", "shipped"))
        }
        assert [one.text for one in compare(connection, "USD", None).lots] == []
    sums: dict[str, int] = defaultdict(int)
    for row in held(database):
        if row.account.partition("(")[0] in {key.partition("(")[0] for key in pinned}:
            sums[row.account] += row.value
    assert {key: value for key, value in sums.items() if value} == {
        key: value for key, value in pinned.items() if value
    }


def places_keep_to_their_method(database: Database) -> None:
    """A pool is one lot, and never short beside one that is not; stock at standard stands at that."""
    pools: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in held(database):
        if row.layer == "average" and row.quantity:
            pools[row.item, row.location].append(row.quantity)
        if row.layer == "standard":
            assert row.value == row.quantity * 250
    for place, units in pools.items():
        assert len([one for one in units if one > 0]) <= 1, place
        assert all(one < 0 for one in units) or len(units) == 1, place


@pytest.mark.parametrize("method", [*METHODS, "mixed"])
@settings(max_examples=8, deadline=None)
@given(seed=SEEDS, split=st.integers(1, 3))
def test_value_is_conserved_and_accounts_are_pinned(method: str, seed: int, split: int) -> None:
    cycles = under(in_cycles(history(seed, 40), seed, split), method)
    with empty_company() as database:
        load(database, FOUNDING, "parties.jsonl")
        for place, events in enumerate(cycles):
            load(database, events, f"cycle-{place}.jsonl")
            cost(database)
            lots_equal_their_accounts(database)
        places_keep_to_their_method(database)
        answer = answer_of(database)
    for moved in answer.cents_by_day.values():
        assert sum(moved.values()) == 0


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS)
def test_a_method_changes_no_value_but_by_its_own_rule(seed: int) -> None:
    """Stated as lot actual, the books are to the last unit those of items that state nothing."""
    cycles = [history(seed, 40)]
    assert engine_books(under(cycles, "lot_actual")) == engine_books(cycles)
