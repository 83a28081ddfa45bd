"""Places: a bank moves cents, not tenths of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reference.examples import example
from tieout.core.event import event_of
from tieout.gates.places import place_problems


def fields(kind: str, **said: Any) -> list[str]:
    return [one.where.field for one in place_problems(event_of({**example(kind), **said}))]


@pytest.mark.parametrize(
    ("currency", "amount", "fine"),
    [("USD", "10.005", True), ("USD", "10.010", False), ("JPY", "10.5", True), ("KWD", "10.005", False)],
)
def test_money_has_no_more_places_than_its_currency(currency: str, amount: str, fine: bool) -> None:
    found = fields("payment_captured", currency=currency, amount=amount)
    assert found == (["amount"] if fine else [])


def test_every_amount_that_moved_is_looked_at() -> None:
    assert fields("chargeback_opened", amount="1.001", fee="0.001") == ["amount", "fee"]
    assert fields("payout_settled", net="1.001") == ["net"]


def test_a_refund_is_money_only_where_money_left() -> None:
    assert fields("refund_issued", total="1.001", gateway="stripe") == ["total"]
    assert fields("refund_issued", total="1.001", gateway="", refunds="invoice") == []
