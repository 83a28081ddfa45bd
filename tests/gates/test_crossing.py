"""The posting gate: documents in texts QuickBooks takes, and every reason why one may not cross."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tieout.core.account import account_key
from tieout.core.capabilities import Capabilities
from tieout.core.document import Document
from tieout.core.entry import Line, Side
from tieout.core.ids import DocumentId
from tieout.gates.crossing import control_total, document_problems, fitted

RECEIVABLE = account_key("accounts_receivable", currency="USD")
REVENUE = account_key("revenue", channel="web", category="")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


def invoice(*, number: str = "INV-1", text: str = "", memo: str = "", currency: str = "USD") -> Document:
    lines = (
        Line(side=Side.DR, account=RECEIVABLE, minor=500, home=500),
        Line(side=Side.CR, account=REVENUE, minor=500, home=500, text=text),
    )
    return Document(
        id=DocumentId("d"),
        type="Invoice",
        key="k",
        sequence=0,
        day=date(2026, 3, 2),
        currency=currency,
        number=number,
        memo=memo,
        lines=lines,
    )


@pytest.mark.covers("S000-36", "S001-89")
@given(TEXTS, TEXTS, TEXTS)
def test_a_fitted_document_is_within_the_limits(number: str, text: str, memo: str) -> None:
    limits = Capabilities(memo_length=100, text_length=80)
    document = fitted(invoice(number=number, text=text, memo=memo), limits)
    assert len(document.number) <= limits.number_length
    assert len(document.memo) <= limits.memo_length
    assert all(len(line.text) <= limits.text_length for line in document.lines)
    assert all(ord(sign) < 256 for sign in document.number + document.memo)
    assert fitted(document, limits) == document
    assert control_total(document) == 500


def test_every_reason_is_told_at_once() -> None:
    turned = invoice(currency="EUR")
    turned = replace(
        turned,
        lines=tuple(
            line._replace(side=Side.CR if line.side is Side.DR else Side.DR) for line in turned.lines
        ),
    )
    limits = Capabilities(closed_through=date(2026, 3, 31))
    assert [one.code for one in document_problems(turned, limits)] == [
        "negative_total",
        "currency_not_enabled",
        "period_closed",
    ]
    assert document_problems(invoice(), Capabilities()) == []
