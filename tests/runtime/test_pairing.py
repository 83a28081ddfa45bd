"""Pairing: revenue and cost of a sale of goods stand in one month, or are named at a month end."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.company import NAME, TODAY, small, written
from tests.cycle.small_books import event, invoice
from tests.runtime.test_recognition import GOODS, SALE, shipment, stripped
from tieout.core.problem import Problem
from tieout.runtime.company import Company, open_company
from tieout.runtime.pairing import sides, unpaired_between, unpaired_sales

__all__ = ["stripped"]

THROUGH = date(2026, 4, 30)


def named(company: Company) -> list[tuple[str, str]]:
    return [(one.code, one.what) for one in unpaired_sales(company, THROUGH)]


def run(path: Path, *facts: dict[str, object]) -> Company:
    small("load", written(path, "facts.jsonl", *facts))
    small("run", "--until-idle", "--today", TODAY)
    return open_company(NAME)


@pytest.mark.covers("S001-44")
def test_a_sale_stripped_of_its_cost_is_named_at_month_end(stripped: Company) -> None:
    (code, what), *others = named(stripped)
    assert (code, others) == ("pairing_revenue_without_cost", [])
    assert "invoice_issued INV-30, order line SO-3:1" in what
    said = small("reconcile")
    assert said.code == 1
    assert "Revenue and cost stand apart: 1 sold order line" in " ".join(said.out.split())
    rows = json.loads(small("reconcile", "--json").out)
    assert [one["code"] for row in rows for one in row["unpaired"]] == [code]
    closing = small("periods", "close", "2026-03-31", "--yes")
    assert "1 sold order line without its cost" in " ".join((closing.out + closing.err).split())


def test_cost_that_a_closed_month_parted_from_its_revenue_is_named(stripped: Company) -> None:
    """The act posts the cost on the first open day: revenue in March, cost in April."""
    small("periods", "close", "2026-03-31", "--yes")
    small("recognise", "INV-30", "--why", "revised under an old version")
    small("run", "--until-idle", "--today", TODAY)
    ((code, what),) = named(stripped)
    assert code == "pairing_cost_in_other_period"
    assert "Invoice INV-30" in what
    assert "JournalEntry" in what
    with stripped.database.read() as connection:
        assert unpaired_between(connection, None, date(2026, 3, 31)) == 1
        assert unpaired_between(connection, date(2026, 3, 31), THROUGH) == 0


def test_once_its_cost_stands_in_its_month_nothing_is_named(stripped: Company) -> None:
    small("recognise", "INV-30", "--why", "revised under an old version")
    small("run", "--until-idle", "--today", TODAY)
    assert named(stripped) == []


def test_sales_that_have_their_cost_are_not_named(small_company: Path) -> None:
    """A plain sale, one revised to another lot, one taken back, and one of goods that came back."""
    company = run(small_company, *GOODS, shipment("M1"), SALE)
    with company.database.read() as connection:
        revenue, costs = sides(connection, THROUGH)
    assert [one.goods for one in revenue] == [True]
    assert [one.day for one in costs] == [date(2026, 3, 6)]
    assert named(run(small_company, shipment("M2"))) == []
    back = event(
        *("goods_returned", 9),
        id="RT-1",
        **{"return": "RT-1"},
        location="MAIN",
        lines=[{"line": "1", "item": "JAR", "quantity": "1", "shipment": "SH-3", "shipment_line": "1"}],
    )
    assert named(run(small_company, back)) == []
    small("reverse", "INV-30", "--why", "billed twice")
    small("run", "--until-idle", "--today", TODAY)
    assert named(company) == []


def test_a_sale_that_a_shipment_completes_in_the_next_month_stands_there_whole(small_company: Path) -> None:
    late = {**shipment("M1"), "date": "2026-04-02"}
    company = run(small_company, *GOODS, SALE, late)
    assert named(company) == []
    with company.database.read() as connection:
        revenue, costs = sides(connection, THROUGH)
    assert [one.day.month for one in revenue] == [4]
    assert [one.day.month for one in costs] == [4]


def test_goods_that_cost_nothing_and_sales_without_order_give_no_alarm(small_company: Path) -> None:
    free = {**GOODS[2], "lots": [{"item": "JAR", "quantity": "20", "unit_cost": "0", "lot": "M1"}]}
    plain = invoice("INV-31", day=7, lines=[{"line": "1", "item": "JAR", "quantity": "1", "amount": "9"}])
    company = run(small_company, *GOODS[:2], free, shipment("M1"), SALE, plain)
    found: list[Problem] = unpaired_sales(company, THROUGH)
    assert found == []
