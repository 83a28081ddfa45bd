"""orders: purchase orders on the command line."""

from __future__ import annotations

from tests.api.conftest import NAME, company, month_home
from tests.company import tieout
from tieout.runtime.company import Company

__all__ = ["company", "month_home"]


def test_orders_by_their_lines(company: Company) -> None:
    rows = tieout("orders", "--company", NAME, "--json").json
    assert [
        (one["order"], one["item"], one["ordered"], one["received"], one["billed"]) for one in rows
    ] == [
        ("PO-1", "JAM", "10", "6", "6"),
        ("PO-1", "JAR", "20", "20", "0"),
    ]
    assert tieout("orders", "--company", NAME, "--order", "PO-9", "--json").json == []
    assert "partly received" in tieout("orders", "--company", NAME, "--open").out
