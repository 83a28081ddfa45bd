"""Subscriptions as drafts: the credit memo of an unearned service, line by line."""

from __future__ import annotations

from datetime import date

import pytest

from tieout.core.draft import Draft
from tieout.core.lot import Part
from tieout.posting.subscription import unearned_first


def credit(*gross: int, discount: int = 0) -> Draft:
    total = sum(gross) - discount
    parts = [Part("gross", one) for one in gross]
    parts += [Part("discount", discount), Part("refunded", total, reference="I1")]
    return Draft(
        on="refund_issued", when="invoice", parts=tuple(parts), day=date(2026, 3, 2), currency="USD"
    )


@pytest.mark.parametrize(
    ("unearned", "expected"),
    [
        (0, [("gross", 60), ("gross", 40), ("refunded", 100)]),
        (70, [("unearned", 70), ("gross", 30), ("credited", 100)]),
        (500, [("unearned", 100), ("credited", 100)]),
    ],
)
def test_the_unearned_part_goes_first(unearned: int, expected: list[tuple[str, int]]) -> None:
    draft = unearned_first(credit(60, 40), unearned)
    assert [(part.name, part.value) for part in draft.parts if part.value] == expected
    assert draft.when == ("subscription" if unearned else "invoice")


def test_no_more_than_was_charged_for_leaves_the_liability() -> None:
    draft = unearned_first(credit(60, discount=20), 500)
    assert draft.parts[0].value == 40
