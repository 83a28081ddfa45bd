"""A document that the QuickBooks in memory was told to refuse."""

from __future__ import annotations

from tests.delivery.company import Company, journal

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """The case that its delivery leaves."""
    shop = Company()
    shop.seal(journal(1))
    shop.books.refuses = {journal(1).id: 1}
    shop.run()
    return list(shop.outbox.problems.values())
