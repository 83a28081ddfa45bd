"""Balance: every cent of a balance has its evidence, for every account and day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tieout.core.errors import TerminalError
from tieout.runtime.balance import explain_balance
from tieout.runtime.company import Company
from tieout.runtime.mapping import stored_mapping
from tieout.runtime.quickbooks import quickbooks

DAYS = st.integers(1, 31).map(lambda day: date(2026, 3, day))


@settings(max_examples=30)
@given(data=st.data())
def test_every_cent_of_a_balance_is_some_entrys(pantry: Company, data: st.DataObject) -> None:
    _, mapped = data.draw(st.sampled_from(stored_mapping(pantry)))
    on = data.draw(DAYS)
    found = explain_balance(pantry, mapped.outside_id, on)
    assert found.balance == found.opening + sum(reason.minor for reason in found.reasons)
    assert found.balance == found.opening + sum(minor for _, minor in found.days)
    for reason in found.reasons:
        assert reason.minor == sum(one.minor for one in reason.evidence)
        assert all(one.day <= on.isoformat() and one.document for one in reason.evidence)


def test_explained_balances_are_what_quickbooks_holds(pantry: Company) -> None:
    on = date(2026, 3, 9)
    with quickbooks(pantry) as books:
        held = books.balances(on)
    for _, mapped in stored_mapping(pantry):
        assert explain_balance(pantry, mapped.outside_id, on).balance == held.get(mapped.outside_id, 0)


def test_an_account_role_is_a_part_of_its_account(pantry: Company) -> None:
    whole = explain_balance(pantry, "Payment Clearing")
    part = explain_balance(pantry, "clearing(stripe,USD)")
    assert whole.keys == part.keys == ("clearing(stripe,USD)",)
    assert whole.balance == part.balance


def test_an_account_nobody_mapped_is_refused(pantry: Company) -> None:
    with pytest.raises(TerminalError, match="neither a mapped QuickBooks account nor an account role"):
        explain_balance(pantry, "revenue(fair)")
