"""Written: a source's amounts in the document's currency and at home, at its own rate or the table's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from tests.reconcile.registers.facts_of_march import book
from tieout.reconcile.registers.written import Written, written

DAY = date(2026, 3, 10)
AMOUNT = 10_005_000_000  # 100.05


def test_home_currency_is_cents_as_billed() -> None:
    doc = written("USD", None, DAY, book().book.master)
    assert (doc.currency, doc.minor(AMOUNT), doc.at_home(10_005)) == ("USD", 10_005, 10_005)
    assert doc.minor(500_000) == 1  # half a cent, away from zero


def test_a_converted_document_is_rounded_once_at_its_rate() -> None:
    master = book(("EUR", 1, "1.10"), ("EUR", 9, "1.25")).book.master
    doc = written("EUR", None, DAY, master)
    assert (doc.currency, doc.minor(AMOUNT)) == ("USD", 12_506)
    stated = written("EUR", Decimal("1.3"), DAY, master)
    assert stated.minor(AMOUNT) == 13_007  # 130.065
    assert stated.exact(1) == 1


def test_a_document_in_its_own_currency_keeps_its_cents_and_its_rate_gives_home() -> None:
    master = book(("EUR", 1, "1.10"), own=True).book.master
    doc = written("EUR", None, DAY, master)
    assert (doc.currency, doc.minor(AMOUNT), doc.at_home(10_005)) == ("EUR", 10_005, 11_006)
    assert not doc.is_converted
    assert written("EUR", None, DAY, master, at_home=True).currency == "USD"


def test_a_currency_quickbooks_cannot_store_is_converted() -> None:
    master = book(("KWD", 1, "3.25"), own=True).book.master
    assert written("KWD", None, DAY, master).currency == "USD"


def test_an_amount_of_one_currency_in_a_document_of_another_goes_by_both_rates() -> None:
    """100.05 EUR at 1.20 in a document in pounds at 1.50: 80.04, which is 120.06 at home."""
    doc = Written("EUR", "GBP", "USD", Fraction("1.2"), Fraction("1.5"))
    assert (doc.minor(AMOUNT), doc.at_home(8_004)) == (8_004, 12_006)
    assert not doc.is_converted


def test_home_is_counted_in_its_own_places() -> None:
    yen = Written("EUR", "EUR", "JPY", Fraction(160), Fraction(160))
    assert yen.at_home(10_005) == 16_008
    assert Written("JPY", "JPY", "USD", Fraction("0.0067"), Fraction("0.0067")).at_home(1_000) == 670


def test_a_document_whose_rate_nobody_knows_keeps_its_own_amount_and_is_worth_nothing_at_home() -> None:
    doc = written("EUR", None, DAY, book(("GBP", 1, "1.5"), own=True).book.master)
    assert (doc.minor(AMOUNT), doc.at_home(10_005), doc.exact(AMOUNT)) == (10_005, 0, 0)
