"""Law 2: an entry that does not balance cannot exist."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tieout.core.account import AccountKey, account_key
from tieout.core.entry import Entry, Line, Side, is_of_nothing
from tieout.core.ids import EntryId, EventId

GRNI = account_key("grni")
RAW = account_key("inventory_raw")


def _entry(*lines: Line, **fields: Any) -> Entry:
    stated: dict[str, Any] = {"rule": "goods received", "day": date(2026, 3, 2), "document": "JournalEntry"}
    stated |= {"currency": "USD", "rate": "1", **fields}
    return Entry(id=EntryId("e1"), event=EventId("v1"), lines=lines, **stated)


def _line(side: Side, minor: int, home: int | None = None, account: AccountKey = RAW) -> Line:
    return Line(side, account, minor, minor if home is None else home)


AMOUNTS = st.lists(
    st.tuples(st.sampled_from(Side), st.integers(1, 10**12), st.integers(1, 10**12)), max_size=8
)


@given(AMOUNTS)
def test_an_entry_exists_only_if_it_balances_in_both_currencies(
    amounts: list[tuple[Side, int, int]],
) -> None:
    lines = [Line(side, RAW, minor, home) for side, minor, home in amounts]
    minor = sum(line.minor if line.side is Side.DR else -line.minor for line in lines)
    home = sum(line.signed_home for line in lines)
    assume(lines and (minor or home))
    with pytest.raises(ValueError, match="does not balance"):
        _entry(*lines)
    mended = [Line(Side.CR if sum_ > 0 else Side.DR, GRNI, *pair) for sum_, pair in _mending(minor, home)]
    assert _entry(*lines, *mended).lines[: len(lines)] == tuple(lines)


def _mending(minor: int, home: int) -> list[tuple[int, tuple[int, int]]]:
    """Lines that would balance: one in each currency that is out."""
    both = [(minor, (abs(minor), 0)), (home, (0, abs(home)))]
    return [(out, pair) for out, pair in both if out]


def test_the_refusal_names_the_difference() -> None:
    with pytest.raises(
        ValueError, match=r"entry e1 \(goods received\) does not balance: .* are 1 in its currency, 1"
    ):
        _entry(_line(Side.DR, 101), _line(Side.CR, 100))


def test_balance_at_home_is_asked_for_as_well() -> None:
    with pytest.raises(ValueError, match="are 0 in its currency, 5 at home"):
        _entry(_line(Side.DR, 100, 115), _line(Side.CR, 100, 110))
    _entry(_line(Side.DR, 100, 115), _line(Side.CR, 100, 110), _line(Side.CR, 0, 5))


@pytest.mark.parametrize(("minor", "home"), [(-1, -1), (1, -1), (-1, 1)])
def test_a_line_carries_a_positive_amount(minor: int, home: int) -> None:
    with pytest.raises(ValueError, match="a line carries a positive amount on one side"):
        _entry(_line(Side.DR, minor, home), _line(Side.CR, minor, home))


def test_a_sale_given_away_has_lines_of_nothing_and_no_others() -> None:
    given = _entry(_line(Side.CR, 0), _line(Side.CR, 0))
    assert is_of_nothing(given.lines)
    assert not is_of_nothing([_line(Side.DR, 0, 5)])
    with pytest.raises(ValueError, match="a line of nothing stands beside lines with an amount"):
        _entry(_line(Side.DR, 1), _line(Side.CR, 1), _line(Side.CR, 0))


def test_an_entry_has_lines() -> None:
    with pytest.raises(ValueError, match="entry e1 has no lines"):
        _entry()


def test_an_entry_never_changes() -> None:
    entry = _entry(_line(Side.DR, 1), _line(Side.CR, 1))
    with pytest.raises(FrozenInstanceError):
        entry.memo = "changed"  # type: ignore[misc]


def test_sides() -> None:
    assert Side.DR.other() is Side.CR
    assert Side.CR.other() is Side.DR
    assert _line(Side.CR, 7).signed_home == -7
