"""The CSV file: a row per line, and no text that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from tests.export.a_set_of_books import a_transaction, abroad, books
from tieout.export.flat_csv import HEADER, flat_csv, safe


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_one_row_per_line_with_debit_and_credit_apart() -> None:
    text = "".join(
        flat_csv(books(a_transaction({"12": 5_00, "40": -5_00}, party="Müller, Co", number="7")))
    )
    first, second = rows(text)
    assert tuple(first) == HEADER
    assert (first["account"], first["debit"], first["credit"]) == (
        "Inventory Asset:Raw (flour; sugar)",
        "5.00",
        "",
    )
    assert (second["role"], second["debit"], second["credit"]) == ("revenue(wholesale,sauces)", "", "5.00")
    assert (first["party"], first["events"], first["lot"], first["quickbooks"]) == (
        "Müller, Co",
        "ev1 ev2",
        "F-1",
        "145",
    )


def test_a_document_in_another_currency_keeps_its_amounts_and_its_rate() -> None:
    (line, against) = rows("".join(flat_csv(books(abroad(a_transaction({"12": 5_00, "40": -5_00}))))))
    own = [(one["original"], one["original_currency"], one["rate"]) for one in (line, against)]
    assert own == [("4.00", "EUR", "1.25"), ("-4.00", "EUR", "1.25")]
    (home, _) = rows("".join(flat_csv(books(a_transaction({"12": 5_00, "40": -5_00})))))
    assert (home["original"], home["original_currency"], home["rate"]) == ("", "", "")


@given(st.text(st.characters(exclude_characters="\r\n\x00"), max_size=20))
def test_no_text_is_a_formula_and_every_text_comes_back(memo: str) -> None:
    (first, _) = rows("".join(flat_csv(books(a_transaction({"12": 1, "40": -1}, memo=memo)))))
    assert not first["memo"].startswith(("=", "+", "-", "@"))
    assert first["memo"] in (memo, f"'{memo}")
    assert safe("=1+1") == "'=1+1"
