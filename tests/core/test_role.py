"""Role: which of them one person cannot have together."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.core.role import CONFLICTS, FOUNDER, Role, conflict


@given(st.frozensets(st.sampled_from(Role)))
def test_roles_go_together_unless_a_pair_of_them_does_not(roles: frozenset[Role]) -> None:
    pairs = {frozenset((one.first, one.second)) for one in CONFLICTS}
    expected = any(frozenset(pair) in pairs for pair in combinations(roles, 2))
    found = conflict(roles)
    assert (found is not None) is expected
    if found:
        assert {found.first, found.second} <= roles


def test_who_makes_a_company_may_be_what_they_become() -> None:
    assert conflict(frozenset(FOUNDER)) is None


def test_a_pair_stands_once_and_says_why() -> None:
    assert len({frozenset((one.first, one.second)) for one in CONFLICTS}) == len(CONFLICTS)
    assert all(one.why.endswith(".") and one.first is not one.second for one in CONFLICTS)


@pytest.mark.covers("S001-111")
@pytest.mark.parametrize("other", [Role.CONTROLLER, Role.APPROVER])
def test_who_states_facts_does_not_decide_on_their_posting(other: Role) -> None:
    assert conflict(frozenset({Role.OPERATIONS, other}))
