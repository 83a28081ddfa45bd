"""Cents: pinned accounts follow their subledger, the rest closes the entry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.core.account import AccountKey
from tieout.core.entry import Line, check_balance
from tieout.core.lot import Part
from tieout.core.money import minor_of_value
from tieout.posting.cents import ROUNDING, Exact, Pins, cent_lines

RAW = AccountKey("inventory_raw", ("",))
FINISHED = AccountKey("inventory_finished", ("",))
GRNI = AccountKey("grni")
WOOD, METAL = AccountKey("cogs", ("wood",)), AccountKey("cogs", ("metal",))
LABOUR = AccountKey("labour_absorbed")
VALUES = st.integers(-(10**12), 10**12)


def exact(*moves: tuple[AccountKey, int]) -> list[Exact]:
    return [Exact(account, value, Part("x", value)) for account, value in moves]


def signed(lines: tuple[Line, ...]) -> dict[str, int]:
    total: dict[str, int] = {}
    for line in lines:
        total[str(line.account)] = total.get(str(line.account), 0) + line.signed_home
    return total


@pytest.mark.covers("S002-16")
@given(
    st.lists(st.tuples(st.sampled_from([RAW, FINISHED, GRNI]), st.integers(-(10**12), 10**12)), max_size=40)
)
def test_a_pinned_balance_is_the_rounded_subledger_at_every_position(
    moves: list[tuple[AccountKey, int]],
) -> None:
    """And what an entry of pinned accounts alone leaves to rounding is at most a cent for each."""
    pins = Pins("USD")
    posted: dict[str, int] = {}
    for account, value in moves:
        lines = cent_lines(exact((account, value), (RAW, -value)), pins)
        check_balance(lines, "entry")
        for name, cents in signed(lines).items():
            posted[name] = posted.get(name, 0) + cents
        assert abs(signed(lines).get("rounding", 0)) <= 2
        for pinned, cumulative in pins.cumulative.items():
            assert posted.get(str(pinned), 0) == minor_of_value(cumulative, "USD")
    assert abs(posted.get("rounding", 0)) <= len(pins.cumulative)


def test_the_remainder_goes_to_the_first_cogs_that_moves_else_to_rounding() -> None:
    moves = ((RAW, -1_000_000), (METAL, 500_000), (WOOD, 500_000))
    assert signed(cent_lines(exact(*moves), Pins("USD"))) == {"inventory_raw": -1, "cogs(metal)": 1}
    turned = ((RAW, -1_000_000), (WOOD, 500_000), (METAL, 500_000))
    assert signed(cent_lines(exact(*turned), Pins("USD"))) == {"inventory_raw": -1, "cogs(metal)": 1}
    still = ((RAW, -1_000_000), (METAL, 5), (METAL, -5), (WOOD, 500_000), (FINISHED, 500_000))
    assert signed(cent_lines(exact(*still), Pins("USD"))) == {"inventory_raw": -1, "cogs(wood)": 1}
    lines = cent_lines(
        exact((RAW, 500_000), (GRNI, -500_000), (FINISHED, 500_001), (RAW, -500_001)), Pins("USD")
    )
    assert signed(lines) == {"inventory_finished": 1, "rounding": -1}


def test_labour_is_a_sources_amount_and_rounds_away_from_zero() -> None:
    """0.005 of labour: one cent, though a cost of 0.005 would be none."""
    lines = cent_lines(exact((RAW, 500_000), (LABOUR, -500_000)), Pins("USD"))
    assert signed(lines) == {"labour_absorbed": -1, "rounding": 1}


def test_grni_has_a_line_per_receipt_and_debits_come_first() -> None:
    parts = [
        Exact(GRNI, -(10**8), Part("accrued", 10**8, reference="R1/1", party="Acme")),
        Exact(GRNI, -(10**8), Part("accrued", 10**8, reference="R1/2", party="Acme")),
        Exact(RAW, 2 * 10**8, Part("received", 2 * 10**8)),
    ]
    lines = cent_lines(parts, Pins("USD"))
    assert [(line.side.value, line.reference, line.party) for line in lines] == [
        ("Dr", "", ""),
        ("Cr", "R1/1", "Acme"),
        ("Cr", "R1/2", "Acme"),
    ]


def test_goods_of_several_deliveries_are_one_line_that_names_no_party_and_no_receipt() -> None:
    parts = [
        Exact(RAW, 10**8, Part("received", 10**8, reference="R1/1", party="Acme")),
        Exact(RAW, 10**8, Part("received", 10**8, reference="R1/2", party="Acme")),
        Exact(WOOD, 1_400_000, Part("sold", 1_400_000, reference="S1", party="Bell")),
        Exact(RAW, -1_600_000, Part("shipped", -1_600_000, reference="S1")),
        Exact(GRNI, 200_000 - 2 * 10**8, Part("accrued", 200_000 - 2 * 10**8, reference="R1")),
    ]
    lines = [
        (str(one.account), one.signed_home, one.party, one.reference)
        for one in cent_lines(parts, Pins("USD"))
    ]
    assert lines == [
        ("inventory_raw", 198, "", ""),
        ("cogs(wood)", 2, "", ""),
        ("grni", -200, "", "R1"),
    ]


def test_parts_that_do_not_sum_to_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="do not sum to zero"):
        cent_lines(exact((RAW, 1)), Pins("USD"))


def test_a_currency_without_cents_is_pinned_to_its_own_unit() -> None:
    pins = Pins("JPY", {RAW: 50_000_000})
    assert pins.quanta_per_minor == 10**8
    assert pins.add(RAW, 100_000_000) == 2
    assert pins.copy().cumulative == {RAW: 150_000_000}
    assert str(ROUNDING) == "rounding"
