"""A QuickBooks that takes payments of nothing, and one that refuses them: the books tie out in both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from tests.acceptance import shop
from tests.acceptance.company import company, load, quickbooks, run, with_controller
from tests.acceptance.test_tampered import call
from tests.acceptance.test_zero_totals import Given
from tieout.runtime import acts
from tieout.runtime.cases import list_cases
from tieout.runtime.company import open_company
from tieout.runtime.reversal import reverse_document
from tieout.runtime.settings import set_setting

FACTS = (
    shop.received("R-1", "2026-03-02", 20),
    *shop.sold("SO-1", "2026-03-05", 2, "10.00"),
    shop.fact(
        "write_off_approved",
        "W-1",
        "2026-03-20",
        invoice="INV-SO-1",
        customer="C-1",
        currency="USD",
        amount="4.00",
        approved_by="carla",
    ),
)


def refunded(day: str, quantity: int, total: str) -> shop.Fact:
    """A refund of a paid invoice, through the gateway it was paid by."""
    return shop.fact(
        "refund_issued",
        "RF-1",
        day,
        number="RF-1",
        refunds="invoice",
        refunded="INV-SO-1",
        customer="C-1",
        channel="shop",
        currency="USD",
        lines=[{"line": "1", "item": "JAM", "quantity": str(quantity), "amount": total}],
        total=total,
        gateway="stripe",
    )


@contextmanager
def given(tmp_path: Path, patch: pytest.MonkeyPatch, taken: str, wanted: str) -> Iterator[Given]:
    with quickbooks(zero_payment_links=taken) as books:
        made = with_controller(
            company(tmp_path / "home", books.url, patch, keys=("revenue(shop)",), daily=())
        )
        set_setting(made, "settlement-links", wanted, "carla", acts.clock())
        made = open_company(made.name)
        load(made, [shop.file(tmp_path, "facts", *shop.MASTER, *FACTS)])
        run(made)
        yield Given(made, books, tmp_path)
        made.database.close()


def balances(books: Given) -> tuple[list[Decimal], int]:
    """What each invoice is open with in QuickBooks, and how many payments there are."""
    objects = call(books.books.url, "state?full=true")["objects"]
    return [one["Balance"] for one in objects["Invoice"]], len(objects.get("Payment", []))


def test_a_payment_of_nothing_ties_the_write_off_to_its_invoice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with given(tmp_path, monkeypatch, "apply", "payment") as books:
        assert balances(books) == ([Decimal(6)], 1)
        books.check()


def test_where_it_is_refused_somebody_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with given(tmp_path, monkeypatch, "refuse", "payment") as books:
        [case] = list_cases(books.company)
        assert (case.problem.code, case.problem.owner) == ("link_refused", "accountant")
        assert "settlement-links none" in case.problem.next_step


@pytest.mark.parametrize("taken", ["apply", "refuse"])
def test_without_links_the_credit_stands_beside_the_invoice(
    taken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with given(tmp_path, monkeypatch, taken, "none") as books:
        assert balances(books) == ([Decimal(10)], 0)
        books.check()


def test_money_back_and_its_credit_memo_leave_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paid, refunded, and the refund stated anew: the customer's ageing is empty each time."""
    with given(tmp_path, monkeypatch, "apply", "payment") as books:
        facts = [shop.paid("PAY-1", "2026-03-06", "SO-1", "6.00"), refunded("2026-03-21", 1, "5.00")]
        for name, more in (("refund", facts), ("more", [refunded("2026-03-22", 2, "8.00")])):
            load(books.company, [shop.file(tmp_path, name, *more)])
            run(open_company(books.company.name))
            objects = call(books.books.url, "state?full=true")["objects"]
            assert {one["RemainingCredit"] for one in objects["CreditMemo"]} == {0}
            assert {one["Balance"] for one in objects["Invoice"]} == {0}
            books.check()


@pytest.mark.parametrize("amount", ["6.00", "4.00"])
def test_a_payment_taken_back_by_an_act_and_stated_anew_settles_what_is_open(
    amount: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """QuickBooks keeps the first on the invoice: the next one settles the journal that took it back."""
    with given(tmp_path, monkeypatch, "apply", "payment") as books:
        load(books.company, [shop.file(tmp_path, "paid", shop.paid("PAY-1", "2026-03-06", "SO-1", "6.00"))])
        run(books.company)
        reverse_document(books.company, "PAY-1", "another customer's", "carla", acts.clock())
        run(books.company)
        anew = shop.paid("PAY-1", "2026-03-07", "SO-1", amount)
        load(books.company, [shop.file(tmp_path, "anew", anew)])
        run(open_company(books.company.name))
        assert balances(books)[0] == [Decimal(0)]
        books.check()
