"""A sample order, discounted by all it costs: each choice of finance ends tied out, its cost posted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from quickbooks_emulator.online.server import REALM, TOKEN
from tests.acceptance import shop
from tests.acceptance.company import TODAY, Books, company, load, quickbooks, run, with_controller
from tests.acceptance.tampering import Json
from tests.acceptance.test_tampered import call
from tieout.connectors.quickbooks_online import Client, QuickBooksOnline
from tieout.runtime import acts
from tieout.runtime.cases import list_cases
from tieout.runtime.company import Company, open_company
from tieout.runtime.explain import explain_document
from tieout.runtime.reversal import reverse_document
from tieout.runtime.settings import set_setting
from tieout.runtime.tieout import reconcile
from tieout.runtime.verify import verify


def sample() -> list[shop.Fact]:
    facts = [shop.ordered("SO-1", "2026-03-05", 2, "10.00"), shop.shipped("SO-1", "2026-03-05", 2)]
    billed = shop.invoiced("SO-1", "2026-03-05", 2, "10.00")
    billed["lines"] = [billed["lines"][0] | {"discount": "10.00"}]
    return [shop.received("R-1", "2026-03-02", 9), *facts, billed | {"total": "0.00"}]


def gift() -> list[shop.Fact]:
    """The same order at no price at all: nothing is discounted."""
    facts = [shop.ordered("SO-1", "2026-03-05", 2, "0.00"), shop.shipped("SO-1", "2026-03-05", 2)]
    return [shop.received("R-1", "2026-03-02", 9), *facts, shop.invoiced("SO-1", "2026-03-05", 2, "0.00")]


@dataclass
class Given:
    company: Company
    books: Books
    folder: Path

    def run(self, choice: str, facts: list[shop.Fact] | None = None) -> dict[str, list[Json]]:
        """What QuickBooks holds of the sample, after finance chose."""
        set_setting(self.company, "zero-total.shop", choice, "carla", acts.clock())
        self.company = open_company(self.company.name)
        load(self.company, [shop.file(self.folder, "facts", *shop.MASTER, *(facts or sample()))])
        run(self.company)
        objects: dict[str, list[Json]] = call(self.books.url, "state?full=true")["objects"]
        return objects

    def check(self) -> None:
        """Nothing is left to anybody, the books tie out, and a replay comes to the same."""
        assert [case.problem.code for case in list_cases(self.company)] == []
        with closing(Client(self.books.url, REALM, lambda: TOKEN)) as client:
            through = TODAY - timedelta(days=1)
            assert reconcile(self.company, QuickBooksOnline.of_company(client), through).tied
        assert [one.why for one in verify(self.company).problems] == []


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Given]:
    with quickbooks() as books:
        made = with_controller(
            company(tmp_path / "home", books.url, monkeypatch, keys=("revenue(shop)",), daily=())
        )
        yield Given(made, books, tmp_path)
        made.database.close()


@pytest.mark.covers("S000-23")
def test_as_it_is(given: Given) -> None:
    held = given.run("as_is")
    assert [one["TotalAmt"] for one in held["Invoice"]] == [0]
    assert held.get("CreditMemo", []) == []
    given.check()


@pytest.mark.covers("S000-22", "S000-23")
def test_with_a_penny_that_is_taken_back(given: Given) -> None:
    held = given.run("penny")
    penny = Decimal("0.01")
    [invoice], [credit] = held["Invoice"], held["CreditMemo"]
    assert (invoice["TotalAmt"], credit["TotalAmt"]) == (penny, penny)
    assert (invoice["Balance"], credit["RemainingCredit"]) == (0, 0)
    assert [one["TotalAmt"] for one in held["Payment"]] == [0]
    given.check()
    told = explain_document(given.company, "INV-SO-1")
    assert len(told.lines) == 4


def test_its_cost_only(given: Given) -> None:
    held = given.run("cost_only")
    assert held.get("Invoice", []) == []
    assert len(held["JournalEntry"]) >= 2
    given.check()
    with given.company.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT result FROM transition WHERE after = 'written_off'").all()
    assert [row.result for row in rows] == ["its total is zero; finance wants its cost only"]


@pytest.mark.covers("S000-23")
def test_a_sale_at_no_price_is_a_form_too(given: Given) -> None:
    """Not one record goes missing: the customer has an invoice, and so has QuickBooks."""
    held = given.run("as_is", gift())
    [invoice] = held["Invoice"]
    assert (invoice["TotalAmt"], invoice["DocNumber"]) == (0, "INV-SO-1")
    [line] = [one for one in invoice["Line"] if one["DetailType"] == "SalesItemLineDetail"]
    assert (line["Amount"], line["Description"]) == (0, "Plum jam (quantity 2)")
    given.check()
    told = explain_document(given.company, "INV-SO-1")
    assert len(told.lines) == 1


@pytest.mark.covers("S000-22")
def test_a_sale_at_no_price_takes_the_penny_too(given: Given) -> None:
    held = given.run("penny", gift())
    [invoice], [credit] = held["Invoice"], held["CreditMemo"]
    assert (invoice["TotalAmt"], credit["TotalAmt"]) == (Decimal("0.01"), Decimal("0.01"))
    assert (invoice["Balance"], credit["RemainingCredit"]) == (0, 0)
    given.check()


def test_of_a_sale_at_no_price_its_cost_only(given: Given) -> None:
    held = given.run("cost_only", gift())
    assert held.get("Invoice", []) == []
    assert len(held["JournalEntry"]) >= 2
    given.check()


def test_a_receipt_at_no_price_and_one_taken_back(given: Given) -> None:
    sale = shop.fact("sale_paid", "S-1", "2026-03-06", number="S-1", customer="C-1", channel="shop")
    sale |= {"currency": "USD", "total": "0.00", "tenders": []}
    sale |= {"lines": [{"line": "1", "item": "WORK", "quantity": "1", "amount": "0.00"}]}
    work = shop.fact("item", "WORK", "2026-03-01", item="WORK", name="Work", type="service")
    held = given.run("as_is", [*gift(), work, sale])
    assert [one["TotalAmt"] for one in held["SalesReceipt"]] == [0]
    for number in ("INV-SO-1", "S-1"):
        reverse_document(given.company, number, "given twice", "carla", acts.clock())
    run(given.company)
    objects = call(given.books.url, "state?full=true")["objects"]
    assert [one["TotalAmt"] for one in (*objects["CreditMemo"], *objects["RefundReceipt"])] == [0, 0]
    given.check()


def test_a_gift_that_is_billed_after_all(given: Given) -> None:
    given.run("as_is", gift())
    told = shop.invoiced("SO-1", "2026-03-05", 2, "9.00")
    load(given.company, [shop.file(given.folder, "again", told)])
    run(given.company)
    objects = call(given.books.url, "state?full=true")["objects"]
    assert [one["TotalAmt"] for one in objects["Invoice"]] == [0, 9]
    assert [one["TotalAmt"] for one in objects["CreditMemo"]] == [0]
    given.check()
