"""The beancount file: bean-check accepts it, and beancount reads the trial balance that was written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import data
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.export.a_set_of_books import CHART, LAST, OPENS, a_transaction, abroad, books, totals
from tieout.core.money import decimal_text
from tieout.export.beancount_journal import account_names_of, beancount, quoted
from tieout.export.books import ExportedTransaction

BEAN_CHECK = Path(sys.executable).with_name("bean-check")
NAMES = account_names_of(CHART)


@st.composite
def transactions(draw: st.DrawFn) -> list[ExportedTransaction]:
    """Balanced transactions with any text a person may have typed."""
    made = []
    for _ in range(draw(st.integers(0, 5))):
        accounts = draw(st.lists(st.sampled_from([one.id for one in CHART]), min_size=2, max_size=5))
        minors = [draw(st.integers(-(10**12), 10**12)) for _ in accounts[1:]]
        found = dict.fromkeys(accounts, 0)
        for account, minor in zip(accounts, [*minors, -sum(minors)], strict=True):
            found[account] += minor
        made.append(
            a_transaction(
                found,
                day=draw(st.dates(OPENS, LAST)),
                party=draw(st.text(max_size=20)),
                memo=draw(st.text(max_size=20)),
                number=draw(st.text(max_size=8)),
            )
        )
    return made


def loaded(text: str) -> tuple[list[data.Directive], Sequence[object]]:
    entries, errors, _ = loader.load_string(text)
    return entries, errors


def test_a_document_in_another_currency_keeps_its_amounts_and_its_rate() -> None:
    entries, errors = loaded("".join(beancount(books(abroad(a_transaction({"12": 5_00, "40": -5_00}))))))
    assert errors == []
    [made] = [entry for entry in entries if isinstance(entry, data.Transaction)]
    assert (made.meta["currency"], made.meta["rate"]) == ("EUR", "1.25")
    assert [(posting.meta or {})["original"] for posting in made.postings] == ["4.00 EUR", "-4.00 EUR"]


@pytest.mark.covers("S001-127")
@settings(max_examples=40, deadline=None)
@given(transactions(), st.sampled_from(["USD", "JPY", "KWD"]))
def test_the_trial_balance_beancount_reads_is_the_one_written(
    made: list[ExportedTransaction], currency: str
) -> None:
    entries, errors = loaded("".join(beancount(books(*made, currency=currency))))
    assert errors == []
    found = dict.fromkeys(NAMES.values(), Decimal(0))
    for entry in entries:
        for posting in entry.postings if isinstance(entry, data.Transaction) else ():
            assert posting.units is not None
            assert isinstance(posting.units.number, Decimal)
            assert posting.units.currency == currency
            found[posting.account] += posting.units.number
    expected = {
        NAMES[account]: Decimal(decimal_text(minor, currency)) for account, minor in totals(made).items()
    }
    assert found == expected
    assert sum(isinstance(entry, data.Transaction) for entry in entries) == len(made)


def test_metadata_lead_back_to_document_events_and_lots() -> None:
    made = a_transaction({"12": 5, "21": -5}, party='Müller "M" \\ Co', memo="two\nlines", number="R-1")
    entries, errors = loaded("".join(beancount(books(made))))
    assert errors == []
    (entry,) = (entry for entry in entries if isinstance(entry, data.Transaction))
    assert entry.payee == 'Müller "M" \\ Co'
    assert entry.narration == "JournalEntry R-1 two lines"
    assert entry.meta["document"] == "d1"
    assert entry.meta["quickbooks"] == "145"
    assert entry.meta["events"] == "ev1 ev2"
    assert entry.meta["lots"] == "F-1"
    assert (entry.postings[0].meta or {})["account"] == "inventory_raw"


def test_bean_check_accepts_the_file_and_refuses_a_balance_off_by_a_cent(tmp_path: Path) -> None:
    made = a_transaction({"10": 7_00, "12": 5_00, "21": -12_00}, day=date(2026, 3, 31))
    good, bad = tmp_path / "good.beancount", tmp_path / "bad.beancount"
    good.write_text("".join(beancount(books(made))), encoding="utf-8")
    bad.write_text("".join(beancount(books(made, off=1))), encoding="utf-8")
    assert subprocess.run([BEAN_CHECK, good], check=False, capture_output=True).returncode == 0
    assert subprocess.run([BEAN_CHECK, bad], check=False, capture_output=True).returncode != 0


def test_a_quoted_text_is_one_line() -> None:
    assert quoted('a "b"\n\\c') == '"a \\"b\\" \\\\c"'
