"""Every tax strategy against a QuickBooks that honours a stated tax and one that does not.

An invoice of 100.00 with 8.00 of tax; QuickBooks' own rate is 8 %, or 10 % where it would compute
another tax than was billed. A tax that QuickBooks changed is a problem at once, with both amounts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from quickbooks_emulator.online.charts.founding import add_tax
from quickbooks_emulator.online.server import REALM, TOKEN
from tests.acceptance import shop
from tests.acceptance.company import TODAY, Books, company, load, quickbooks, run, with_controller
from tests.acceptance.tampering import Json
from tests.acceptance.test_tampered import call
from tieout.connectors.quickbooks_online import Client, QuickBooksOnline
from tieout.core.errors import TerminalError
from tieout.runtime import acts
from tieout.runtime.cases import list_cases
from tieout.runtime.company import Company, open_company
from tieout.runtime.settings import set_setting
from tieout.runtime.stopped import retry, write_off
from tieout.runtime.sweep import accept, restore, sweep
from tieout.runtime.tieout import reconcile
from tieout.runtime.verify import verify

KEYS = ("revenue(shop)", "sales_tax(CDTFA)")
BLOCKED = "needs_refused_document"
TAXED = {"taxes": [{"agency": "CDTFA", "amount": "8.00"}], "total": "108.00"}


@dataclass
class Taxed:
    company: Company
    books: Books
    rate: str
    code: str

    def bill(self, folder: Path) -> Json:
        """The invoice as QuickBooks holds it."""
        facts = [
            shop.received("R-1", "2026-03-02", 9),
            shop.ordered("SO-1", "2026-03-05", 2, "100.00"),
            shop.shipped("SO-1", "2026-03-05", 2),
            shop.invoiced("SO-1", "2026-03-05", 2, "100.00") | TAXED,
        ]
        assert load(self.company, [shop.file(folder, "facts", *shop.MASTER, *facts)]) == []
        self.company = open_company(self.company.name)
        run(self.company)
        found: list[Json] = call(self.books.url, "state?full=true")["objects"]["Invoice"]
        return found[0]

    def set(self, name: str, value: str) -> None:
        set_setting(open_company(self.company.name), name, value, "carla", acts.clock())

    def codes(self) -> list[str]:
        return [case.problem.code for case in list_cases(self.company)]

    def tied(self) -> bool:
        with closing(Client(self.books.url, REALM, lambda: TOKEN)) as client:
            through = TODAY - timedelta(days=1)
            return reconcile(self.company, QuickBooksOnline.of_company(client), through).tied


@contextmanager
def taxed(
    folder: Path, patch: pytest.MonkeyPatch, percent: str = "8", **settings: str | bool
) -> Iterator[Taxed]:
    """A company beside a QuickBooks with one tax code of so many percent."""
    with quickbooks(None, **settings) as books:
        inner = books.application.api.books
        add_tax(inner, "CDTFA", {"7": ("California", Decimal(percent))})
        rate = str(max(inner.store.objects["TaxRate"], key=int))
        inner.settings = inner.settings.with_values({"ast_tax_code": "7"})
        home = folder / "home"
        made = with_controller(company(home, books.url, patch, keys=KEYS, daily=()))
        yield Taxed(made, books, rate, "7")
        made.database.close()


@pytest.mark.covers("S000-25", "S001-48")
@pytest.mark.parametrize("ast", [True, False])
def test_a_stated_tax_is_held_where_quickbooks_honours_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ast: bool
) -> None:
    with taxed(tmp_path, monkeypatch, percent="10", ast=ast, tax_override="honoured") as made:
        made.set("tax.strategy", "override")
        made.set("tax.code.CDTFA", made.code)
        held = made.bill(tmp_path)
        assert held["TxnTaxDetail"]["TotalTax"] == Decimal("8.00")
        assert held["TotalAmt"] == Decimal("108.00")
        assert "Tax as billed: 8.00" in held["PrivateNote"]
        assert made.codes() == []
        assert verify(made.company).problems == []


@pytest.mark.covers("S000-26", "S000-27")
@pytest.mark.parametrize("ast", [True, False])
@pytest.mark.parametrize("strategy", ["override", "native"])
def test_a_tax_that_quickbooks_changed_is_a_problem_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strategy: str, ast: bool
) -> None:
    with taxed(tmp_path, monkeypatch, percent="10", ast=ast, tax_override="ignored") as made:
        made.set("tax.strategy", strategy)
        made.set("tax.code.CDTFA", made.code)
        held = made.bill(tmp_path)
        assert held["TxnTaxDetail"]["TotalTax"] == Decimal("10.00")
        [case] = list_cases(made.company)
        assert case.problem.code == "tax_changed"
        assert "TotalTax: sent 8.00, stored 10.00" in case.problem.why


@pytest.mark.parametrize("strategy", ["override", "native"])
def test_a_changed_tax_crosses_as_a_line_once_finance_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strategy: str
) -> None:
    """The way out that the exception names: another strategy, a run, the document restored."""
    with taxed(tmp_path, monkeypatch, percent="10", ast=True, tax_override="ignored") as made:
        made.set("tax.strategy", strategy)
        made.set("tax.code.CDTFA", made.code)
        made.bill(tmp_path)
        [case] = list_cases(made.company)
        with pytest.raises(TerminalError, match="another tax than was billed"):
            restore(made.company, [case.id], "try again", "carla", acts.clock())
        made.set("tax.strategy", "tax_line")
        made.company = open_company(made.company.name)
        run(made.company)
        restore(made.company, [case.id], "as a line", "carla", acts.clock())
        assert made.codes() == []
        [held] = call(made.books.url, "state?full=true")["objects"]["Invoice"]
        assert (held["TotalAmt"], held["TxnTaxDetail"]["TotalTax"]) == (108, 0)
        sweep(made.company, acts.clock())
        assert made.codes() == []
        assert made.tied()


@pytest.mark.parametrize("act", [restore, accept])
def test_what_is_decided_of_a_document_ends_all_that_is_said_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[..., object]
) -> None:
    """The answer said it, and a sweep says it again: one act for both, whichever of them is named."""
    with taxed(tmp_path, monkeypatch, percent="10", ast=True, tax_override="ignored") as made:
        made.set("tax.strategy", "override")
        made.set("tax.code.CDTFA", made.code)
        made.bill(tmp_path)
        sweep(made.company, acts.clock())
        assert sorted(made.codes()) == ["drift_edited", "tax_changed"]
        made.set("tax.strategy", "tax_line")
        made.company = open_company(made.company.name)
        run(made.company)
        ids = [case.id for case in list_cases(made.company)]
        act(made.company, ids, "decided", "carla", acts.clock())
        sweep(made.company, acts.clock())
        assert made.codes() == []


@pytest.mark.parametrize("ast", [True, False])
def test_a_computed_tax_that_is_the_billed_one_is_no_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ast: bool
) -> None:
    with taxed(tmp_path, monkeypatch, ast=ast, tax_override="ignored") as made:
        made.set("tax.strategy.shop", "native")
        made.set("tax.code.CDTFA", made.code)
        held = made.bill(tmp_path)
        assert held["TotalAmt"] == Decimal("108.00")
        assert made.codes() == []


@pytest.mark.covers("S001-48")
@pytest.mark.parametrize("tax_override", ["honoured", "ignored"])
@pytest.mark.parametrize("ast", [True, False])
def test_tax_as_a_line_is_never_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tax_override: str, ast: bool
) -> None:
    with taxed(tmp_path, monkeypatch, percent="10", ast=ast, tax_override=tax_override) as made:
        held = made.bill(tmp_path)
        assert (held["TotalAmt"], len([one for one in held["Line"] if one.get("Id")])) == (108, 2)
        assert made.codes() == []
        assert made.tied()


@pytest.mark.covers("S001-49")
@pytest.mark.parametrize(("strategy", "percent"), [("override", "10"), ("native", "8")])
def test_outside_the_us_each_line_has_its_code_and_the_amount_its_rate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strategy: str, percent: str
) -> None:
    with taxed(tmp_path, monkeypatch, percent=percent, country="AU", ast=False) as made:
        made.set("tax.strategy", strategy)
        made.set("tax.code.CDTFA", made.code)
        made.set("tax.rate.CDTFA", made.rate)
        held = made.bill(tmp_path)
        assert held["GlobalTaxCalculation"] == "TaxExcluded"
        assert held["TotalAmt"] == Decimal("108.00")
        assert made.codes() == []


def test_outside_the_us_a_computed_tax_that_differs_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with taxed(tmp_path, monkeypatch, percent="10", country="AU", ast=False) as made:
        made.set("tax.strategy", "native")
        made.set("tax.code.CDTFA", made.code)
        made.bill(tmp_path)
        assert made.codes() == ["tax_changed"]


def test_an_agency_without_a_code_is_finances_to_set_and_then_crosses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with taxed(tmp_path, monkeypatch, country="AU", ast=False) as made:
        made.set("tax.strategy", "native")
        with pytest.raises(KeyError):
            made.bill(tmp_path)
        assert made.codes() == ["tax_code_unmapped"]
        made.set("tax.code.CDTFA", made.code)
        retry(made.company, [], "carla", acts.clock())
        made.company = open_company(made.company.name)
        run(made.company)
        assert made.codes() == []


def test_where_no_product_may_owe_the_tax_the_controller_is_told_to_have_it_stated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with taxed(tmp_path, monkeypatch, service_item_accounts="income") as made:
        with pytest.raises(KeyError):
            made.bill(tmp_path)
        refused = next(one.problem for one in list_cases(made.company) if one.problem.code != BLOCKED)
        assert (refused.code, "tax.strategy override" in refused.next_step) == ("account_type_unfit", True)


def test_what_waited_for_a_product_of_tax_crosses_once_the_tax_is_stated_and_the_product_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way out is in the problem: another strategy, then the product is written off."""
    with taxed(tmp_path, monkeypatch, service_item_accounts="income", ast=False) as made:
        with pytest.raises(KeyError):
            made.bill(tmp_path)
        [product] = [one for one in list_cases(made.company) if one.problem.code == "account_type_unfit"]
        assert "tieout cases write-off" in product.problem.next_step
        made.set("tax.strategy", "override")
        made.set("tax.code.CDTFA", made.code)
        made.company = open_company(made.company.name)
        write_off(made.company, [product.id], "the tax is stated now", "carla", acts.clock())
        assert made.codes() == [], "the product stops nobody"
        run(made.company)
        [held] = call(made.books.url, "state?full=true")["objects"]["Invoice"]
        assert held["TxnTaxDetail"]["TotalTax"] == Decimal("8.00")
        assert made.codes() == []
        assert verify(made.company).problems == []


def test_a_form_that_still_names_a_product_given_up_is_an_exception_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with taxed(tmp_path, monkeypatch, service_item_accounts="income", ast=False) as made:
        with pytest.raises(KeyError):
            made.bill(tmp_path)
        [product] = [one for one in list_cases(made.company) if one.problem.code == "account_type_unfit"]
        write_off(made.company, [product.id], "not needed, it was thought", "carla", acts.clock())
        run(made.company)
        assert made.codes() == ["not_in_quickbooks"]
        assert "Invoice" not in call(made.books.url, "state?full=true")["objects"]


def test_a_product_is_given_up_with_what_needs_it_where_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with taxed(tmp_path, monkeypatch, service_item_accounts="income", ast=False) as made:
        with pytest.raises(KeyError):
            made.bill(tmp_path)
        [product] = [one for one in list_cases(made.company) if one.problem.code == "account_type_unfit"]
        done = write_off(made.company, [product.id], "by hand", "carla", acts.clock(), following=True)
        assert (len(done), done[0]) == (2, product.subject)
        assert made.codes() == []
