"""Lists: every kind of record is read in one way, inactive ones too, and bears its whole name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest

from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.lists import record, records


class Rows:
    """A client that knows one row, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def rows(self, entity: str, where: str) -> Iterator[dict[str, Any]]:
        self.asked.append((entity, where))
        yield {"Id": "3", "Name": "North", "FullyQualifiedName": "Region:North", "Active": False}


def test_a_list_is_read_with_its_inactive_records() -> None:
    client = Rows()
    [one] = records(cast("Client", client), "Department")
    assert client.asked == [("Department", "Active in (true, false)")]
    assert (one.type, one.id, one.name, one.active) == ("Department", "3", "Region:North", False)
    records(cast("Client", client), "TaxAgency")
    assert client.asked[-1] == ("TaxAgency", "")


@pytest.mark.parametrize(
    ("type_", "row", "name"),
    [
        (
            "Customer",
            {"DisplayName": "Barnett Design", "FullyQualifiedName": "Shara:Barnett Design"},
            "Barnett Design",
        ),
        ("Item", {"Name": "Jam", "FullyQualifiedName": "Food:Jam"}, "Food:Jam"),
        ("TaxAgency", {"DisplayName": "Board of Equalization"}, "Board of Equalization"),
        ("Term", {"Name": "Net 30"}, "Net 30"),
    ],
)
def test_a_record_bears_the_name_people_know_it_by(type_: str, row: dict[str, Any], name: str) -> None:
    assert record(type_, {"Id": "1", **row}).name == name


def test_what_moves_with_transactions_is_no_part_of_a_record() -> None:
    row = {"Id": "1", "Name": "Bank", "CurrentBalance": 5, "MetaData": {}, "SyncToken": "3"}
    assert record("Account", row).raw == record("Account", {**row, "CurrentBalance": 9}).raw
    assert "SyncToken" not in record("Account", row).raw


def test_the_same_record_has_the_same_text() -> None:
    row = {"Id": "1", "Name": "Net 30", "DueDays": 30}
    assert (
        record("Term", row).raw
        == record("Term", dict(row)).raw
        == '{"Id":"1","Name":"Net 30","DueDays":30}'
    )
    assert record("Vendor", {**row, "CurrencyRef": {"value": "EUR"}}).currency == "EUR"
