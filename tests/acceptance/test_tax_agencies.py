"""Tax of two agencies on one sale: each strategy ties out in each kind of QuickBooks, agency by agency.

State 6 %, city 2.25 %, one QuickBooks code for both. An invoice of 200.00, part of it refunded, in the
US with and without automated sales tax and outside it. What the agencies are owed must be on their own
accounts to the cent, and outside the US in QuickBooks' own tax summary.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from quickbooks_emulator.online.entities.tax import create_tax_code
from quickbooks_emulator.online.server import REALM, TOKEN
from tests.acceptance import shop
from tests.acceptance.company import TODAY, Books, company, load, quickbooks, run, with_controller
from tests.acceptance.tampering import Json
from tieout.connectors.quickbooks_online import Client, QuickBooksOnline
from tieout.connectors.quickbooks_online.echo import differences
from tieout.connectors.quickbooks_online.report import Report
from tieout.core.ids import DocumentId
from tieout.runtime import acts
from tieout.runtime.cases import list_cases
from tieout.runtime.company import Company, open_company
from tieout.runtime.settings import set_setting
from tieout.runtime.tieout import TieOut, reconcile
from tieout.runtime.verify import verify
from tieout.storage.answers import echo_problem

RATES = {"STATE": "6", "CITY": "2.25"}
BOTH = "CITY+STATE"
THROUGH = TODAY - timedelta(days=1)


def taxes(state: str, city: str) -> list[Json]:
    return [{"agency": "STATE", "amount": state}, {"agency": "CITY", "amount": city}]


def facts(state: str = "12.00", city: str = "4.50") -> list[shop.Fact]:
    """An invoice of 200.00 and its tax; 20.00 of it is refunded with its tax."""
    line = {"line": "1", "item": "JAM", "quantity": "1", "amount": "20.00"}
    total = Decimal(200) + Decimal(state) + Decimal(city)
    refund = shop.fact(
        *("refund_issued", "RF-1", "2026-03-16"),
        number="RF-1",
        refunds="invoice",
        refunded="INV-SO-1",
        customer="C-1",
        channel="shop",
        currency="USD",
        lines=[line],
        taxes=taxes("1.20", "0.45"),
        total="21.65",
    )
    return [
        *shop.MASTER,
        shop.received("R-1", "2026-03-02", 20),
        *shop.sold("SO-1", "2026-03-05", 10, "200.00")[:2],
        shop.invoiced("SO-1", "2026-03-05", 10, "200.00")
        | {"taxes": taxes(state, city), "total": format(total, "f")},
        refund,
    ]


@dataclass
class Taxed:
    company: Company
    books: Books

    def told(self, folder: Path, *said: shop.Fact) -> None:
        assert load(self.company, [shop.file(folder, "facts", *said)]) == []
        run(self.company)

    def cases(self) -> list[str]:
        return [f"{case.problem.code}: {case.problem.why}" for case in list_cases(self.company)]

    def owed(self) -> dict[str, Decimal]:
        """What QuickBooks says each agency is owed, on its own account."""
        with closing(Client(self.books.url, REALM, lambda: TOKEN)) as client:
            books = QuickBooksOnline.of_company(client)
            names = {one.name: one.id for one in books.accounts()}
            held = books.balances(THROUGH)
        return {one: -Decimal(held.get(names[f"{one} Payable"], 0)) / 100 for one in RATES}

    def summary(self) -> dict[str, Decimal]:
        """The same of QuickBooks' tax summary."""
        days = {"start_date": "2026-03-01", "end_date": "2026-03-31"}
        with closing(Client(self.books.url, REALM, lambda: TOKEN)) as client:
            report = Report(client.get("/reports/TaxSummary", **days))
        return {
            name.removeprefix("Net owed to "): Decimal(row.cells["tax_amount"]["value"])
            for row in report.rows()
            if (name := row.cells["tax_name"]["value"]).startswith("Net owed to ")
        }

    def tie_out(self) -> TieOut:
        with closing(Client(self.books.url, REALM, lambda: TOKEN)) as client:
            return reconcile(self.company, QuickBooksOnline.of_company(client), THROUGH)


@contextmanager
def taxed(
    folder: Path, patch: pytest.MonkeyPatch, strategy: str, **settings: str | bool
) -> Iterator[Taxed]:
    """A company whose agencies are mapped to QuickBooks' own accounts."""
    with quickbooks(None, **settings) as books:
        inner = books.application.api.books
        agencies = {one: inner.create("TaxAgency", {"DisplayName": one})["Id"] for one in RATES}
        rows = [
            {"TaxRateName": one, "RateValue": Decimal(rate), "TaxAgencyId": agencies[one]}
            | {"TaxApplicableOn": "Sales"}
            for one, rate in RATES.items()
        ]
        code = create_tax_code(inner, {"TaxCode": "Downtown", "TaxRateDetails": rows})["TaxCodeId"]
        rates = {body["Name"]: body["Id"] for body in inner.store.each("TaxRate")}
        inner.settings = inner.settings.with_values({"ast_tax_code": code})
        keys = ("revenue(shop)", *(f"sales_tax({one})" for one in RATES))
        made = with_controller(company(folder / "home", books.url, patch, keys=keys, daily=()))
        said = {"tax.strategy": strategy, f"tax.code.{BOTH}": code}
        said |= {f"tax.rate.{one}": rates[one] for one in RATES}
        for name, value in said.items():
            set_setting(open_company(made.name), name, value, "carla", acts.clock())
        for one in RATES:
            acts.map_account(made, f"sales_tax({one})", f"{one} Payable")
        yield Taxed(open_company(made.name), books)
        made.database.close()


KINDS: dict[str, dict[str, str | bool]] = {
    "US, automated": {"ast": True},
    "US, automated, which computes": {"ast": True, "tax_override": "ignored"},
    "US, by hand": {"ast": False},
    "elsewhere": {"ast": False, "country": "CA"},
}


@pytest.mark.covers("S001-48", "S001-49")
@pytest.mark.parametrize("strategy", ["tax_line", "override", "native"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_agency_is_owed_what_was_billed(
    strategy: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with taxed(tmp_path, monkeypatch, strategy, **KINDS[kind]) as made:
        made.told(tmp_path, *facts())
        assert made.cases() == []
        assert made.owed() == {"STATE": Decimal("10.80"), "CITY": Decimal("4.05")}
        assert made.tie_out().tied
        assert verify(made.company).problems == []
        if kind == "elsewhere":
            assert made.summary() == ({} if strategy == "tax_line" else made.owed())


def test_a_stated_amount_of_each_agency_is_held_outside_the_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """12.01 and 4.49 where QuickBooks' own percent would make 12.00 and 4.50."""
    with taxed(tmp_path, monkeypatch, "override", **KINDS["elsewhere"]) as made:
        made.told(tmp_path, *facts("12.01", "4.49"))
        assert made.cases() == []
        assert made.owed() == made.summary() == {"STATE": Decimal("10.81"), "CITY": Decimal("4.04")}
        assert made.tie_out().tied


def test_a_sum_that_quickbooks_splits_otherwise_is_named_by_the_tie_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the US one amount is stated for the form, and QuickBooks spreads it over the rates by percent."""
    with taxed(tmp_path, monkeypatch, "override", **KINDS["US, by hand"]) as made:
        made.told(tmp_path, *facts("12.01", "4.49"))
        assert made.cases() == []
        result = made.tie_out()
        assert not result.tied
        differences = [one for row in result.rows for one in row.differences]
        assert sorted(one.minor for one in differences) == [-1, 1]
        assert len({one.document for one in differences}) == 1


def test_a_rate_that_quickbooks_computed_all_the_same_is_a_problem_at_once() -> None:
    """The total is as billed, but one agency's part of it is not."""
    rate = "TotalTax at rate"
    sent, held = (
        {"TxnTaxDetail": {"TotalTax": Decimal("16.50"), "TaxLine": [row("1", state), row("2", city)]}}
        for state, city in (("12.01", "4.49"), ("12.00", "4.50"))
    )
    whole = {"TotalAmt": Decimal("16.50")}
    note = {"PrivateNote": "Tax as billed: 16.50"}
    told = differences("Invoice", sent | note | {"Line": []}, held | note | whole)
    assert told == (f"{rate} 1: sent 12.01, stored 12.00", f"{rate} 2: sent 4.49, stored 4.50")
    assert echo_problem(DocumentId("d"), told).code == "tax_changed"


def row(rate: str, amount: str) -> Json:
    detail = {"TaxRateRef": {"value": rate}, "PercentBased": False}
    return {"Amount": Decimal(amount), "DetailType": "TaxLineDetail", "TaxLineDetail": detail}
