"""Chart: every role has a kind of account, and the kind it is created with fits it."""

from __future__ import annotations

import pytest

from tieout.core.account import ROLE_QUALIFIERS
from tieout.core.chart import FITTING, KINDS, fitting_types


def test_every_role_has_a_kind_that_fits_it() -> None:
    assert KINDS.keys() == ROLE_QUALIFIERS.keys()
    assert FITTING.keys() <= KINDS.keys()
    for role, kind in KINDS.items():
        assert kind.type in fitting_types(role), role


@pytest.mark.parametrize(
    ("role", "type_", "fits"),
    [
        ("clearing", "Bank", True),  # wires arrive where they stay
        ("clearing", "Other Current Asset", True),
        ("clearing", "Income", False),
        ("accounts_receivable", "Other Current Asset", False),
        ("grni", "Accounts Payable", False),  # a payable wants a vendor on every line
        ("cogs", "Expense", True),
        ("revenue", "Other Current Liability", False),
        ("deferred_revenue", "Long Term Liability", True),
        ("inventory_raw", "Fixed Asset", False),
    ],
)
def test_what_a_role_may_stand_on(role: str, type_: str, fits: bool) -> None:
    assert (type_ in fitting_types(role)) is fits
