"""Admission tells everything at once; what each check says stands in tests/problems."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reference.examples import example
from tieout.core.event import event_of
from tieout.core.master import MasterData
from tieout.gates.admission import KnownFacts, admission_problems, named_lots, named_subjects


def event(kind: str, **fields: Any) -> Any:
    return event_of({**example(kind), **fields})


def codes(one: Any, known: KnownFacts | None = None) -> list[str]:
    return [problem.code for problem in admission_problems(one, MasterData("USD"), known or KnownFacts())]


@pytest.mark.covers("S003-50", "S000-40")
def test_every_reason_is_told_at_once() -> None:
    line = {"line": "1", "item": "X", "quantity": "1", "amount": "5", "discount": "6"}
    lines = [line, {**line, "item": "Y"}]
    sale = event("invoice_issued", lines=lines, total="9", currency="CHF", due="2026-01-01")
    assert codes(sale) == [
        "party_unknown",
        "item_unknown",
        "item_unknown",
        "rate_missing",
        "line_twice",
        "discount_above_amount",
        "discount_above_amount",
        "total_mismatch",
        "dates_reversed",
    ]


def test_each_reason_names_the_field_and_the_event() -> None:
    (told, *_) = admission_problems(event("goods_received"), MasterData("USD"), KnownFacts())
    assert str(told.where) == "field supplier goods_received 1001 of erp"


def test_a_known_subject_is_enough() -> None:
    won = event("chargeback_won")
    assert list(named_subjects(won)) == [("chargeback_opened", "CB-3", "chargeback")]
    assert codes(won) == ["chargeback_unknown"]
    assert codes(won, KnownFacts(subjects={("chargeback_opened", "CB-3")})) == []


def test_a_known_lot_is_enough() -> None:
    shipped = event("goods_shipped", lines=[{"line": "1", "item": "X", "quantity": "1", "lot": "L"}])
    assert list(named_lots(shipped)) == [("X", "L")]
    assert "lot_unknown" in codes(shipped)
    assert "lot_unknown" not in codes(shipped, KnownFacts(lots={("X", "L")}))


def test_tax_codes_are_checked_only_where_any_is_known() -> None:
    sale = event("invoice_issued", taxes=[{"agency": "A", "code": "NY", "amount": "0"}])
    master = MasterData("USD")
    assert "tax_code_unknown" not in [one.code for one in admission_problems(sale, master, KnownFacts())]
    master.learn(event("tax_code"))
    assert "tax_code_unknown" in [one.code for one in admission_problems(sale, master, KnownFacts())]
