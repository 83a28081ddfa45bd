"""Stock that QuickBooks holds and no opening event states."""

from __future__ import annotations

from tests.problems.premises import by_hand, create, home, posted_by_hand, quickbooks, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout doctor` says of it."""
    with home(), quickbooks() as (books, url):
        stock = {"Name": "Inventory Raw Materials", "AccountType": "Other Current Asset"}
        by_hand(books, "account", {**stock, "AccountSubType": "Inventory"})
        posted_by_hand(books, "2026-02-10", "Inventory Raw Materials", "Opening Balance Equity")
        create(url)
        return verb("doctor")
