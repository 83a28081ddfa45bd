"""Subscriptions end to end: billed ahead, changed, ended, given back, and tied out with QuickBooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.test_own_currency import MASTER, RATES, TODAY, company_of, fact, home, tied_out
from tieout.runtime.subledgers import register_differences

__all__ = ["home"]

SUBSCRIPTION = {"customer": "EU", "channel": "wholesale", "item": "ADVICE", "currency": "EUR"}


def facts(item: str) -> list[dict[str, object]]:
    said = SUBSCRIPTION | {"item": item}
    return [
        fact("subscription_renewed", "N-1", "2026-01-10", number="N-1", subscription="S-1", amount="365.00",
             service_from="2026-01-15", service_to="2027-01-14", **said),
        fact("payment_captured", "P-1", "2026-01-20", number="P-1", invoice="N-1", customer="EU",
             channel="wholesale", gateway="wire", currency="EUR", amount="100.00"),
        fact("subscription_changed", "X-1", "2026-02-10", subscription="S-1", amount="50.00",
             service_to="2027-01-14", **said),
        fact("subscription_changed", "X-2", "2026-02-20", subscription="S-1", amount="-30.00",
             service_to="2027-01-14", **said),
        fact("subscription_cancelled", "X-3", "2026-03-15", subscription="S-1", **said),
        fact("refund_issued", "R-1", "2026-03-20", number="R-1", refunds="invoice", refunded="N-1",
             customer="EU", channel="wholesale", currency="EUR", total="120.00",
             lines=[{"line": "1", "item": item, "quantity": "1", "amount": "120.00"}]),
    ]  # fmt: skip


@pytest.mark.parametrize("mode", ["own", "home"])
def test_a_subscription_ties_out(home: Path, mode: str) -> None:
    item = next(str(one["item"]) for one in MASTER if one["kind"] == "item")
    company = company_of(home, [*MASTER, *RATES, *facts(item)], f"subs{mode}", mode)
    tied_out(company)
    assert register_differences(company, TODAY) == []
    company.database.close()
