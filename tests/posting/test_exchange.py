"""Exchange: converted and rounded once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tieout.core.master import MasterData
from tieout.posting.exchange import Exchange, NoRate, exchange_of

EURO = Exchange("EUR", "USD", Decimal("0.999999"), "ECB")


def test_an_amount_is_converted_and_rounded_once() -> None:
    """0.005 × 0.999999 = 0.004999995: no cent, though 0.00500000 at eight places would be one."""
    assert EURO.minor(500_000) == 0
    assert EURO.exact(500_000) == 500_000
    assert EURO.minor(-150_000_000) == -150


def test_home_amounts_stay_as_they_are() -> None:
    home = exchange_of("USD", None, date(2026, 3, 1), MasterData("USD"))
    assert home.exact(123) == 123
    assert home.minor(500_000) == 1
    assert home.note(1) == ""


def test_the_memo_keeps_the_original() -> None:
    assert EURO.note(150_000_000) == "Original EUR 1.50 at 0.999999 (ECB)"


def test_a_rate_stated_goes_before_the_table_and_none_is_a_refusal() -> None:
    master = MasterData("USD")
    stated = exchange_of("EUR", Decimal("1.1"), date(2026, 3, 1), master)
    assert (stated.rate, stated.source) == (Decimal("1.1"), "as stated")
    with pytest.raises(NoRate, match="no rate of EUR"):
        exchange_of("EUR", None, date(2026, 3, 1), master)
