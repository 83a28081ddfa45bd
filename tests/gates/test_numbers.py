"""Numbers: each kind of fact crosses under the number of its form, a supplier's in its own series."""

from __future__ import annotations

from typing import Any

import pytest

from tieout.core.event import event_of
from tieout.gates.numbers import KINDS_OF, is_checked, number_of

MONEY = {"currency": "USD", "total": "5.00"}
LINE = {"line": "1", "item": "HOUR", "quantity": "1", "amount": "5.00"}
SALE = {**MONEY, "customer": "C-1", "channel": "web", "lines": [LINE], "number": "N-1"}
REFUND = {**SALE, "refunded": "N-0"}
BILL = {**MONEY, "supplier": "V-1", "number": "N-1", "lines": [{"line": "1", "amount": "5.00"}]}


def said(kind: str, daily: bool = False, **fields: Any) -> tuple[str, str] | None:
    event = event_of({"kind": kind, "source": "erp", "id": "1", "date": "2026-03-02", **fields})
    number = number_of(event, lambda _channel: daily)
    assert number is None or kind in KINDS_OF[number.form]
    return number and (number.form, number.series)


@pytest.mark.parametrize(
    ("kind", "fields", "number"),
    [
        ("invoice_issued", SALE, ("invoice", "")),
        ("sale_paid", SALE, ("sales receipt", "")),
        ("refund_issued", {**REFUND, "refunds": "invoice"}, ("credit", "")),
        ("refund_issued", {**REFUND, "refunds": "sale", "gateway": "stripe"}, ("refund", "")),
        ("refund_issued", {**REFUND, "refunds": "deposit", "gateway": "stripe"}, None),
        ("bill_approved", BILL, ("bill", "V-1")),
        ("supplier_credited", BILL, ("supplier credit", "V-1")),
    ],
)
def test_a_fact_crosses_under_the_number_of_its_form(
    kind: str, fields: dict[str, Any], number: tuple[str, str] | None
) -> None:
    assert said(kind, **fields) == number


def test_a_sale_in_a_days_summary_has_no_number_of_its_own() -> None:
    assert said("sale_paid", daily=True, **SALE) is None
    assert said("invoice_issued", daily=True, **SALE) == ("invoice", "")


def test_what_was_read_in_quickbooks_is_there_whatever_its_number() -> None:
    bill = {"kind": "bill_approved", "id": "1", "date": "2026-03-02", **BILL}
    assert is_checked(event_of({**bill, "source": "erp"}))
    assert not is_checked(event_of({**bill, "source": "quickbooks"}))
