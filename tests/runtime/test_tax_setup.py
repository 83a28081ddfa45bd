"""Tax setup: an agency stands for a code of QuickBooks once a person agrees, and is on record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.payables import Payables, payables_of
from tests.acceptance.process import NAME
from tests.company import tieout
from tieout.runtime.company import reread

MAKE = ("import", "tax", "CDTFA", "California", "--percent", "8.25")


@pytest.fixture
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Payables]:
    with payables_of(tmp_path, monkeypatch) as found:
        yield found


def codes(books: Payables) -> list[str]:
    return [one["Name"] for one in books.held("TaxCode")]


def audited(books: Payables) -> list[tuple[str, str]]:
    with books.company.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT act, subject FROM audit WHERE act LIKE 'tax code %'")
        return [tuple(row) for row in rows]


def test_nothing_is_made_until_a_person_agrees(books: Payables) -> None:
    assert tieout(*MAKE, "--company", NAME).code != 0
    assert "California" not in codes(books)
    assert reread(books.company).settings.taxes.codes == {}
    assert audited(books) == []


def test_what_is_made_is_what_documents_name_and_a_second_time_it_is_linked(books: Payables) -> None:
    made = tieout(*MAKE, "--yes", "--company", NAME)
    assert (made.code, made.err) == (0, "")
    [code] = [one for one in books.held("TaxCode") if one["Name"] == "California"]
    [rate] = [one for one in books.held("TaxRate") if one["Name"] == "California"]
    taxes = reread(books.company).settings.taxes
    assert (taxes.codes, taxes.rates) == ({"CDTFA": code["Id"]}, {"CDTFA": rate["Id"]})
    again = tieout(*MAKE, "--company", NAME)
    assert "it is linked" in again.out
    assert codes(books).count("California") == 1
    assert audited(books) == [("tax code created", "CDTFA"), ("tax code linked", "CDTFA")]


@pytest.mark.parametrize("percent", ["much", "101", "-1"])
def test_a_percentage_is_one(books: Payables, percent: str) -> None:
    assert tieout(*MAKE[:-1], percent, "--yes", "--company", NAME).code == 2
