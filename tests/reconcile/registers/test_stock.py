"""Stock: each part costing noted moves the account its lot stands on, the open receipt, or landed cost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tieout.core.account import parsed_key
from tieout.core.errors import ProgrammerError
from tieout.reconcile.registers import stock
from tieout.reconcile.registers.stock import stock_moves

COSTING = Path(stock.__file__).parents[2] / "costing"


def _part(name: str, value: int, account: str = "", reference: str = "", item: str = "") -> list[object]:
    return [name, value, account, "", "", reference, "", item, 0]


def test_a_receipt_adds_to_its_lot_and_to_what_is_owed() -> None:
    parts = [_part("received", 500, "inventory_raw", item="OATS"), _part("accrued", 500, reference="R1/1")]
    moves = list(stock_moves(parts, "2026-03-02"))
    assert [(str(one.account), one.name, one.value) for one in moves] == [
        ("inventory_raw", "OATS", 500),
        ("grni", "R1/1", -500),
    ]


def test_bills_and_allocations_take_off_what_waited() -> None:
    parts = [
        _part("cleared", 500, reference="R1/1"),
        _part("cleared", 7),
        _part("allocated", 90, reference="F1"),
        _part("landed", 90, "inventory_raw", item="OATS"),
    ]
    assert [(str(one.account), one.name, one.value) for one in stock_moves(parts, "2026-03-02")] == [
        ("grni", "R1/1", 500),
        ("grni", "bills without a receipt", 7),
        ("landed_cost_clearing", "F1", -90),
        ("inventory_raw", "OATS", 90),
    ]


def test_a_sale_takes_its_units_off_what_was_shipped() -> None:
    parts = [_part("waiting", 80, "shipped_not_invoiced", item="JAM"), _part("recognised", 80, item="JAM")]
    assert sum(one.value for one in stock_moves(parts, "2026-03-02")) == 0


def test_accounts_that_are_no_stock_are_left_out() -> None:
    assert list(stock_moves([_part("late_cost", 5, "cogs(jam)"), _part("restocked", 5, "scrap")], "")) == []


def test_a_part_of_stock_nobody_knows_is_an_error() -> None:
    with pytest.raises(ProgrammerError, match="vanished"):
        list(stock_moves([_part("vanished", 5, "inventory_raw")], ""))
    assert parsed_key("inventory_raw").role in stock.STOCK


def test_every_part_costing_notes_on_a_lot_is_known_here() -> None:
    """Read from costing itself, so that a new part of stock cannot be forgotten."""
    noted = re.compile(r'\.part\(\s*"(\w+)",[^()]*(?:\([^()]*\)[^()]*)*\baccount\b')
    names = {name for path in COSTING.glob("*.py") for name in noted.findall(path.read_text("utf-8"))}
    assert len(names) > 8
    assert names <= stock._ADDS | stock._TAKES, names - stock._ADDS - stock._TAKES
