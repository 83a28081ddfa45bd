"""Books to export: roots by QuickBooks type, opening balances, one transaction per entry, all balanced."""

from __future__ import annotations

import pytest

from tests.export.a_set_of_books import CHART, OPENS, a_transaction
from tieout.core.account import AccountKey
from tieout.export.books import (
    ChartAccount,
    ExportedLine,
    ExportedTransaction,
    opening_transaction,
    per_entry,
)


def test_the_quickbooks_type_decides_the_root_with_or_without_spaces() -> None:
    assert [account.root for account in CHART] == [
        "Assets",
        "Assets",
        "Assets",
        "Liabilities",
        "Income",
        "Income",
        "Expenses",
        "Equity",
    ]
    with pytest.raises(ValueError, match="Magic"):
        _ = ChartAccount(id="1", name="x", number="", type="Magic").root


def test_what_does_not_balance_is_refused() -> None:
    with pytest.raises(ValueError, match="does not balance"):
        a_transaction({"12": 1})


def test_opening_balances_are_a_transaction() -> None:
    opening = opening_transaction(OPENS, {"12": 5, "13": 0, "30": -5})
    assert [(line.account, line.minor) for line in opening.lines] == [("12", 5), ("30", -5)]


def test_a_document_is_split_by_entry_and_keeps_its_origin() -> None:
    key = AccountKey("grni")
    lines = (
        ExportedLine("12", key, 5, "e1"),
        ExportedLine("12", key, 7, "e2"),
        ExportedLine("21", key, -5, "e1"),
        ExportedLine("21", key, -7, "e2"),
    )
    document = ExportedTransaction(day=OPENS, id="d1", type="Bill", lines=lines, outside_id="9")
    first, second = per_entry([document])
    assert (first.id, second.id, second.outside_id) == ("e1", "e2", "9")
    assert second.lines == (lines[1], lines[3])
