"""Unmatched: what nobody stated is named, under the subject by which its fact will close it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reference.examples import example
from tieout.core.event import Event, PaymentCaptured, PayoutSettled, event_of
from tieout.gates.unmatched import (
    beyond_invoice,
    references_of,
    spellings,
    stated_subjects,
    unstated_invoice,
    unstated_items,
)


def stated(kind: str, **said: Any) -> Event:
    return event_of({**example(kind), **said})


PAYMENT = {"number": "P1", "gateway": "stripe", "customer": "C-1", "invoice": "I-1", "reference": "ch_1"}


def item(kind: str, reference: str, gross: str = "5") -> dict[str, str]:
    return {"type": kind, "reference": reference, "date": "2026-03-02", "gross": gross}


def nothing(_reference: str) -> str:
    return ""


def test_only_items_of_customers_are_asked_for() -> None:
    items = [item("charge", "P1"), item("charge", "ch_9"), item("fee", "f", "0")]
    items.append(item("reserve", "r"))
    payout = stated("payout_settled", gateway="stripe", items=items)
    assert isinstance(payout, PayoutSettled)
    found = list(unstated_items(payout, lambda name: name == "P1", nothing))
    assert [(subject, one.code) for subject, one in found] == [
        ("stripe movement ch_9", "payout_item_unstated")
    ]


def test_a_correction_of_nothing_stated_is_the_controllers() -> None:
    items = [item("adjustment", "D1", "-5"), item("adjustment", "a", "-1"), item("fee", "f", "-2")]
    payout = stated("payout_settled", gateway="stripe", items=items)
    assert isinstance(payout, PayoutSettled)
    found = list(unstated_items(payout, lambda name: name == "D1", nothing))
    assert [(subject, one.code, one.owner) for subject, one in found] == [
        ("stripe movement a", "payout_adjustment_unstated", "controller"),
        ("stripe movement f", "payout_adjustment_unstated", "controller"),
    ]
    assert found[0][1].what.endswith("-1.00 USD on 2026-03-02, and no fact says what it is.")


def test_a_reference_spelled_otherwise_is_named() -> None:
    assert spellings("gc1") == ("GC1", "Gc1")
    assert spellings("Ch 9") == ("CH 9", "ch 9", "Ch9", "CH9", "ch9")
    payout = stated("payout_settled", gateway="stripe", items=[item("charge", "gc1")])
    assert isinstance(payout, PayoutSettled)
    [(_, found)] = unstated_items(payout, lambda name: False, str.upper)
    assert found.what.endswith("which nobody stated (GC1 is stated).")


@pytest.mark.parametrize(
    ("kind", "said", "subjects"),
    [
        ("payment_captured", PAYMENT, ["stripe movement P1", "stripe movement ch_1"]),
        ("refund_issued", {"number": "R1", "gateway": "stripe"}, ["stripe movement R1"]),
        ("gift_card_sold", {"card": "G1", "gateway": "stripe"}, ["stripe movement G1"]),
        ("chargeback_opened", {"chargeback": "D1", "gateway": "stripe"}, ["stripe movement D1"]),
        ("invoice_issued", {"number": "I-1", "customer": "C-1"}, ["invoice I-1 of C-1"]),
        (
            "opening_register",
            {
                "register": "clearing",
                "qualifier": "stripe",
                "lines": [{"reference": "ch_0", "amount": "1"}],
            },
            ["stripe movement ch_0"],
        ),
        (
            "opening_register",
            {
                "register": "accounts_receivable",
                "lines": [{"reference": "I-0", "amount": "1", "party": "C-1"}],
            },
            ["invoice I-0 of C-1"],
        ),
        ("goods_received", {}, []),
    ],
)
def test_a_fact_ends_the_cases_that_missed_it(kind: str, said: dict[str, Any], subjects: list[str]) -> None:
    assert list(stated_subjects(stated(kind, **said))) == subjects


def test_a_sale_is_known_by_its_number_and_what_its_gateways_call_it() -> None:
    tenders = [
        {"type": "gateway", "gateway": "stripe", "amount": "1", "reference": "ch_2"},
        {"type": "gift_card", "amount": "1", "reference": "G1"},
    ]
    sale = stated("sale_paid", number="W1", customer="C-1", tenders=tenders)
    assert list(references_of(sale)) == ["ch_2", "G1"]
    assert list(stated_subjects(sale))[:3] == [
        "invoice W1 of C-1",
        "stripe movement W1",
        "stripe movement ch_2",
    ]


def test_a_payment_of_an_unknown_invoice_waits_under_the_subject_the_invoice_has() -> None:
    payment = stated("payment_captured", **PAYMENT)
    assert isinstance(payment, PaymentCaptured)
    subject, _ = unstated_invoice(payment)
    assert subject in list(stated_subjects(stated("invoice_issued", number="I-1", customer="C-1")))
    assert subject not in list(stated_subjects(stated("invoice_issued", number="I-1", customer="C-2")))


def test_what_is_paid_beyond_says_how_much_and_where_it_is_held() -> None:
    payment = stated("payment_captured", **PAYMENT, order="O-1")
    assert isinstance(payment, PaymentCaptured)
    _, found = beyond_invoice(payment, "12.50 USD")
    assert "12.50 USD" in found.what
    assert "under O-1" in found.why
