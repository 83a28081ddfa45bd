"""Shipping and discount from the source's invoice to QuickBooks and back, to the cent and the account.

Two jars of 100.00 less 10.00, 5.00 of shipping, 8 % of tax on all of it: 7.60, together 102.60. Whatever
the tax strategy, QuickBooks holds a line each, on the accounts of finance's mapping, and the read-back
compares each of them.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from tests.acceptance import shop
from tests.acceptance.company import TODAY, load, run
from tests.acceptance.tampering import Json
from tests.acceptance.test_tampered import call
from tests.acceptance.test_taxes import Taxed, taxed
from tieout.runtime import acts
from tieout.runtime.company import open_company
from tieout.runtime.mapping import stored_mapping
from tieout.runtime.quickbooks import quickbooks
from tieout.runtime.sweep import sweep
from tieout.runtime.verify import verify

SALE: Final[dict[str, Any]] = {
    "lines": [{"line": "1", "item": "JAM", "quantity": "2", "amount": "100.00", "discount": "10.00"}],
    "shipping": "5.00",
    "taxes": [{"agency": "CDTFA", "amount": "7.60"}],
    "total": "102.60",
}
ROLES: Final = {
    "revenue(shop)": Decimal(100),
    "discounts": Decimal(-10),
    "shipping_income": Decimal(5),
    "sales_tax(CDTFA)": Decimal("7.60"),
}


def invoice() -> shop.Fact:
    return shop.invoiced("SO-1", "2026-03-05", 2, "100.00") | SALE


def receipt() -> shop.Fact:
    number = {"number": "SR-1", "order": "SO-1", "customer": "C-1", "channel": "shop", "currency": "USD"}
    tenders = [{"type": "gateway", "gateway": "stripe", "amount": "102.60"}]
    return shop.fact("sale_paid", "SR-1", "2026-03-05", **number, **SALE, tenders=tenders)


def crossed(made: Taxed, folder: Path, sale: shop.Fact) -> None:
    """The sale with its goods, in QuickBooks."""
    facts = [
        shop.received("R-1", "2026-03-02", 9),
        shop.ordered("SO-1", "2026-03-05", 2, "100.00"),
        shop.shipped("SO-1", "2026-03-05", 2),
        sale,
    ]
    assert load(made.company, [shop.file(folder, "facts", *shop.MASTER, *facts)]) == []
    made.company = open_company(made.company.name)
    run(made.company)
    assert made.codes() == []


def objects(made: Taxed) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = call(made.books.url, "state?full=true")["objects"]
    return found


def by_account(made: Taxed, form: Json) -> dict[str, Json]:
    """Each line of a form by the account its product posts to."""
    products = {one["Id"]: one for one in objects(made)["Item"]}
    found: dict[str, Json] = {}
    for line in form["Line"]:
        if "Id" in line:
            product = products[line["SalesItemLineDetail"]["ItemRef"]["value"]]
            found[product["IncomeAccountRef"]["value"]] = line
    return found


def accounts(made: Taxed) -> dict[str, str]:
    """The QuickBooks account of each role."""
    return {str(key): one.outside_id for key, one in stored_mapping(made.company)}


@pytest.mark.covers("S001-40", "S000-25")
@pytest.mark.parametrize("form", ["Invoice", "SalesReceipt"])
@pytest.mark.parametrize(
    ("strategy", "settings"),
    [
        ("tax_line", {}),
        ("override", {"ast": True}),
        ("override", {"ast": False}),
        ("native", {"ast": True}),
        ("override", {"country": "AU", "ast": False}),
        ("native", {"country": "AU", "ast": False}),
    ],
    ids=["tax as a line", "stated", "stated without AST", "computed", "stated abroad", "computed abroad"],
)
def test_shipping_and_discount_are_lines_on_their_accounts_and_are_read_back(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    strategy: str,
    settings: dict[str, Any],
    form: str,
) -> None:
    with taxed(tmp_path, monkeypatch, **settings) as made:
        made.set("tax.strategy", strategy)
        made.set("tax.code.CDTFA", made.code)
        made.set("tax.rate.CDTFA", made.rate)
        if strategy != "tax_line":
            acts.map_account(open_company(made.company.name), "sales_tax(CDTFA)", "CDTFA Payable")
        crossed(made, tmp_path, invoice() if form == "Invoice" else receipt())
        [held] = objects(made)[form]
        assert held["TotalAmt"] == Decimal("102.60")
        lines, where = by_account(made, held), accounts(made)
        wanted = {where[role]: amount for role, amount in ROLES.items()}
        if strategy != "tax_line":
            assert held["TxnTaxDetail"]["TotalTax"] == wanted.pop(where["sales_tax(CDTFA)"])
        assert {account: line["Amount"] for account, line in lines.items()} == wanted
        codes = {line["SalesItemLineDetail"].get("TaxCodeRef", {}).get("value") for line in lines.values()}
        abroad = settings.get("country") == "AU"
        assert codes == {"NON" if strategy == "tax_line" else made.code if abroad else "TAX"}
        with quickbooks(made.company) as books:
            there = books.balances(TODAY)
        for role, amount in ROLES.items():
            assert there[where[role]] == -amount * 100
        assert made.tied()
        assert verify(made.company).problems == []


@pytest.mark.covers("S002-49")
@pytest.mark.parametrize(("role", "amount"), [("shipping_income", 6), ("discounts", -12)])
def test_a_person_who_changes_shipping_or_discount_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str, amount: int
) -> None:
    with taxed(tmp_path, monkeypatch) as made:
        crossed(made, tmp_path, invoice())
        assert sweep(made.company, acts.clock()).drifts == ()
        [held] = objects(made)["Invoice"]
        line = by_account(made, held)[accounts(made)[role]]
        changed = [one | ({"Amount": amount} if one is line else {}) for one in held["Line"] if "Id" in one]
        call(made.books.url, "edit", {"entity": "Invoice", "id": held["Id"], "change": {"Line": changed}})
        [drift] = sweep(made.company, acts.clock()).drifts
        assert drift.kind == "edited"
        before = -10 if role == "discounts" else 5
        assert any(f"{before}.00" in field and f"{amount}.00" in field for field in drift.fields)
        assert not made.tied()


def test_shipping_and_discount_given_back_are_lines_of_the_credit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it is credited: the accounts come to nothing, and the invoice is settled."""
    with taxed(tmp_path, monkeypatch) as made:
        crossed(made, tmp_path, invoice())
        back = {
            "number": "CM-1",
            "refunds": "invoice",
            "refunded": "INV-SO-1",
            "customer": "C-1",
            "channel": "shop",
            "currency": "USD",
        }
        refund = shop.fact("refund_issued", "CM-1", "2026-03-09", **back, **SALE)
        assert load(made.company, [shop.file(tmp_path, "back", refund)]) == []
        run(made.company)
        assert made.codes() == []
        [memo] = objects(made)["CreditMemo"]
        lines, where = by_account(made, memo), accounts(made)
        assert lines[where["shipping_income"]]["Amount"] == 5
        assert lines[where["discounts"]]["Amount"] == -10
        assert objects(made)["Invoice"][0]["Balance"] == 0
        with quickbooks(made.company) as books:
            there = books.balances(TODAY)
        assert {there.get(where[role], 0) for role in ("shipping_income", "discounts")} == {0}
        assert made.tied()
