"""Lead times: order lines to their last receipt, by supplier and item, beside what is stated."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.acceptance import shop
from tests.api.conftest import company, month_home, ordered, received
from tieout.runtime import acts
from tieout.runtime.company import Company
from tieout.runtime.facts import state_facts
from tieout.runtime.lead_times import Delivery, lead_times

__all__ = ["company", "month_home"]

import json
from datetime import date

AGREED = shop.fact("lead_time", "S-1", "2026-03-05", supplier="S-1", days=3)
FAST = shop.fact("lead_time", "S-1 JAR", "2026-03-05", supplier="S-1", item="JAR", days=1)
MORE = [
    AGREED,
    FAST,
    ordered("PO-2", "2026-03-10", JAM=5, JAR=5),
    received("GR-5", "2026-03-11", "JAR", 5, "PO-2"),
    received("GR-6", "2026-03-12", "JAM", 2, "PO-2"),
    received("GR-7", "2026-03-16", "JAM", 3, "PO-2"),
]


def row(found: list[Delivery], item: str) -> tuple[object, ...]:
    [one] = [one for one in found if one.item == item]
    return (one.stated_days, one.completed, one.actual_days, one.longest_days, one.late, one.overdue)


@pytest.mark.covers("S002-42", "S001-65")
def test_what_suppliers_take_beside_what_they_say(company: Company) -> None:
    """PO-1 of the 1st: jars after 2 days, 4 jams still open; PO-2 of the 10th: after 1 and 6 days."""
    assert state_facts(company, json.dumps(MORE).encode()).taken == len(MORE)
    found = lead_times(company, date(2026, 3, 20))
    assert row(found, "JAR") == (1, 2, Decimal("1.5"), 2, 1, 0)
    assert row(found, "JAM") == (3, 1, Decimal("6.0"), 6, 1, 1)
    assert row(found, "") == (3, 3, Decimal("3.0"), 6, 2, 1)
    assert acts.clock().date() > date(2026, 3, 20)
    assert lead_times(company) == found


def test_on_a_day_only_what_had_come_by_then(company: Company) -> None:
    state_facts(company, json.dumps(MORE).encode())
    found = lead_times(company, date(2026, 3, 12))
    assert row(found, "JAM") == (3, 0, None, 0, 0, 1)


def test_nobody_says_anything(company: Company) -> None:
    assert row(lead_times(company), "JAM") == (None, 0, None, 0, 0, 0)
