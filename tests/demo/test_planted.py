"""The planted faults: the same for every seed, each where the list says, all told to the reader."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from tests.demo.reading import SEEDS, month
from tieout.demo import PLANTED

EXPECTED = Path(__file__).parents[2] / "examples" / "demo" / "expected.md"


@pytest.mark.parametrize(("seed", "orders"), SEEDS)
def test_each_fault_stands_where_the_list_says(seed: int, orders: int) -> None:
    made = month(seed, orders)
    for fault in PLANTED:
        if fault.event:
            found = [
                one
                for one in made.files[fault.file]
                if (one["kind"], one["id"]) == (fault.kind, fault.event)
            ]
            assert len(found) == (2 if fault.id == "same-id-other-content" else 1), fault.id


def test_the_ids_are_stable_and_unique() -> None:
    assert all(count == 1 for count in Counter(fault.id for fault in PLANTED).values())
    assert 8 <= len(PLANTED) <= 12


def test_the_expected_exceptions_are_told() -> None:
    """`expected.md` has one row for each planted fault, with its file, subject, text and next step."""
    rows = {
        cells[0].strip("` "): [cell.strip("` ") for cell in cells]
        for line in EXPECTED.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
        for cells in [line.strip("|\n ").split("|")]
    }
    for fault in PLANTED:
        told = [fault.id, fault.file, fault.event or "none", fault.code, fault.what, fault.next_step]
        assert rows.pop(fault.id) == told
    assert not rows


def test_the_numbers_of_the_faults() -> None:
    made = month()
    by_id = {(one["kind"], one["id"]): one for one in made.all()}
    assert by_id["invoice_issued", "INV-9002-1"]["total"] == "451.00"
    payout = by_id["payout_settled", "po-paypal-260323"]
    items = sum(Decimal(item["gross"]) - Decimal(item["fee"]) for item in payout["items"])
    assert Decimal(payout["net"]) - items == Decimal("7.50")
    amounts = [one["amount"] for one in made.of("payment_captured") if one["id"] == "PAY-9007"]
    assert amounts == ["450.00", "540.00"]
    aprons = [
        Decimal(line["quantity"])
        for one in made.of("opening_stock") + made.of("goods_shipped")
        for line in one.get("lots", []) + one.get("lines", [])
        if line["item"] == "MER-APRON"
    ]
    assert aprons == [12, 15]
    shown = {one["channel"] for one in made.of("sale_paid")}
    assert shown == {"webstore", "popup"}
