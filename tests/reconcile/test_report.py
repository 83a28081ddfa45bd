"""The report of a tie-out: the keys other programs rely on, with exact decimal text."""

from __future__ import annotations

import json

from tests.reconcile.two_books import a_document, a_held_entry, compared, march
from tieout.reconcile.report import as_json, day_as_json

RECEIPT = a_document(1, {"12": 120_00, "21": -120_00}, day=march(3))


def test_each_account_has_the_keys_others_rely_on_with_exact_decimal_text() -> None:
    report = as_json(compared([RECEIPT], [], [a_held_entry({"12": 1, "21": -1})]))
    row = next(row for row in report["accounts"] if row["number"] == "1200")
    assert list(row)[:7] == [
        "role",
        "number",
        "name",
        "expected",
        "quickbooks",
        "difference",
        "explained",
    ]
    assert row == {
        "role": "inventory_raw, inventory_semi",
        "number": "1200",
        "name": "Raw materials",
        "expected": "620.00",
        "quickbooks": "500.00",
        "difference": "-120.00",
        "explained": "-120.00",
        "unexplained": "0.00",
        "held": "0.01",
        "class": "owned",
        "account": "12",
        "tied": False,
        "first_day": "2026-03-03",
        "first_document": RECEIPT.document,
    }
    assert report["tied"] is False
    assert report["unexplained"] == "0.00"
    assert len(report["differences"]) == len(report["held"]) == 2
    assert json.loads(json.dumps(report)) == report


def test_a_day_of_the_drift() -> None:
    days = list(compared([RECEIPT], []).balances.daily("12"))
    assert day_as_json(days[3], "USD") == {
        "day": "2026-03-03",
        "expected": "620.00",
        "quickbooks": "500.00",
        "difference": "-120.00",
    }
