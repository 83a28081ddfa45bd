"""Exchange: which currency a document is written in, and at which rate."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.posting.registers import Known
from tieout.core.account import account_key
from tieout.core.event import ExchangeRate, event_of
from tieout.core.master import MasterData
from tieout.core.open_item import Billed, OpenItem
from tieout.posting.exchange import (
    NoRate,
    at_invoice_rate,
    exchange_into,
    exchange_of,
    implied_rate,
    settled_minor,
    writes_own,
)
from tieout.posting.home import Conversion

DAY = date(2026, 3, 5)
BILLED = Billed(
    number="I-1",
    document="d",
    party="EU",
    original=10**8,
    original_currency="EUR",
    currency="EUR",
    rate="1.05",
    minor=1_00,
)
UNIT = 10**8


def master(*, own: bool) -> MasterData:
    known = MasterData("USD", own_currencies=own)
    for currency, rate in (("EUR", "1.10"), ("KWD", "3.25")):
        stated = {"kind": "exchange_rate", "source": "erp", "id": currency, "date": "2026-03-01"}
        event = event_of(stated | {"currency": currency, "rate": rate, "rate_source": "ECB"})
        assert isinstance(event, ExchangeRate)
        known.learn(event)
    return known


@pytest.mark.covers("S001-53")
def test_a_document_is_written_in_its_currency_where_the_company_has_it_on() -> None:
    own = exchange_of("EUR", None, DAY, master(own=True))
    assert (own.currency, own.rate_text, own.minor(10 * UNIT), own.exact(UNIT)) == ("EUR", "1.10", 10_00, 0)
    assert own.note(UNIT) == ""
    home = exchange_of("EUR", None, DAY, master(own=False))
    assert (home.currency, home.rate_text, home.minor(10 * UNIT)) == ("USD", "", 11_00)
    assert home.note(UNIT) == "Original EUR 1.00 at 1.10 (ECB)"
    assert exchange_of("EUR", None, DAY, master(own=True), at_home=True) == home
    assert exchange_of("USD", None, DAY, master(own=True)).rate_text == ""


def test_where_nothing_is_converted_no_rate_of_a_conversion_is_told() -> None:
    known = master(own=True)
    assert exchange_of("EUR", None, DAY, known).converted_at == ""
    assert exchange_of("USD", None, DAY, known).converted_at == ""
    assert exchange_of("EUR", None, DAY, known, at_home=True).converted_at == "1.10"


def test_the_memo_says_that_the_document_stated_its_rate_itself() -> None:
    stated = exchange_of("EUR", Decimal("1.20"), DAY, master(own=False))
    assert stated.note(UNIT) == "Original EUR 1.00 at 1.20 (as stated)"


def test_a_converted_half_cent_goes_away_from_zero_and_its_exact_value_to_even() -> None:
    """1.00 EUR at 1.005 is 1.01 on the form; half a quantum of a lot's value follows the lots' own rule."""
    converted = exchange_of("EUR", Decimal("1.005"), DAY, master(own=False))
    assert (converted.minor(UNIT), converted.minor(-UNIT)) == (1_01, -1_01)
    halves = exchange_of("EUR", Decimal("0.5"), DAY, master(own=False))
    assert [halves.exact(amount) for amount in (1, 3, -1)] == [0, 2, 0]


def test_a_currency_finer_than_quickbooks_stores_is_converted() -> None:
    assert not writes_own("KWD", master(own=True))
    assert exchange_of("KWD", None, DAY, master(own=True)).currency == "USD"


def test_a_rate_nobody_knows_is_named() -> None:
    with pytest.raises(NoRate, match="no rate of CHF is known"):
        exchange_of("CHF", None, DAY, master(own=True))


def test_what_settles_an_invoice_is_in_its_currency() -> None:
    known = master(own=True)
    same = exchange_into(BILLED, "EUR", Decimal("1.20"), DAY, known)
    assert (same.currency, same.rate_text) == ("EUR", "1.20")
    assert exchange_into(BILLED, "EUR", None, DAY, known).rate_text == "1.10"
    cross = exchange_into(BILLED, "USD", None, DAY, known)
    assert (cross.currency, cross.minor(11 * UNIT)) == ("EUR", 10_00)
    assert cross.note(11 * UNIT) == "Original USD 11.00 at 1 (home)"
    at_home = replace(BILLED, currency="USD", rate="")
    assert exchange_into(at_home, "EUR", None, DAY, known).currency == "USD"
    assert exchange_into(None, "EUR", None, DAY, known).currency == "EUR"


def test_a_credit_of_an_invoice_is_at_the_invoices_rate() -> None:
    today = exchange_of("EUR", None, DAY, master(own=True))
    assert at_invoice_rate(today, BILLED, 10 * UNIT, Known()).rate_text == "1.05"
    assert at_invoice_rate(today, None, 10 * UNIT, Known()) == today


CONVERTED = replace(BILLED, original=100 * UNIT, currency="USD", rate="", minor=110_00)
AT_HOME = str(account_key("accounts_receivable", currency="USD"))


def open_with(original: int, home: int) -> Known:
    return Known(open={(AT_HOME, "I-1"): home}, originals={(AT_HOME, "I-1"): original})


def test_a_credit_of_a_converted_invoice_is_at_the_rate_it_was_converted_at() -> None:
    """Billed 100 EUR at 1.10; the table says 1.12 since, but that is no matter of the receivable."""
    today = exchange_of("EUR", Decimal("1.12"), DAY, master(own=False))
    credit = at_invoice_rate(today, CONVERTED, 40 * UNIT, open_with(100 * UNIT, 110_00))
    assert credit.minor(40 * UNIT) == 44_00
    assert credit.note(40 * UNIT) == "Original EUR 40.00 at 1.1 (of the invoice)"


def test_the_note_tells_the_rate_of_the_invoice_and_not_what_its_cents_come_to() -> None:
    """100.01 EUR at 1.10 are 110.01; 37.03 of them come to 40.73, which is 1.0999 a euro."""
    odd = replace(CONVERTED, original=100 * UNIT + UNIT // 100, minor=110_01)
    amount = 37 * UNIT + 3 * UNIT // 100
    today = exchange_of("EUR", Decimal("1.12"), DAY, master(own=False))
    known = open_with(odd.original, odd.minor)
    followed = at_invoice_rate(today, odd, amount, known)
    assert followed.note(amount).startswith("Original EUR 37.03 at 1.0999")
    told = at_invoice_rate(today, replace(odd, rate="1.10"), amount, known)
    assert told.note(amount) == "Original EUR 37.03 at 1.10 (of the invoice)"
    assert told.minor(amount) == followed.minor(amount) == 40_73
    assert today.converted_at == "1.12"


def test_what_settles_the_last_of_a_converted_invoice_takes_the_rest() -> None:
    today = exchange_of("EUR", Decimal("1.12"), DAY, master(own=False))
    last = at_invoice_rate(today, CONVERTED, 40 * UNIT, open_with(40 * UNIT, 43_99))
    assert last.minor(40 * UNIT) == 43_99
    more = at_invoice_rate(today, CONVERTED, 50 * UNIT, open_with(40 * UNIT, 43_99))
    assert more.minor(50 * UNIT) == 43_99 + 11_00
    only_valued = at_invoice_rate(today, CONVERTED, 40 * UNIT, open_with(40 * UNIT, 43_99), rest=False)
    assert only_valued.minor(40 * UNIT) == 44_00


def test_half_a_cent_of_a_converted_invoice_goes_away_from_zero() -> None:
    odd = replace(CONVERTED, minor=110_01)
    assert settled_minor(odd, 50 * UNIT, OpenItem(100 * UNIT, 110_01)) == 55_01


def test_an_invoice_at_home_or_of_nothing_gives_no_rate() -> None:
    home = exchange_of("USD", None, DAY, master(own=False))
    domestic = replace(CONVERTED, original_currency="USD", original=110 * UNIT)
    assert at_invoice_rate(home, domestic, 40 * UNIT + 1, open_with(110 * UNIT, 110_00)) == home
    today = exchange_of("EUR", Decimal("1.12"), DAY, master(own=False))
    free = replace(CONVERTED, original=0, minor=0)
    assert at_invoice_rate(today, free, 40 * UNIT, open_with(0, 0)) == today


def test_money_of_another_currency_keeps_the_days_rate() -> None:
    home = exchange_of("USD", None, DAY, master(own=False))
    assert at_invoice_rate(home, CONVERTED, 10 * UNIT, open_with(100 * UNIT, 110_00)) == home


@given(
    st.integers(1, 10**7),
    st.lists(st.integers(1, 10**6), min_size=1, max_size=8),
)
@example(2, [1, 1, 1, 1])  # each is worth half a cent, and the first two take both
def test_a_converted_invoice_settled_in_parts_ends_at_nothing(minor: int, parts: list[int]) -> None:
    """Whatever it was converted at, and in whatever parts: each within its share by half a cent."""
    invoice = replace(CONVERTED, original=sum(parts) * 10**6, minor=minor)
    owed = OpenItem(invoice.original, minor)
    for part in parts:
        taken = settled_minor(invoice, part * 10**6, owed)
        assert 0 <= taken <= owed.home
        owed = OpenItem(owed.minor - part * 10**6, owed.home - taken)
    assert owed == OpenItem(0, 0)


@given(st.integers(1, 10**8), st.integers(1, 10**8), st.sampled_from(("EUR", "JPY")))
def test_an_implied_rate_comes_to_the_amount_it_was_made_of(home: int, minor: int, currency: str) -> None:
    rate = implied_rate(home, minor, currency, "USD")
    assert Conversion(currency, "USD", rate).of(minor) == home
