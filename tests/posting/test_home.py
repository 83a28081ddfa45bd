"""Home amounts: every line at its rate, the rest on the last line that is no control account."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.core.account import AccountKey, parsed_key
from tieout.core.entry import Line, Side
from tieout.posting.home import (
    CONTROL,
    Conversion,
    SummedKey,
    home_amounts,
    in_sent_order,
    summary,
    summed_key,
)

EUR = Conversion("EUR", "USD", Decimal("1.0825"))
RECEIVABLE = parsed_key("accounts_receivable(EUR)")
RATES = st.decimals("0.000001", "999", places=6)
CURRENCIES = st.sampled_from(("EUR", "JPY", "KWD"))


@pytest.mark.parametrize(
    ("currency", "rate", "minor", "home"),
    [
        ("EUR", "1.0825", 100_00, 108_25),
        ("EUR", "1.0050", 1_00, 1_01),
        ("EUR", "1.0050", -1_00, -1_01),
        ("JPY", "0.0067", 1000, 6_70),
        ("KWD", "3.25", 1_234, 4_01),
    ],
)
def test_a_rate_is_home_units_per_unit_and_ties_go_away_from_zero(
    currency: str, rate: str, minor: int, home: int
) -> None:
    assert Conversion(currency, "USD", Decimal(rate)).of(minor) == home


def test_what_is_left_goes_to_the_last_line_that_is_no_control_account() -> None:
    lines = [(parsed_key("revenue"), -33), (parsed_key("rounding"), -34), (RECEIVABLE, 67)]
    assert home_amounts(lines, EUR) == [-36, -37, 73]
    third = Conversion("EUR", "USD", Decimal("1.015"))
    assert home_amounts(lines, third) == [-33, -35, 68]


def test_a_stated_home_amount_stays() -> None:
    lines = [(RECEIVABLE, -1000), (parsed_key("clearing(wire,EUR)"), 1000), (parsed_key("fx_gain_loss"), 0)]
    assert home_amounts(lines, EUR, [-1050, None, -33]) == [-1050, 1083, -33]


def test_what_rounding_leaves_goes_to_no_stated_amount_and_to_no_line_of_nothing() -> None:
    lines = [(RECEIVABLE, -67), (parsed_key("revenue"), 33), (parsed_key("customer_deposits"), 34)]
    assert home_amounts(lines, EUR, [None, None, 36]) == [-73, 37, 36]
    nothing = [(RECEIVABLE, 67), (parsed_key("revenue"), -67), (parsed_key("rounding"), 0)]
    assert home_amounts(nothing, EUR, [72, None, None]) == [72, -72, 0]


def test_among_control_accounts_alone_the_last_line_takes_it() -> None:
    """A payout of two gateways into one bank account: 0.67 at 1.01 is 0.68, its parts 0.33 and 0.34."""
    paid_out = [
        (parsed_key("bank(EUR)"), 67),
        (parsed_key("clearing(stripe,EUR)"), -33),
        (parsed_key("clearing(paypal,EUR)"), -34),
    ]
    assert home_amounts(paid_out, Conversion("EUR", "USD", Decimal("1.01"))) == [68, -33, -35]


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8), RATES, CURRENCIES)
def test_lines_that_balance_abroad_balance_at_home(
    amounts: list[int], rate: Decimal, currency: str
) -> None:
    lines = [(parsed_key("revenue"), minor) for minor in amounts] + [(RECEIVABLE, -sum(amounts))]
    conversion = Conversion(currency, "USD", rate)
    homes = home_amounts(lines, conversion)
    assert sum(homes) == 0
    if any(amounts):
        assert homes[-1] == conversion.of(-sum(amounts))
    off = [abs(home - conversion.of(minor)) for home, (_, minor) in zip(homes, lines, strict=True)]
    assert sum(off) <= len(lines)


def test_a_summary_adds_up_by_account_side_and_party() -> None:
    line = Line(Side.DR, RECEIVABLE, 5, 5, party="EU")
    assert summed_key(line) == (RECEIVABLE, "Dr", "EU")
    payable = parsed_key("accounts_payable(EUR)")
    assert summed_key(line._replace(account=payable)) == (payable, "Dr", "EU")
    assert summed_key(line._replace(account=AccountKey("rounding"))) == (AccountKey("rounding"), "Dr", "")
    minors: dict[SummedKey, int] = {
        (parsed_key("revenue(a)"), "Cr", ""): 2_34,
        (parsed_key("clearing(stripe,EUR)"), "Dr", ""): 2_34,
    }
    found = summary(minors, EUR)
    assert list(found.values()) == [2_53, -2_53]
    assert [key[0].role in CONTROL for key in sorted(found, key=in_sent_order)] == [True, False]


def test_a_summary_gives_its_rest_to_its_last_line_and_has_no_line_of_nothing() -> None:
    money = (parsed_key("undeposited"), "Dr", "")
    first, last = (parsed_key("discounts"), "Dr", ""), (parsed_key("revenue"), "Cr", "")
    minors: dict[SummedKey, int] = {last: 1_00, first: 33, money: 67, (parsed_key("cogs"), "Dr", ""): 0}
    found = summary(minors, Conversion("EUR", "USD", Decimal("1.015")))
    assert list(found.items()) == [(money, 68), (first, 33), (last, -1_01)]
