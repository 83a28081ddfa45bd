"""Tied reversals: both halves of a refund or of a deposit taken back leave nothing open in QuickBooks."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from tests.acceptance import shop
from tests.acceptance.company import load, run
from tests.acceptance.test_settlement_links import given, refunded
from tests.acceptance.test_tampered import call
from tests.acceptance.test_zero_totals import Given
from tieout.runtime import acts
from tieout.runtime.company import open_company
from tieout.runtime.reversal import Reversed, reverse_document
from tieout.runtime.verify import verify

PAID = shop.paid("PAY-1", "2026-03-06", "SO-1", "6.00")
REFUND = (PAID, refunded("2026-03-21", 1, "5.00"))
DEPOSIT = (
    shop.fact(
        "payment_captured",
        "DEP-1",
        "2026-03-04",
        number="DEP-1",
        customer="C-1",
        channel="shop",
        gateway="stripe",
        currency="USD",
        amount="6.00",
        order="SO-2",
    ),
    *shop.sold("SO-2", "2026-03-07", 1, "9.00"),
)


def halves(books: Given, rule: str) -> list[str]:
    """The documents of an event that posted under a rule, with its form first."""
    with books.company.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT d.id FROM document d JOIN document_entry m ON m.document = d.seq "
            "JOIN entry e ON e.seq = m.entry WHERE e.event IN (SELECT event FROM entry WHERE rule = ?) "
            "AND d.type IN ('Invoice', 'CreditMemo') OR e.rule = ? ORDER BY d.type = 'JournalEntry'",
            (rule, rule),
        )
        return [one for (one,) in rows]


def taken(books: Given, documents: Sequence[str]) -> list[Reversed]:
    done = []
    for one in documents:
        done.append(reverse_document(open_company(books.company.name), one, "wrong", "carla", acts.clock()))
        run(open_company(books.company.name))
    return done


def left(books: Given) -> tuple[set[Decimal], set[Decimal]]:
    """What QuickBooks shows open: invoices and credit memos that are not settled."""
    objects = call(books.books.url, "state?full=true")["objects"]
    return (
        {one["Balance"] for one in objects["Invoice"]} - {Decimal(0)},
        {one["RemainingCredit"] for one in objects.get("CreditMemo", [])} - {Decimal(0)},
    )


@pytest.mark.covers("S001-70")
@pytest.mark.parametrize("turned", [False, True])
def test_both_halves_of_a_refund_taken_back_settle_each_other(
    turned: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with given(tmp_path, monkeypatch, "apply", "payment") as books:
        load(books.company, [shop.file(tmp_path, "refund", *REFUND)])
        run(open_company(books.company.name))
        both = halves(books, "money back for a credit memo")
        assert len(both) == 2
        first, second = taken(books, both[::-1] if turned else both)
        assert [one.id for one in first.standing] == [second.document.id]
        assert (first.tied, second.tied, second.standing) == (0, 500, ())
        assert left(books) == (set(), set())
        books.check()
        assert [one.why for one in verify(open_company(books.company.name)).problems] == []


def test_an_invoice_and_its_deposit_taken_back_settle_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """6.00 of 9.00 was a deposit: 3.00 of the credit memo settles the invoice, 6.00 the other journal."""
    with given(tmp_path, monkeypatch, "apply", "payment") as books:
        load(books.company, [shop.file(tmp_path, "deposit", *DEPOSIT)])
        run(open_company(books.company.name))
        both = halves(books, "deposit applied to its invoice")
        first, second = taken(books, both)
        assert (first.linked, first.tied, second.tied) == (300, 0, 600)
        assert left(books) == ({Decimal(6)}, set())
        books.check()


@pytest.mark.covers("S001-70")
@pytest.mark.parametrize("turned", [False, True], ids=["invoice first", "payment first"])
def test_an_invoice_and_its_payment_taken_back_settle_each_other(
    turned: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """6.00 of 9.00 were paid: the rest of the invoice is settled too, by 3.00 of its credit memo."""
    with given(tmp_path, monkeypatch, "apply", "payment") as books:
        facts = (
            *shop.sold("SO-2", "2026-03-07", 1, "9.00"),
            shop.paid("P-1", "2026-03-08", "SO-2", "6.00"),
        )
        load(books.company, [shop.file(tmp_path, "paid", *facts)])
        run(open_company(books.company.name))
        both = ["P-1", "INV-SO-2"] if turned else ["INV-SO-2", "P-1"]
        first, second = taken(books, both)
        assert (first.tied, second.tied) == (0, 600)
        assert left(books) == ({Decimal(6)}, set()), "the sale of another order alone"
        books.check()
        assert [one.why for one in verify(open_company(books.company.name)).problems] == []


def test_a_credit_memo_alone_is_owed_again_beside_its_invoice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The money left: the next payment of the invoice settles what took the credit memo back."""
    with given(tmp_path, monkeypatch, "apply", "payment") as books:
        load(books.company, [shop.file(tmp_path, "refund", *REFUND)])
        run(open_company(books.company.name))
        taken(books, halves(books, "money back for a credit memo")[:1])
        assert left(books) == ({Decimal(5)}, set())
        more = shop.paid("PAY-2", "2026-03-25", "SO-1", "5.00")
        load(open_company(books.company.name), [shop.file(tmp_path, "more", more)])
        run(open_company(books.company.name))
        assert left(books) == (set(), set())
        books.check()
