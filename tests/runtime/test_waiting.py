"""Waiting sales: a sale billed before all its goods are shipped is seen, with the day it is due."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.company import NAME, TODAY, small, written
from tests.cycle.small_books import Plain, event, invoice
from tieout.runtime.company import open_company
from tieout.runtime.waiting import UninvoicedLine, WaitingSale, uninvoiced_lines, waiting_sales


def mixed(number: str, order: str, day: int) -> Plain:
    """An hour of work and a jar, on one invoice."""
    lines = [
        {"line": "1", "item": "HOUR", "quantity": "1", "amount": "20.00"},
        {"line": "2", "item": "JAR", "quantity": "1", "amount": "5.00"},
    ]
    return invoice(number, day=day, order=order, lines=lines)


JAR = event("item", 1, item="JAR", name="Jar", inventory_role="inventory_finished", category="jars")


@pytest.mark.covers("S003-49")
def test_a_sale_with_work_and_goods_waits_as_a_whole_and_is_shown_with_its_due(small_company: Path) -> None:
    facts = (JAR, mixed("INV-8", "SO-8", 9), mixed("INV-7", "SO-7", 7))
    small("load", written(small_company, "mixed.jsonl", *facts))
    small("run", "--until-idle", "--today", TODAY)
    company = open_company(NAME)
    days = company.settings.goods_due_days
    [first, second] = waiting_sales(company)
    assert first == WaitingSale(
        kind="invoice_issued",
        number="INV-7",
        order="SO-7",
        day=date(2026, 3, 7),
        due=date.fromordinal(date(2026, 3, 7).toordinal() + days),
    )
    assert second.number == "INV-8"
    said = small("cases")
    assert "2 sales wait for goods of the order; each is posted as a whole:" in said.out
    assert f"  invoice_issued INV-7 of 2026-03-07, order SO-7: due {first.due}" in said.out
    assert "wait" not in small("cases", "--stage", "posting").out
    assert small("status", "--json").json["waiting_due"] == first.due.isoformat()
    assert "the first of them is due" in small("status").out


def test_where_nothing_waits_nothing_is_said(small_company: Path) -> None:
    assert waiting_sales(open_company(NAME)) == []
    assert " wait" not in small("cases").out
    assert small("status", "--json").json["waiting_due"] is None
    assert "the first of them" not in small("status").out


def test_of_very_many_the_rest_is_counted(small_company: Path) -> None:
    facts = (JAR, *(mixed(f"INV-{n}", f"SO-{n}", 9) for n in range(20, 32)))
    small("load", written(small_company, "many.jsonl", *facts))
    small("cost")
    assert "12 sales wait" in small("cases").out
    assert "  and 2 more" in small("cases").out


def shipment(number: str, day: int, order: str = "", customer: str = "") -> Plain:
    line = {"line": "1", "item": "JAR", "quantity": "3"}
    return event(
        *("goods_shipped", day),
        shipment=number,
        order=order,
        customer=customer,
        location="MAIN",
        lines=[line],
    )


STOCK = [
    event("location", 1, location="MAIN"),
    event(
        *("opening_stock", 1),
        location="MAIN",
        lots=[{"item": "JAR", "quantity": "20", "unit_cost": "1.25"}],
    ),
]


@pytest.mark.covers("S003-49", "S002-58")
def test_goods_shipped_without_an_invoice_are_shown_with_their_due(small_company: Path) -> None:
    facts = (JAR, *STOCK, shipment("SH-1", 3, "SO-1", "C-1"), shipment("SH-2", 4))
    assert small("load", written(small_company, "shipped.jsonl", *facts)).code == 0
    small("run", "--until-idle", "--today", "2026-04-02")
    [first, second] = uninvoiced_lines(open_company(NAME))
    assert first == UninvoicedLine(
        shipment="SH-1",
        line="1",
        order="SO-1",
        customer="C-1",
        item="JAR",
        units=3_000_000,
        day=date(2026, 3, 3),
        due=date(2026, 4, 2),
    )
    assert second.shipment == "SH-2"
    said = small("cases").out
    assert "2 shipped lines wait for an invoice:" in said
    assert "  SH-1/1 of 2026-03-03, order SO-1, customer C-1: 3 JAR, due 2026-04-02" in said
    assert "  SH-2/1 of 2026-03-04, no order: 3 JAR, due 2026-04-03" in said
    status = small("status", "--json").json
    assert status["uninvoiced"] == {"shipments": 2, "due": "2026-04-02"}
    assert "goods_not_invoiced" not in status["cases"]
    small("run", "--until-idle", "--today", "2026-04-03")
    assert small("status", "--json").json["cases"]["goods_not_invoiced"] == 1


@pytest.mark.covers("S002-58", "S001-74")
def test_the_register_of_what_is_shipped_and_not_invoiced_is_by_shipment(small_company: Path) -> None:
    """Each line with order, customer, day, days, units and cost; their sum is the control account."""
    facts = (JAR, *STOCK, shipment("SH-1", 3, "SO-1", "C-1"), shipment("SH-2", 4))
    assert small("load", written(small_company, "shipped.jsonl", *facts)).code == 0
    small("run", "--until-idle", "--today", TODAY)
    rows = small("reconcile", "--json").json
    [row] = [row for row in rows if row["role"] == "shipped_not_invoiced"]
    [register] = row["registers"]
    days = [item.pop("age_days") for item in register["items"]]
    assert register["items"] == [
        {
            "name": "SH-1/1",
            "party": "C-1",
            "item": "JAR",
            "order": "SO-1",
            "since": "2026-03-03",
            "quantity": "3",
            "amount": "3.75",
            "original": "",
            "original_currency": "",
        },
        {
            "name": "SH-2/1",
            "party": "",
            "item": "JAR",
            "order": "",
            "since": "2026-03-04",
            "quantity": "3",
            "amount": "3.75",
            "original": "",
            "original_currency": "",
        },
    ]
    assert days[0] - days[1] == 1
    assert register["total"] == register["posted"] == row["expected"] == row["quickbooks"] == "7.50"
    said = " ".join(small("reconcile", "--items", "shipped_not_invoiced").out.split())
    assert "SH-1/1" in said
    assert "SO-1" in said
