"""Cash: what captures, payouts, disputes, cards and store credit leave open, by the facts alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reconcile.registers.facts_of_march import book, invoice, payment, said, sums, tell
from tieout.core.event import Event
from tieout.reconcile.comparison import Comparison
from tieout.reconcile.registers.moved import Fact, Moved

MONEY = {"channel": "web", "gateway": "stripe", "currency": "USD"}


def test_a_payment_takes_off_its_invoice_what_it_brings_to_its_gateway() -> None:
    facts = book()
    tell(facts, invoice("I1", "100.00"))
    assert sums(tell(facts, payment("P1", "60.00", invoice="I1", reference="ch-1"))) == {
        "clearing(stripe,USD) ch-1": 60_00,
        "accounts_receivable(USD) I1": -60_00,
    }


def test_a_payment_of_an_invoice_nobody_recognised_is_a_deposit() -> None:
    assert sums(tell(book(), payment("P1", "60.00", invoice="I1"))) == {
        "clearing(stripe,USD) P1": 60_00,
        "customer_deposits I1 of Ann": -60_00,
    }


def test_the_last_foreign_payment_takes_what_is_left_of_the_invoice_at_home() -> None:
    facts = book(("EUR", 1, "1.10"), ("EUR", 4, "1.30"), own=True)
    tell(facts, invoice("I1", "100.01", currency="EUR"))  # 110.01 at home
    first = tell(facts, payment("P1", "33.33", currency="EUR", invoice="I1"))
    assert sums(first)["accounts_receivable(EUR) I1"] == -36_66
    last = tell(facts, payment("P2", "70.00", currency="EUR", invoice="I1"))
    assert sums(last) == {
        "clearing(stripe,EUR) P2": 91_00,
        "accounts_receivable(EUR) I1": -(110_01 - 36_66),
        "customer_deposits I1 of Ann in EUR": -4_32,  # 3.32 EUR more than was open, at the payment's rate
    }


def test_what_is_paid_beyond_an_invoice_is_held_for_its_customer() -> None:
    facts = book()
    tell(facts, invoice("I1", "50.00", order="O1"))
    assert sums(tell(facts, payment("P1", "70.00", invoice="I1", order="O1"))) == {
        "clearing(stripe,USD) P1": 70_00,
        "accounts_receivable(USD) I1": -50_00,
        "customer_deposits O1 of Ann": -20_00,
    }


def test_money_of_another_currency_settles_a_converted_invoice_by_its_worth() -> None:
    facts = book(("EUR", 1, "1.10"))
    tell(facts, invoice("I1", "100.00", currency="EUR"))
    assert sums(tell(facts, payment("P1", "60.00", invoice="I1"))) == {
        "clearing(stripe,USD) P1": 60_00,
        "accounts_receivable(USD) I1": -60_00,
    }
    assert sums(tell(facts, payment("P2", "60.00", invoice="I1")))["accounts_receivable(USD) I1"] == -50_00


def test_converted_money_of_the_invoices_currency_settles_its_share() -> None:
    facts = book(("EUR", 1, "1.10"), ("EUR", 4, "1.30"))
    tell(facts, invoice("I1", "100.00", currency="EUR"))
    moves = sums(tell(facts, payment("P1", "100.00", currency="EUR", invoice="I1")))
    assert moves == {"clearing(stripe,USD) P1": 130_00, "accounts_receivable(USD) I1": -110_00}


def test_a_payout_settles_its_items_and_fees_of_earlier_months_leave_in_theirs() -> None:
    facts = book()
    tell(facts, payment("P1", "100.00", invoice="I9"))
    items = [
        {"type": "charge", "reference": "P0", "date": "2026-02-27", "gross": "50.00", "fee": "1.50"},
        {"type": "charge", "reference": "P1", "date": "2026-03-05", "gross": "100.00", "fee": "3.00"},
    ]
    moves = tell(facts, _payout("145.50", items))
    assert sums(moves) == {"clearing(stripe,USD) P0": -50_00, "clearing(stripe,USD) P1": -100_00}
    earlier = [move for move in moves if move.day == "2026-02-27"]
    assert sums(earlier) == {"clearing(stripe,USD) PO": -1_50}


def test_what_a_payout_names_no_item_for_stands_under_its_number() -> None:
    item = {"type": "charge", "reference": "P1", "date": "2026-03-05", "gross": "10.00"}
    assert sums(tell(book(), _payout("12.00", [item])))["clearing(stripe,USD) PO"] == -2_00


def test_items_of_converted_money_are_measured_in_the_currency_they_came_in() -> None:
    facts = book(("EUR", 1, "1.20"), ("EUR", 9, "1.05"))
    (came, _) = tell(facts, payment("P1", "100.00", currency="EUR"))
    items = [{"type": "charge", "reference": "P1", "date": "2026-02-27", "gross": "100.00", "fee": "3.00"}]
    payout = _payout("97.00", items, currency="EUR")
    moves = [came, *tell(facts, payout)]
    assert {move.original for move in moves if move.name == "P1"} == {"EUR"}
    assert _amounts(moves) == {"P1": 0, "PO": 0}
    assert sums([move for move in moves if move.day == "2026-02-27"]) == {"clearing(stripe,USD) PO": -3_15}
    again = tell(facts, payout)  # a revision takes back what it had moved before, then moves the same
    assert _amounts(again) == {"P1": 0, "PO": 0}
    assert _amounts([came, *again]) == {"P1": 100_00000000, "PO": 0}


CAPTURES = st.lists(st.tuples(st.integers(1, 9_999_99), st.integers(8000, 15000)), min_size=1, max_size=6)


@settings(max_examples=30)
@given(CAPTURES, st.lists(st.integers(8000, 15000), min_size=6, max_size=6), st.booleans(), st.booleans())
def test_payouts_that_name_every_item_leave_none_open(
    captures: list[tuple[int, int]], rates: list[int], own: bool, at_once: bool
) -> None:
    facts = book(own=own)
    one = Comparison(lambda key: (str(key), ""), date(2026, 3, 31), "USD")
    items = []
    for place, (cents, rate) in enumerate(captures):
        money: dict[str, Any] = {"currency": "EUR", "rate": f"{rate / 10000:.4f}"}
        _compare(one, tell(facts, payment(f"P{place}", _text(cents), order=f"O{place}", **money)))
        charge = {"type": "charge", "reference": f"P{place}", "date": "2026-03-05", "gross": _text(cents)}
        items.append(charge)
    for some, rate in zip([items] if at_once else [[each] for each in items], rates, strict=False):
        net = str(sum(Decimal(each["gross"]) for each in some))
        _compare(one, tell(facts, _payout(net, some, currency="EUR", rate=f"{rate / 10000:.4f}")))
    (found,) = [each for each in one.result() if each.roles == ("clearing",)]
    assert (found.items, found.total) == ((), 0)


def _compare(one: Comparison, moves: list[Moved]) -> None:
    for move in moves:
        one.moved(Fact("money", "erp", move.name), move)


def _text(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _amounts(moves: list[Moved]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for move in moves:
        sums[move.name] = sums.get(move.name, 0) + move.amount
    return sums


def test_a_dispute_stays_open_until_it_is_won() -> None:
    facts = book()
    fields = {"chargeback": "D1", "gateway": "stripe", "currency": "USD", "amount": "25.00", "fee": "2.00"}
    assert sums(tell(facts, said("chargeback_opened", "D1", 4, **fields))) == {
        "chargebacks D1": 25_00,
        "clearing(stripe,USD) D1": -27_00,
    }
    assert sums(tell(facts, said("chargeback_won", "D1", 9, **fields))) == {
        "chargebacks D1": -25_00,
        "clearing(stripe,USD) D1": 27_00,
    }


def test_a_dispute_lost_or_won_is_over_and_one_lost_moves_nothing() -> None:
    facts = book()
    fields = {"chargeback": "D1", "gateway": "stripe", "currency": "USD", "amount": "25.00"}
    opened = tell(facts, said("chargeback_opened", "D1", 4, **fields))
    assert [one.closed for one in opened] == [0, 0]
    won = tell(facts, said("chargeback_won", "D2", 9, **fields))
    assert [(one.account.role, one.closed) for one in won] == [("chargebacks", 1), ("clearing", 0)]
    lost = said("chargeback_lost", "D3", 9, chargeback="D1", gateway="stripe")
    assert [(one.name, one.value, one.closed) for one in tell(facts, lost)] == [("D1", 0, 1)]
    other = said("chargeback_lost", "D3", 9, chargeback="D9", gateway="stripe")
    assert [(one.name, one.closed) for one in tell(facts, other)] == [("D1", -1), ("D9", 1)]


def test_cards_and_credit_are_owed_until_they_are_used() -> None:
    facts = book()
    tell(facts, invoice("I1", "100.00"))
    assert sums(tell(facts, said("gift_card_sold", "a", 2, card="G1", amount="50.00", **MONEY))) == {
        "clearing(stripe,USD) G1": 50_00,
        "gift_cards G1": -50_00,
    }
    used = {"customer": "Ann", "invoice": "I1", "currency": "USD"}
    card = said("gift_card_redeemed", "b", 3, card="G1", amount="30.00", **used)
    assert sums(tell(facts, card)) == {"gift_cards G1": 30_00, "accounts_receivable(USD) I1": -30_00}
    gone = said("gift_card_expired", "c", 4, card="G1", amount="20.00", currency="USD")
    assert sums(tell(facts, gone)) == {"gift_cards G1": 20_00}
    given = said("store_credit_issued", "d", 5, credit="C1", customer="Ann", amount="9.00", currency="USD")
    assert sums(tell(facts, given)) == {"store_credit C1": -9_00}
    spent = said("store_credit_redeemed", "e", 6, credit="C1", amount="9.00", **used)
    assert sums(tell(facts, spent)) == {"store_credit C1": 9_00, "accounts_receivable(USD) I1": -9_00}


def _payout(net: str, items: list[dict[str, str]], currency: str = "USD", **rate: str) -> Event:
    facts = {"number": "PO", "gateway": "stripe", "currency": currency, "net": net, "items": items}
    number = f"PO-{items[0]['reference']}" if rate else "PO"
    return said("payout_settled", number, 10, **(facts | rate | {"number": number}))
