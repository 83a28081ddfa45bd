"""Formats: each is written by its name."""

from __future__ import annotations

import io

import pytest

from tests.export.a_set_of_books import a_transaction, books
from tieout.export.formats import FORMATS, export


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_written_by_its_name(name: str) -> None:
    output = io.StringIO()
    export(books(a_transaction({"12": 1, "40": -1})), name, output)
    assert "1200" in output.getvalue()
    assert output.getvalue().endswith("\n")
