"""A customer and a vendor of one name, as an import of old data leaves them."""

from __future__ import annotations

from tests.problems.premises import by_hand, company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout doctor` says of it."""
    with company() as books:
        by_hand(books, "customer", {"DisplayName": "Mill & Co"})
        mill = by_hand(books, "vendor", {"DisplayName": "Mill"})
        books.api.books.store.objects["Vendor"][mill["Id"]]["DisplayName"] = "MILL & CO"
        return verb("doctor")
