"""Waiting sales: a sale billed before all its goods are shipped is seen, with the day it is due."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.company import NAME, TODAY, small, written
from tests.cycle.small_books import Plain, event, invoice
from tieout.runtime.company import open_company
from tieout.runtime.waiting import WaitingSale, waiting_sales


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
