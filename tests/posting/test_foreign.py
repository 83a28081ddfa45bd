"""Lines in a currency of their own: balanced in both, pinned accounts by what QuickBooks books."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tieout.core.account import AccountKey, parsed_key
from tieout.core.entry import Line, Side, check_balance
from tieout.core.lot import Part
from tieout.core.money import minor_of_value
from tieout.posting.cents import Exact, Pins
from tieout.posting.foreign import own_lines, signed_lines, summary_lines, with_home
from tieout.posting.home import Conversion, SummedKey, summary, summed_key

CLEARING, GRNI = parsed_key("clearing(stripe,EUR)"), AccountKey("grni")
REVENUE = [parsed_key(f"revenue(web,{name})") for name in "abc"]
RATES = st.decimals("0.000001", "99", places=6)
SALES = st.lists(st.lists(st.integers(0, 10**7), min_size=3, max_size=3), min_size=1, max_size=12)


def conversion(rate: Decimal, currency: str = "EUR") -> Conversion:
    return Conversion(currency, "USD", rate)


def sale(amounts: list[int]) -> list[Exact]:
    """Dr clearing · Cr revenue of three categories."""
    total = Exact(CLEARING, sum(amounts), Part("tendered", sum(amounts)))
    return [
        total,
        *(Exact(key, -minor, Part("gross", minor)) for key, minor in zip(REVENUE, amounts, strict=True)),
    ]


@given(st.lists(st.integers(0, 10**7), min_size=3, max_size=3), RATES)
def test_a_document_balances_in_both_currencies(amounts: list[int], rate: Decimal) -> None:
    lines = own_lines(sale(amounts), conversion(rate), Pins("USD"))
    check_balance(lines, "sale")
    assert sum(line.minor for line in lines if line.side is Side.DR) == sum(amounts)


@given(SALES, RATES)
def test_the_entries_of_a_summary_come_to_the_summary_account_by_account(
    sales: list[list[int]], rate: Decimal
) -> None:
    minors: dict[SummedKey, int] = {}
    homes: dict[AccountKey, int] = {}
    for amounts in sales:
        lines = summary_lines(sale(amounts), conversion(rate), minors)
        check_balance(lines, "sale")
        for line in lines:
            minors[summed_key(line)] = minors.get(summed_key(line), 0) + line.minor
            homes[line.account] = homes.get(line.account, 0) + line.signed_home
    whole = _by_account(summary(minors, conversion(rate)))
    assert {key: minor for key, minor in homes.items() if minor} == whole


def _by_account(homes: Mapping[SummedKey, int]) -> dict[AccountKey, int]:
    sums: dict[AccountKey, int] = {}
    for (account, _, _), home in homes.items():
        sums[account] = sums.get(account, 0) + home
    return {key: minor for key, minor in sums.items() if minor}


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**7), RATES)
def test_a_pinned_account_stays_its_subledger_in_whole_cents(
    start: int, billed: int, rate: Decimal
) -> None:
    pins = Pins("USD", {GRNI: start})
    placed = [
        Exact(GRNI, billed, Part("billed_receipts", billed, reference="GR-1/1")),
        Exact(parsed_key("accounts_payable(EUR)"), -billed, Part("payable", billed)),
    ]
    lines = own_lines(placed, conversion(rate), pins)
    check_balance(lines, "bill")
    posted = sum(line.signed_home for line in lines if line.account == GRNI)
    assert posted == minor_of_value(pins.cumulative[GRNI], "USD") - minor_of_value(start, "USD")


def test_half_a_cent_of_a_pinned_account_is_made_up_at_home_against_rounding() -> None:
    """QuickBooks books a cent; the subledger goes from half a cent to one and a half: from 0 to 2."""
    pins = Pins("USD", {GRNI: 500_000})
    payable, rounding = parsed_key("accounts_payable(EUR)"), AccountKey("rounding")
    placed = [
        Exact(GRNI, 1, Part("billed_receipts", 1, party="EU", reference="GR-1/1")),
        Exact(payable, -1, Part("payable", 1)),
    ]
    assert own_lines(placed, conversion(Decimal(1)), pins) == (
        Line(Side.CR, payable, 1, 1),
        Line(Side.DR, GRNI, 1, 1, party="EU", reference="GR-1/1"),
        Line(Side.DR, GRNI, 0, 1, party="EU", reference="GR-1/1"),
        Line(Side.CR, rounding, 0, 1),
    )
    assert pins.cumulative == {GRNI: 1_500_000}, "only what has a subledger is pinned"


def test_amounts_on_different_sides_are_two_lines() -> None:
    made = signed_lines(GRNI, 5, -1, Part("x", 5, reference="r"))
    assert made == [Line(Side.DR, GRNI, 5, 0, reference="r"), Line(Side.CR, GRNI, 0, 1, reference="r")]
    assert with_home(made[0], 5, 7) == [made[0]._replace(home=7)]
    assert with_home(made[0], 0, 0) == []
