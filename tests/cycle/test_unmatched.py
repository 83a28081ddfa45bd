"""Unmatched money is posted, a person is told, and a case of what is missing closes by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.cycle.small_books import Plain, SmallBooks, event, invoice, party, service
from tieout import flow
from tieout.posting.entries import PostingPolicy

MASTER = (party("C-1", "Alder"), party("C-2", "Birch"), service())


def captured(number: str, day: int = 3, amount: str = "25.00", **fields: Any) -> Plain:
    said = {"customer": "C-1", "channel": "web", "gateway": "stripe", "currency": "USD"} | fields
    return event("payment_captured", day, number=number, amount=amount, **said)


def payout(*references: str, day: int = 6) -> Plain:
    items = [
        {"type": "charge", "reference": one, "date": "2026-03-03", "gross": "25.00"} for one in references
    ]
    net = f"{25 * len(references)}.00"
    return event(
        "payout_settled", day, number="PO-1", gateway="stripe", currency="USD", net=net, items=items
    )


def held(books: SmallBooks) -> int:
    sql = (
        "SELECT COALESCE(SUM(CASE side WHEN 'Cr' THEN home ELSE -home END), 0) FROM entry_line "
        "WHERE account = 'customer_deposits'"
    )
    return int(books.rows(sql)[0][0])


def test_a_payment_of_an_invoice_nobody_stated_is_held_until_it_comes(books: SmallBooks) -> None:
    books.load(*MASTER, captured("P-1", invoice="INV-1"))
    books.cost()
    assert books.codes() == ["payment_invoice_unstated"]
    assert held(books) == 25_00
    books.load(invoice("INV-1"))
    books.cost()
    assert books.codes() == []
    assert held(books) == 0


def test_the_invoice_of_another_customer_does_not_end_it(books: SmallBooks) -> None:
    books.load(*MASTER, captured("P-1", invoice="INV-1"))
    books.cost()
    books.load(invoice("INV-1", "C-2"))
    books.cost()
    assert books.codes() == ["payment_invoice_unstated", "deposit_of_another"]
    assert held(books) == 25_00


def test_an_invoice_that_is_loaded_but_later_or_not_recognised_is_stated(books: SmallBooks) -> None:
    goods = event("item", 1, item="FLOUR", name="Flour", inventory_role="inventory_finished")
    waits = [{"line": "1", "item": "FLOUR", "quantity": "1", "amount": "25.00"}]
    books.load(
        *MASTER,
        goods,
        captured("P-1", invoice="INV-1"),
        captured("P-2", invoice="INV-2"),
        invoice("INV-1", day=5),
        invoice("INV-2", day=2, order="SO-2", lines=waits),
    )
    books.cost()
    assert books.codes() == []


def test_what_is_paid_beyond_an_invoice_pays_its_revision(books: SmallBooks) -> None:
    first = invoice("INV-1", day=2)
    books.load(*MASTER, first, captured("P-1", amount="30.00", invoice="INV-1"))
    books.cost()
    assert books.codes() == ["payment_beyond_invoice"]
    assert held(books) == 5_00
    more = [{**first["lines"][0], "amount": "35.00"}]
    books.load({**first, "lines": more, "total": "35.00"})
    books.cost()
    assert held(books) == 0
    owed = "SELECT SUM(home) FROM open_item WHERE account LIKE 'accounts_receivable%'"
    assert books.rows(owed) == [(5_00,)]


def test_a_payout_names_the_items_nobody_stated(books: SmallBooks) -> None:
    books.load(
        *MASTER,
        captured("P-1", order="SO-1"),
        captured("P-2", order="SO-2", reference="ch_2"),
        payout("P-1", "ch_2", "ch_3"),
    )
    books.cost()
    assert [case.subject for case in books.cases()] == ["stripe movement ch_3"]
    books.load(captured("P-3", order="SO-3", reference="ch_3"))
    books.cost()
    assert books.codes() == []


def test_an_item_in_other_letters_than_its_fact_names_what_is_stated(books: SmallBooks) -> None:
    card = event(
        "gift_card_sold", 3, card="GC1", channel="web", gateway="stripe", currency="USD", amount="25"
    )
    books.load(
        *MASTER, card, captured("P-2", order="SO-2", reference="CH 2"), payout("gc1", "ch 2", "ch_3")
    )
    books.cost()
    assert [case.problem.what.partition("stated")[2] for case in books.cases()] == [
        " (GC1 is stated).",
        " (CH 2 is stated).",
        ".",
    ]


def corrected(type_: str, **item: str) -> Plain:
    items = [
        {"type": "charge", "reference": "P-1", "date": "2026-03-03", "gross": "25.00"},
        {"type": type_, "reference": "adj_1", "date": "2026-03-05", **item},
    ]
    return event(
        "payout_settled", 6, id="po", number="PO-1", gateway="stripe", currency="USD", net="24", items=items
    )


def left(books: SmallBooks, role: str) -> int:
    signed = "SELECT SUM(CASE side WHEN 'Dr' THEN home ELSE -home END) FROM entry_line"
    return int(books.rows(f"{signed} WHERE account LIKE ?", f"{role}%")[0][0])


def test_a_correction_of_a_gateway_is_asked_about_until_a_fact_stands_behind_it(books: SmallBooks) -> None:
    books.load(*MASTER, captured("P-1", order="SO-1"), corrected("adjustment", gross="-1"))
    books.cost()
    assert books.codes() == ["payout_adjustment_unstated"]
    assert left(books, "clearing") == 1_00
    dispute = event(
        "chargeback_opened", 5, chargeback="adj_1", gateway="stripe", currency="USD", amount="1"
    )
    books.load(dispute)
    books.cost()
    assert books.codes() == []
    assert left(books, "clearing") == 0


def test_a_correction_told_as_the_gateways_cost_leaves_clearing(books: SmallBooks) -> None:
    books.load(*MASTER, captured("P-1", order="SO-1"), corrected("adjustment", gross="-1"))
    books.cost()
    books.load(corrected("fee", gross="0", fee="1"), file="mended.jsonl")
    books.cost()
    assert left(books, "clearing") == 0
    assert left(books, "merchant_fees") == 1_00


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_a_capture_loaded_with_its_payout_and_dated_later_leaves_no_case(
    books: SmallBooks, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "CHUNK", size)
    books.load(
        *MASTER,
        captured("P-1", 7, order="SO-1", reference="ch_1"),
        payout("ch_1", "P-2"),
        captured("P-2", 8, order="SO-2"),
    )
    books.cost()
    assert books.codes() == []


def another(books: SmallBooks) -> list[str]:
    flow.watch(books.database, date(2026, 4, 1), 30, books.tick())
    return [case.problem.what for case in books.cases() if case.problem.code == "deposit_of_another"]


PAYS_NOTHING = "What is held as deposit {} pays nothing: sales under {} bill C-1."


def test_what_another_customer_paid_on_an_order_is_told_when_it_is_billed(books: SmallBooks) -> None:
    books.load(*MASTER, captured("P-1", order="SO-1", customer="C-2"), invoice("INV-1", order="SO-1"))
    books.cost()
    assert another(books) == [PAYS_NOTHING.format("SO-1 of C-2", "SO-1")]
    assert held(books) == 25_00


def test_or_when_it_comes_after_the_bill(books: SmallBooks) -> None:
    books.load(*MASTER, invoice("INV-1", order="SO-1"))
    books.cost()
    books.load(captured("P-1", 9, order="SO-1", customer="C-2", id="p"), file="paid.jsonl")
    books.cost()
    assert another(books) == [PAYS_NOTHING.format("SO-1 of C-2", "SO-1")]
    books.load(captured("P-1", 9, order="SO-1", customer="C-1", id="p"), file="mended.jsonl")
    books.cost()
    assert another(books) == []


def test_money_for_an_invoice_of_another_customer_is_told_once_that_is_billed(
    books: SmallBooks,
) -> None:
    books.load(*MASTER, captured("P-1", 3, invoice="INV-1", customer="C-2"))
    books.cost()
    books.load(invoice("INV-1", day=5), file="billed.jsonl")
    books.cost()
    assert another(books) == [PAYS_NOTHING.format("INV-1 of C-2", "INV-1")]


def test_own_money_and_money_of_other_orders_is_no_case(books: SmallBooks) -> None:
    own = captured("P-1", order="SO-1", amount="40.00")
    books.load(*MASTER, own, captured("P-2", order="SO-2", customer="C-2"), invoice("INV-1", order="SO-1"))
    books.cost()
    assert another(books) == []


def test_an_order_given_back_to_who_paid_it_ends_the_case(books: SmallBooks) -> None:
    books.load(*MASTER, captured("P-1", order="SO-1", customer="C-2"), invoice("INV-1", order="SO-1"))
    books.cost()
    assert len(another(books)) == 1
    fields = {"refunds": "deposit", "refunded": "SO-1", "customer": "C-2", "channel": "web"}
    money = {"gateway": "stripe", "currency": "USD", "total": "25.00"}
    books.load(event("refund_issued", 9, number="R-1", **fields, **money), file="back.jsonl")
    books.cost()
    assert another(books) == []


def test_a_card_settles_no_invoice_of_another_customer_that_still_waits(books: SmallBooks) -> None:
    goods = event("item", 1, item="JAM", name="Jam", inventory_role="inventory_finished", category="dry")
    line = {"line": "1", "item": "JAM", "quantity": "1", "amount": "25.00"}
    card = {"card": "G-1", "currency": "USD", "amount": "25.00"}
    books.load(*MASTER, goods, invoice("INV-1", order="SO-1", lines=[line]))
    books.load(event("gift_card_redeemed", 6, invoice="INV-1", customer="C-2", **card), file="card.jsonl")
    books.cost()
    assert books.codes() == ["customer_differs"]


def given_back(number: str, amount: str, day: int = 5, **fields: Any) -> Plain:
    said = {"refunds": "deposit", "refunded": "SO-1", "customer": "C-1", "channel": "web"}
    money = {"gateway": "stripe", "currency": "USD", "total": amount} | fields
    return event("refund_issued", day, number=number, **said | money)


def beyond(books: SmallBooks) -> list[str]:
    flow.watch(books.database, date(2026, 4, 1), 30, books.tick())
    return [case.problem.what for case in books.cases() if case.problem.code == "refund_beyond_deposit"]


@pytest.mark.parametrize("own", [True, False], ids=["own currency", "converted"])
@pytest.mark.parametrize(("currency", "held"), [("USD", ""), ("EUR", " in EUR")])
def test_a_refund_of_more_than_a_deposit_holds_is_told_until_the_payment_comes(
    books: SmallBooks, own: bool, currency: str, held: str
) -> None:
    books.policy = PostingPolicy(own_currencies=own)
    money: dict[str, Any] = {"currency": currency} | ({"rate": "1.10"} if currency == "EUR" else {})
    later = money | ({"rate": "1.20"} if currency == "EUR" else {})
    first = captured("P-1", order="SO-1", **money)
    books.load(*MASTER, first, given_back("R-1", "20", **later), given_back("R-2", "15", **later))
    books.cost()
    assert beyond(books) == [
        f"Refund R-2 gives back 10.00 {currency} more than is held as deposit SO-1 of C-1{held}."
    ]
    books.load(captured("P-2", 4, amount="10.00", order="SO-1", **money), file="more.jsonl")
    books.cost()
    assert beyond(books) == []


def test_a_foreign_deposit_of_another_that_is_given_back_ends_its_case(books: SmallBooks) -> None:
    """Its exchange difference is a journal at home: that holds nothing open."""
    books.policy = PostingPolicy(own_currencies=True)
    money: dict[str, Any] = {"currency": "EUR", "rate": "1.10", "customer": "C-2"}
    books.load(*MASTER, captured("P-1", order="SO-1", **money), invoice("INV-1", order="SO-1"))
    books.cost()
    assert len(another(books)) == 1
    books.load(given_back("R-1", "25", 9, **money | {"rate": "1.20"}), file="back.jsonl")
    books.cost()
    assert another(books) == []
