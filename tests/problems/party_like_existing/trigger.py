"""A customer whose name is almost that of a record QuickBooks has."""

from __future__ import annotations

from tests.problems.premises import SALE, by_hand, create, home, load, quickbooks, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """The case that `tieout run` leaves."""
    with home(), quickbooks() as (books, url):
        by_hand(books, "customer", {"DisplayName": "Corner Stores"})
        create(url)
        verb("settings", "set", "ask-above", "80")
        verb("import")
        load(*SALE)
        return run()
