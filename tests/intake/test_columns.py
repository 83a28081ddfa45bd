"""Cells take the type their field has in the schema, and stay text where they do not fit it."""

from __future__ import annotations

import pytest

from tieout.intake.columns import plain_row


@pytest.mark.parametrize(
    ("cell", "value"), [("12", 12), ("-3", -3), ("1.0", "1.0"), ("²", "²"), ("9" * 5000, "9" * 5000)]
)
def test_a_whole_number_that_is_none_stays_text(cell: str, value: object) -> None:
    assert plain_row(["kind", "sequence"], ["party", cell])["sequence"] == value


def test_an_unknown_kind_keeps_its_cells() -> None:
    assert plain_row(["kind", "a.b", "c"], ["what", "1", ""]) == {"kind": "what", "a": [{"b": "1"}]}
