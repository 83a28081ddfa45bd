"""What a person has to settle of a receipt line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.costing.test_matching import fact, matched
from tests.reference.examples import example
from tieout.core.event import ReceiptClosed, event_of
from tieout.core.match import MatchFact, Tolerances
from tieout.costing.matching import match_of
from tieout.gates.matching import closing_problems, price_problems, quantity_problems


def codes(*facts: MatchFact) -> list[str]:
    return [one.code for one in quantity_problems(matched(*facts), "USD")]


@pytest.mark.covers("S002-36")
def test_units_billed_beyond_what_is_here() -> None:
    assert codes(fact("billed", 200, 22000)) == []
    assert codes(fact("billed", 150, 16500, "a"), fact("billed", 51, 5600, "b")) == ["bill_over_receipt"]
    assert codes(fact("billed", 200, 22000), fact("returned", 1, 110, "x")) == ["bill_over_receipt"]
    assert codes(fact("credited", 1, -110)) == ["credit_over_bill"]


def test_a_bill_without_goods_says_so() -> None:
    (found,) = quantity_problems(match_of([fact("billed", 2, 500)]), "USD")
    assert (found.code, "5.00 USD" in found.what, "R1/1" in found.what) == ("bill_before_goods", True, True)
    (nobody,) = quantity_problems(match_of([fact("billed", 2, 500)._replace(reference="bill E")]), "USD")
    assert nobody.what.endswith("E bills no receipt.")


@pytest.mark.parametrize(("cents", "found"), [(23100, 0), (23101, 1), (20900, 0), (20899, 1)])
def test_a_price_beyond_five_percent_is_shown(cents: int, found: int) -> None:
    match = matched(fact("billed", 200, cents))
    assert len(price_problems(match, Tolerances(), "USD")) == found
    assert price_problems(match, Tolerances(price=Decimal("0.1")), "USD") == []


def test_a_foreign_bill_is_compared_in_its_own_currency_at_the_receipts_rate() -> None:
    """10 at 2.00 EUR at 1.10, billed at 25.00 EUR when the euro is at 1.20: the rate is no price."""
    here = fact("received", 10, -2200, rate="1.1")._replace(currency="EUR")
    bill = fact("billed", 10, 3000)._replace(currency="EUR", amount=25 * 10**8)
    (found,) = price_problems(match_of([here, bill]), Tolerances(), "USD")
    assert found.what == (
        "Receipt R1/1: 10 units are billed at 25.00 EUR, ordered at 20.00 "
        "(27.50 and 22.00 USD at the receipt's rate of 1.1)."
    )
    home = bill._replace(currency="USD")
    (mixed,) = price_problems(match_of([here, home]), Tolerances(), "USD")
    assert mixed.what == (
        "Receipt R1/1: 10 units are billed at 30.00 USD, ordered at 22.00, which is in EUR: "
        "each at its own rate."
    )


def test_a_closing_names_one_open_item() -> None:
    plain = {**example("receipt_closed"), "receipt": "R1", "receipt_line": "1"}
    event = event_of(plain)
    assert isinstance(event, ReceiptClosed)
    assert closing_problems(event, matched()) == []
    (done,) = closing_problems(event, matched(fact("billed", 200, 22000)))
    assert done.code == "nothing_open_in_grni"
    for other in ({"receipt_line": ""}, {"bill": "B1"}):
        unclear = event_of({**plain, **other})
        assert isinstance(unclear, ReceiptClosed)
        assert [one.code for one in closing_problems(unclear, matched())] == ["closing_names_nothing"]
