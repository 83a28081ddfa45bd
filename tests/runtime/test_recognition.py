"""Recognition: a sale that an older version left without its cost is named; an approved act posts it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.company import NAME, TODAY, small, written
from tests.cycle.small_books import Plain, event, invoice
from tieout.costing import revised_shipment
from tieout.runtime.company import Company, open_company
from tieout.runtime.recognition import sales_without_cost
from tieout.storage.unrecognised import unrecognised

GOODS = (
    event("item", 1, item="JAR", name="Jar", inventory_role="inventory_finished", category="jars"),
    event("location", 1, location="MAIN"),
    event(
        *("opening_stock", 1),
        location="MAIN",
        lots=[
            {"item": "JAR", "quantity": "20", "unit_cost": "1.25", "lot": "M1"},
            {"item": "JAR", "quantity": "20", "unit_cost": "1.50", "lot": "M2"},
        ],
    ),
)
SALE = invoice(
    "INV-30",
    day=6,
    order="SO-3",
    lines=[{"line": "1", "item": "JAR", "quantity": "2", "amount": "25.00"}],
)


def shipment(lot: str, quantity: str = "2") -> Plain:
    line = {"line": "1", "item": "JAR", "quantity": quantity, "lot": lot}
    return event(
        "goods_shipped", 5, id="SH-3", shipment="SH-3", order="SO-3", location="MAIN", lines=[line]
    )


def balances(company: Company) -> dict[str, int]:
    """Cents of cost of goods sold, and of what waits for an invoice, by the month they stand in."""
    with company.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT CASE WHEN l.account LIKE 'cogs%' THEN 'sold ' ELSE 'waiting ' END "
            "|| SUBSTR(e.day, 1, 7), "
            "SUM(CASE l.side WHEN 'Dr' THEN l.home ELSE -l.home END) FROM entry e "
            "JOIN entry_line l ON l.entry = e.seq "
            "WHERE l.account LIKE 'cogs%' OR l.account = 'shipped_not_invoiced' GROUP BY 1"
        )
        return {name: int(home) for name, home in rows if home}


def problems(company: Company) -> list[str]:
    with company.database.read() as connection:
        return [one.what for one in sales_without_cost(connection)]


@pytest.fixture
def stripped(small_company: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    """As an older version left it: the lots that went in place of others were not the sale's any more."""
    small("load", written(small_company, "sold.jsonl", *GOODS, shipment("M1"), SALE))
    small("run", "--until-idle", "--today", TODAY)
    with monkeypatch.context() as old:

        def nothing(*_: Any) -> None:
            return None

        old.setattr(revised_shipment, "owe", nothing)
        old.setattr(revised_shipment, "make_good", nothing)
        old.setattr("tieout.costing.shipment.make_good", nothing)
        small("load", written(small_company, "revised.jsonl", shipment("M2")))
        small("run", "--until-idle", "--today", TODAY)
    company = open_company(NAME)
    assert balances(company) == {"waiting 2026-03": 3_00}
    return company


WITHOUT = "invoice_issued INV-30 of 2026-03-06 bills 2 units of order line SO-3:1 without their cost."


@pytest.mark.covers("S001-44", "S001-74")
def test_the_verb_posts_what_a_sale_lacks(stripped: Company) -> None:
    """The two jars of the other lot, at 1.50: Dr cogs 3.00, Cr shipped_not_invoiced 3.00."""
    assert problems(stripped) == [WITHOUT]
    assert WITHOUT in " ".join(small("verify").out.split() + small("verify").err.split())
    said = small("recognise", "INV-30", "--why", "revised under an old version", "--json").json
    assert said == {"number": "INV-30", "lines": [{"order_line": "SO-3:1", "units": "2"}]}
    small("run", "--until-idle", "--today", TODAY)
    assert problems(stripped) == []
    assert balances(stripped) == {"sold 2026-03": 3_00}
    assert small("recognise", "INV-30", "--why", "again").code != 0
    small("run", "--until-idle", "--today", TODAY)
    assert balances(stripped) == {"sold 2026-03": 3_00}


def test_of_a_closed_month_it_stands_in_the_open_one(stripped: Company) -> None:
    assert "closed through 2026-03-31" in small("periods", "close", "2026-03-31", "--yes").out
    small("recognise", "INV-30", "--why", "revised under an old version")
    small("run", "--until-idle", "--today", TODAY)
    assert balances(stripped) == {"sold 2026-04": 3_00, "waiting 2026-03": 3_00, "waiting 2026-04": -3_00}
    assert problems(stripped) == []


def test_a_sale_that_has_its_cost_is_not_named(small_company: Path) -> None:
    """Also after revisions, fewer units than it bills included: these are owed, and noted as such."""
    small("load", written(small_company, "sold.jsonl", *GOODS, shipment("M1"), SALE))
    small("run", "--until-idle", "--today", TODAY)
    company = open_company(NAME)
    assert problems(company) == []
    small("load", written(small_company, "revised.jsonl", shipment("M2", "1")))
    small("run", "--until-idle", "--today", TODAY)
    assert problems(company) == []
    assert "lacks no cost" in small("recognise", "INV-30", "--why", "x").err


def test_a_sale_taken_back_lacks_nothing(stripped: Company) -> None:
    small("reverse", "INV-30", "--why", "billed twice")
    small("run", "--until-idle", "--today", TODAY)
    with stripped.database.read() as connection:
        assert unrecognised(connection) == []


def test_the_source_goes_on_with_its_own_numbers(small_company: Path, stripped: Company) -> None:
    """The act told the shipment once more, under the number its source comes to by itself."""
    small("recognise", "INV-30", "--why", "revised under an old version")
    small("run", "--until-idle", "--today", TODAY)
    anew = {**shipment("M1"), "revision": 2}
    assert small("load", written(small_company, "numbered.jsonl", anew)).code == 0
    assert small("load", written(small_company, "again.jsonl", anew)).code == 0
    small("run", "--until-idle", "--today", TODAY)
    assert balances(stripped) == {"sold 2026-03": 2_50}
    assert problems(stripped) == []
    other = {**shipment("M2"), "revision": 2}
    assert "revision_conflict" in small("load", written(small_company, "other.jsonl", other)).err
