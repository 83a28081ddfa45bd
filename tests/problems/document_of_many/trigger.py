"""Two shipments of a day stand in one journal; a person names one of them."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import company, run, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout reverse` says of one of them."""
    day = "2026-03-02"
    goods = shop.received("GR-1", day, 9)
    with company(
        *shop.MASTER, goods, *shop.sold("SO-1", day, 1, "10.00"), *shop.sold("SO-2", day, 1, "9.00")
    ):
        run()
        return verb("reverse", "shipment", "SH-SO-2", "--why", "the wrong day")
