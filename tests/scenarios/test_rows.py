"""Rows: every row of the tables of procure to pay, production and stock has a scenario."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from tests.scenarios.scenario import read

HERE: Final = Path(__file__).parent
_ROW: Final = re.compile(r"^\| [\w ]+ \| [^|]+ \| \[(?P<title>.+)\]\((?P<file>[\w/.]+)\) \|$")
ROWS: Final = [
    (found["title"], found["file"])
    for line in (HERE / "README.md").read_text(encoding="utf-8").splitlines()
    if (found := _ROW.match(line))
]
EVENTS: Final = (
    "purchase_order_placed", "purchase_order_changed", "purchase_order_closed",
    "goods_received", "goods_rejected", "bill_approved", "landed_cost_billed",
    "goods_returned_to_supplier", "supplier_credited", "receipt_closed",
    "grni_reclassified", "bill_paid", "bom_version", "materials_issued",
    "production_completed", "production_closed", "disassembly_completed", "goods_shipped",
    "stock_adjusted", "stock_counted", "stock_transferred", "stock_revalued",
    "opening_stock", "opening_register", "transfer_dispatched", "transfer_arrived",
    "transfer_lost",
)  # fmt: skip


def test_the_list_is_whole() -> None:
    assert len(ROWS) >= 47


@pytest.mark.parametrize(("title", "file"), ROWS)
def test_a_row_has_the_scenario_it_names(title: str, file: str) -> None:
    (found,) = [one for one in read(HERE / file) if one.title == title]
    assert any(block.word in {"Then", "Problems"} for block in found.blocks)


@pytest.mark.parametrize("kind", EVENTS)
def test_every_event_of_the_tables_is_stated(kind: str) -> None:
    stated = re.compile(rf"^    (?:now )?\d{{4}}-\d\d-\d\d {kind}\b", re.MULTILINE)
    assert any(stated.search(path.read_text(encoding="utf-8")) for path in HERE.glob("*/*.md"))
