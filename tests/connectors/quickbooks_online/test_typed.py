"""Typed: every recorded object is read, each value as the reference says what it is."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.connectors.recorded import FILES, NOT_WELL_FORMED, objects
from tieout.connectors.quickbooks_online.typed import many_typed, typed
from tieout.core.errors import TerminalError

CUT = "get-customer-1-401.json"
"""A refusal whose recording ends in the middle."""


@pytest.mark.skipif(not FILES, reason="the recorded payloads are not at hand")
@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem[:50]}")
def test_every_recorded_object_is_read(path: Path) -> None:
    """JSON and XML, from four companies and eight years; ids are text and amounts exact."""
    if path.name == CUT:
        return
    for entity, row in objects(path):
        read = typed(entity, without_nothing(row))
        assert isinstance(read.get("Id", ""), str)
        if "TotalAmt" in read:
            assert isinstance(read["TotalAmt"], Decimal)


@pytest.mark.skipif(not FILES, reason="the recorded payloads are not at hand")
def test_nearly_every_entity_is_among_them() -> None:
    counts = Counter(entity for path in FILES if path.name != CUT for entity, _ in objects(path))
    assert sum(counts.values()) >= 400
    assert len(counts) >= 29
    assert {path.name for path in FILES} >= NOT_WELL_FORMED


def without_nothing(row: dict[str, Any]) -> dict[str, Any]:
    """One payload writes the word None where nothing is meant."""
    return {name: value for name, value in row.items() if value != "None"}


def test_values_take_one_form_however_they_were_written() -> None:
    row = {
        "Id": 130,
        "TxnDate": "2026-03-31T00:00:00-08:00",
        "TotalAmt": "12.50",
        "Balance": 12,
        "EmailStatus": "SomethingNew",
        "CustomerRef": 7,
        "ApplyTaxAfterDiscount": "false",
        "MetaData": {"CreateTime": "2026-03-31T09:00:00-08:00"},
        "Line": {"Id": 1, "Amount": "12.50", "DetailType": "DescriptionOnly"},
        "NewOfTomorrow": {"x": 1},
        "DueDate": None,
    }
    read = typed("Invoice", row)
    assert read["Id"] == "130"
    assert read["TxnDate"] == date(2026, 3, 31)
    assert (read["TotalAmt"], read["Balance"]) == (Decimal("12.50"), Decimal(12))
    assert (read["CustomerRef"], read["EmailStatus"]) == ({"value": "7"}, "SomethingNew")
    assert read["ApplyTaxAfterDiscount"] is False
    assert read["MetaData"]["CreateTime"] == datetime.fromisoformat("2026-03-31T09:00:00-08:00")
    assert read["Line"] == [{"Id": "1", "Amount": Decimal("12.50"), "DetailType": "DescriptionOnly"}]
    assert (read["NewOfTomorrow"], read["DueDate"]) == ({"x": 1}, None)


@pytest.mark.parametrize(
    ("entity", "row"),
    [
        ("Invoice", {"Id": "1", "TotalAmt": "a lot"}),
        ("Invoice", {"Id": "1", "TxnDate": "soon"}),
        ("Account", {"Id": "1", "Active": "perhaps"}),
        ("Invoice", {"Id": "1", "Line": ["one"]}),
        ("Account", {"Id": "1", "Name": {}}),
        ("Term", {"Id": "1", "DueDays": "thirty"}),
    ],
)
def test_what_cannot_be_read_is_named(entity: str, row: dict[str, Any]) -> None:
    with pytest.raises(TerminalError) as stopped:
        many_typed(entity, [row])
    assert stopped.value.problem.code == "record_unreadable"
    assert stopped.value.problem.where.subject == f"{entity} 1"
