"""The answers no source settles: the same month ties out under each of them, and under each pair.

The facts about QuickBooks leave questions open, and the emulator has a setting for each. A small set
of runs draws the settings so that every two answers meet in at least one of them; the month has
goods, tax, deposits, cards, refunds, a summary, another currency, and two names that are one. In each
run answers are lost on the way, whole or in half.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from decimal import Decimal
from itertools import combinations, cycle
from pathlib import Path
from typing import Any, Final

import pytest

from quickbooks_emulator.online.charts.founding import add_tax
from quickbooks_emulator.online.server import REALM, TOKEN
from quickbooks_emulator.online.settings import CHOICES
from tests.acceptance import shop
from tests.acceptance.company import TODAY, company, load, quickbooks, run, with_controller
from tests.acceptance.tampering import Json
from tests.acceptance.test_tampered import call
from tieout.connectors.quickbooks_online import Client, QuickBooksOnline
from tieout.reconcile.verdict import TieOut
from tieout.runtime import acts
from tieout.runtime.balance import explain_balance
from tieout.runtime.cases import list_cases
from tieout.runtime.company import Company, open_company
from tieout.runtime.settings import set_setting
from tieout.runtime.subledgers import registers
from tieout.runtime.sweep import sweep
from tieout.runtime.tieout import problems, reconcile
from tieout.runtime.verify import verify

SWITCH: Final = ("true", "false")
ANSWERS: Final[Mapping[str, tuple[str, ...]]] = {
    "requestid": ("honoured", "ignored"),
    "requestid_scope": ("company", "app"),
    "requestid_seconds": ("0", "1"),
    "requestid_mismatch": ("replay", "600", "2600"),
    "requestid_replays_faults": SWITCH,
    "requestid_batch_rule": ("36+10", "sum50"),
    "batch_order": ("given", "reverse", "shuffle:7"),
    "batch_names": ("any", "one"),
    "batch_equal_ids": ("refuse", "run"),
    "retry_after": SWITCH,
    "payment_bumps_linked": SWITCH,
    "zero_payment_links": ("apply", "refuse"),
    "delete_linked": ("refuse", "unlink"),
    "journal_control_lines": ("one", "many"),
    "missing_rate": ("refuse", "one"),
    "foreign_balances": ("foreign", "home"),
    "opening_balance_account": ("equity", "income"),
    "service_item_accounts": ("liability", "income"),
    "missing_item": ("default", "refuse"),
    "closed_period_memo": ("refuse", "allow"),
    "tax_override": ("honoured", "ignored"),
    "ast": SWITCH,
    "ast_custom_codes": ("replaced", "kept"),
    "rounding": ("half_up", "half_even"),
    "default_form": ("json", "xml"),
    "query_unlisted": ("refuse", "allow"),
    "query_projection": ("allow", "refuse"),
    "query_unsupported": ("validation", "parse"),
    "ledger_debit_credit_columns": SWITCH,
    "report_cells": ("400000", "1500"),
    "duplicate_name_detail": ("worded", "null"),
    "custom_txn_numbers": SWITCH,
    "warn_duplicate_docnum": SWITCH,
    "vendor_custom_txn_numbers": SWITCH,
    "rounding_remainder": ("last_line", "largest_line"),
    "foreign_close": ("rest", "rate"),
    "zero_payment_close": ("rate", "rest"),
    "total_below_applied": ("refuse", "unlink"),
    "paid_name_change": ("refuse", "unlink"),
    "void_note": ("prefix", "replace"),
    "retired_name": ("freed", "held"),
    "wordings": ("first", "second"),
    "throttle_window": ("rolling", "fixed"),
    "control_party": ("needed", "optional"),
    "currency_control": ("own", "one"),
    "tax_payable": ("agency", "one"),
}
"""What reaches a month's documents; the first answer of each is the emulator's default or tieout's."""

RUN_COUNT: Final = 10


def drawn() -> list[dict[str, str]]:
    """Ten runs in which any two settings meet in all four pairs of a first and another answer.

    A setting has its first answer in five of the runs, run 0 among them, no two settings in the same
    five: there are 126 such fives. Two of them share run 0, each has a run the other lacks, and together
    they leave one out. Where there is more than one other answer they take turns.
    """
    fives = combinations(range(1, RUN_COUNT), RUN_COUNT // 2 - 1)
    runs: list[dict[str, str]] = [{} for _ in range(RUN_COUNT)]
    for (name, (first, *others)), five in zip(ANSWERS.items(), fives, strict=False):
        turn = cycle(others)
        for number, row in enumerate(runs):
            row[name] = first if number in {0, *five} else next(turn)
    return runs


RUNS: Final = drawn()


def facts() -> list[shop.Fact]:
    """The month."""
    return [*masters(), *trade(), *abroad(), *(_counter(n) for n in (1, 2))]


def masters() -> list[shop.Fact]:
    """Who and what there is."""
    return [
        *shop.MASTER,
        # Customer and supplier of one name: QuickBooks has one space of names.
        shop.fact(
            "party", "C-2", "2026-02-28", party="C-2", roles=["customer"], name="Plum Farm", currency="USD"
        ),
        shop.fact(
            "party", "C-EU", "2026-02-28", party="C-EU", roles=["customer"], name="Épicerie", currency="EUR"
        ),
        shop.fact(
            "item",
            "SERVICE",
            "2026-02-28",
            item="SERVICE",
            name="Tasting",
            type="service",
            category="preserves",
        ),
        *(
            shop.fact("exchange_rate", f"EUR-{day}", day, currency="EUR", rate=rate, rate_source="ECB")
            for day, rate in (("2026-02-28", "1.0825"), ("2026-03-20", "1.1137"))
        ),
    ]


def trade() -> list[shop.Fact]:
    """What is bought and sold at home."""
    taxed = {"taxes": [{"agency": "CDTFA", "amount": "1.65"}], "total": "21.65"}
    return [
        shop.received("R-1", "2026-03-02", 40),
        shop.billed("B-1", "2026-03-04", "R-1", 40, "81.50"),
        shop.ordered("SO-1", "2026-03-05", 2, "20.00"),
        shop.shipped("SO-1", "2026-03-05", 2),
        shop.invoiced("SO-1", "2026-03-05", 2, "20.00") | taxed,
        shop.paid("P-1", "2026-03-09", "SO-1", "10.00"),
        *_till(),
        # Paid before it is shipped: a deposit, then an invoice that it settles.
        _deposited("P-2", "2026-03-06", "SO-2", "30.00"),
        *shop.sold("SO-2", "2026-03-12", 3, "30.00"),
        shop.fact(
            "gift_card_sold",
            "GC-1",
            "2026-03-07",
            card="GC-1",
            channel="shop",
            gateway="stripe",
            currency="USD",
            amount="25.00",
        ),
        shop.fact(
            "gift_card_redeemed",
            "GC-1r",
            "2026-03-14",
            card="GC-1",
            customer="C-1",
            invoice="INV-SO-1",
            currency="USD",
            amount="5.00",
        ),
        shop.fact(
            "refund_issued",
            "RF-1",
            "2026-03-16",
            number="RF-1",
            refunds="invoice",
            refunded="INV-SO-1",
            customer="C-1",
            channel="shop",
            currency="USD",
            lines=[{"line": "1", "item": "JAM", "quantity": "1", "amount": "3.00"}],
            total="3.00",
        ),
    ]


def abroad() -> list[shop.Fact]:
    """An invoice in euro whose lines round up to a cent too much, paid in parts that round down."""
    euro = {"customer": "C-EU", "currency": "EUR", "channel": "shop", "gateway": "stripe"}
    service = [{"line": n, "item": "SERVICE", "quantity": "1", "amount": "111.11"} for n in "123"]
    return [
        shop.fact(
            "invoice_issued",
            "INV-EU",
            "2026-03-10",
            number="INV-EU",
            order="SO-EU",
            customer="C-EU",
            channel="shop",
            currency="EUR",
            lines=service,
            total="333.33",
        ),
        *(
            shop.fact("payment_captured", key, day, number=key, invoice="INV-EU", amount=amount, **euro)
            for key, day, amount in (("P-EU", "2026-03-18", "100.06"), ("P-EU2", "2026-03-22", "230.21"))
        ),
        # The rest is given up: a credit memo that a payment of nothing ties to the invoice.
        shop.fact(
            "refund_issued",
            "RF-EU",
            "2026-03-24",
            number="RF-EU",
            refunds="invoice",
            refunded="INV-EU",
            customer="C-EU",
            channel="shop",
            currency="EUR",
            lines=[{"line": "1", "item": "SERVICE", "quantity": "1", "amount": "2.00"}],
            total="2.00",
        ),
        # And 1.06 that nobody will pay: a journal on the receivable of its currency.
        shop.fact(
            "write_off_approved",
            "WO-EU",
            "2026-03-25",
            invoice="INV-EU",
            customer="C-EU",
            currency="EUR",
            amount="1.06",
            approved_by="carla",
        ),
    ]


def _deposited(key: str, day: str, order: str, amount: str) -> shop.Fact:
    """Money for an order nobody has billed yet."""
    told = shop.paid(key, day, order, amount)
    return {name: value for name, value in told.items() if name != "invoice"} | {"order": order}


def _till() -> list[shop.Fact]:
    """A sale at once whose customer gives a deposit, a gift card and money."""
    order = {"lines": [{"line": "1", "item": "JAM", "quantity": "4", "amount": "40.00"}]}
    party = {"order": "SO-T", "customer": "C-1", "channel": "shop", "currency": "USD"}
    tenders = [
        {"type": "deposit", "amount": "15.00", "reference": "P-T"},
        {"type": "gift_card", "amount": "7.00", "reference": "GC-1"},
        {"type": "gateway", "gateway": "stripe", "amount": "18.00"},
    ]
    return [
        shop.ordered("SO-T", "2026-03-08", 4, "40.00"),
        _deposited("P-T", "2026-03-08", "SO-T", "15.00"),
        shop.shipped("SO-T", "2026-03-15", 4),
        shop.fact(
            "sale_paid", "T-T", "2026-03-15", number="T-T", total="40.00", tenders=tenders, **order, **party
        ),
    ]


def _counter(n: int) -> shop.Fact:
    """A sale at the counter, part of its day's summary."""
    line = {"line": "1", "item": "JAM", "quantity": "1", "amount": "4.00"}
    sale = {"number": f"T-{n}", "customer": "C-2", "channel": "counter", "currency": "USD", "lines": [line]}
    tax = {"taxes": [{"agency": "CDTFA", "amount": "0.33"}], "total": "4.33"}
    tenders = [{"type": "gateway", "gateway": "stripe", "amount": "4.33"}]
    return shop.fact("sale_paid", f"T-{n}", "2026-03-18", **sale, **tax, tenders=tenders)


def test_every_two_answers_meet() -> None:
    """The runs are complete, and so is what each setting may be."""
    assert all(ANSWERS.keys() == row.keys() for row in RUNS)
    for one, other in combinations(ANSWERS, 2):
        met = {(row[one] == ANSWERS[one][0], row[other] == ANSWERS[other][0]) for row in RUNS}
        assert len(met) == 4, (one, other)
    for name, answers in ANSWERS.items():
        assert {row[name] for row in RUNS} == set(answers)
        assert set(answers) == set(CHOICES.get(name, answers))


def decided(made: Company, answers: Mapping[str, str]) -> Company:
    """What finance sets where QuickBooks does not take what tieout does by itself."""
    said = {}
    if answers["zero_payment_links"] == "refuse":
        said["settlement-links"] = "none"
    if answers["service_item_accounts"] == "income":
        said |= {"tax.strategy": "override", "tax.code.CDTFA": "7", "receipt-tenders": "journal"}
        whole = answers["tax_payable"] == "one"
        acts.map_account(made, "sales_tax(CDTFA)", "Sales Tax Payable" if whole else "CDTFA Payable")
    for name, value in said.items():
        made = open_company(made.name)
        set_setting(made, name, value, "carla", acts.clock())
    return open_company(made.name)


def assert_tied(made: Company, result: TieOut) -> None:
    """To the cent, whoever rounds: what QuickBooks' ledger confirms of the euros is what is expected.

    It confirms a cent otherwise where the closing payment does not take the rest, and where a batch makes
    the payments in another order than they were received in.
    """
    assert [one for row in result.rows for one in row.differences] == []
    assert result.tied
    assert all(abs(one.minor) == 1 for one in result.confirmed)
    for row in result.rows:
        assert explain_balance(made, row.account.outside_id).balance == row.expected
    found = registers(made)
    assert found.agrees
    for row in result.rows:
        if "accounts_receivable" in row.account.role:
            own = [one for one in found.registers if one.account == row.account.name]
            assert sum(one.posted for one in own) == row.expected


@pytest.mark.parametrize("answers", RUNS, ids=[str(n) for n in range(RUN_COUNT)])
def test_the_month_ties_out(
    answers: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with quickbooks(None, multi_currency=True, **answers) as books:
        inner = books.application.api.books
        add_tax(inner, "CDTFA", {"7": ("California", Decimal("8.25"))})
        inner.settings = inner.settings.with_values({"ast_tax_code": "7"})
        keys = ("revenue(shop)", "revenue(counter)", "sales_tax(CDTFA)")
        made = company(tmp_path / "home", books.url, monkeypatch, keys=keys, daily=("counter",))
        made = decided(with_controller(made), answers)
        assert [one.what for one in load(made, [shop.file(tmp_path, "facts", *facts())])] == []
        wire: Json = {"method": "POST", "path": "/batch"}
        trouble: Any = [
            wire | {"kind": "drop_after", "every": 2, "times": 2},
            wire | {"kind": "malformed", "after": 1, "times": 1},
        ]
        call(books.url, "faults", trouble)
        run(made)
        assert [one["fired"] for one in call(books.url, "faults")["rules"]] == [2, 1]
        assert "\n".join(f"{case.problem.what} {case.problem.why}" for case in list_cases(made)) == ""
        assert sweep(made, acts.clock()).drifts == ()
        with closing(Client(books.url, REALM, lambda: TOKEN)) as client:
            result = reconcile(made, QuickBooksOnline.of_company(client), TODAY)
            again = reconcile(made, QuickBooksOnline.of_company(client), TODAY)
        assert_tied(made, result)
        assert (again.confirmed, again.rows) == ((), result.rows)
        if answers["foreign_close"] == "rate":
            assert sum(one.minor for one in result.confirmed if one.account.role != "fx_gain_loss") in {
                0,
                1,
            }
        assert verify(made).problems == []
        made.database.close()


def test_a_quickbooks_that_posts_no_exchange_difference_is_named_and_nobody_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gain stays on its receivable: a difference of method, with its amount, and no edit."""
    with quickbooks(None, multi_currency=True, exchange_gain="none") as books:
        keys = ("revenue(shop)", "revenue(counter)")
        made = company(tmp_path / "home", books.url, monkeypatch, keys=keys, daily=())
        assert load(made, [shop.file(tmp_path, "facts", *masters(), *abroad())]) == []
        run(made)
        assert sweep(made, acts.clock()).drifts == ()
        with closing(Client(books.url, REALM, lambda: TOKEN)) as client:
            result = reconcile(made, QuickBooksOnline.of_company(client), TODAY)
        found = [one for row in result.rows for one in row.differences]
        assert {one.reason for one in found} == {"method_difference"}
        assert sum(one.minor for one in found) == 0
        # 230.21 euro at 1.1137, billed at 1.0825.
        assert max(one.minor for one in found) == 7_18
        assert (result.tied, result.unexplained) == (False, 0)
        assert "Nobody changed the document" in problems(result)[0].why
        made.database.close()
