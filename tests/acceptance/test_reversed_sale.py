"""A sale of goods taken back by an act: its cost waits for an invoice again, and is recognised once.

Shipped, invoiced, taken back, invoiced anew: in the end the books hold one cost of goods sold, what waits
for an invoice is zero, registers and QuickBooks agree, and a replay comes to the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.shop import MASTER, billed, fact, invoiced, paid, received, shipped, sold
from tests.acceptance.test_late import CLOSED, Shop, opened
from tieout.core.errors import TerminalError
from tieout.runtime.acts import clock
from tieout.runtime.company import change_setting, open_company
from tieout.runtime.reversal import Reversed, reverse_document
from tieout.runtime.subledgers import registers
from tieout.runtime.verify import verify

GOODS = (received("GR-1", "2026-03-02", 100), *sold("SO-1", "2026-03-10", 10, "50.00"))
LATE_COST = billed("B-1", "2026-03-25", "GR-1", 100, "300.00")
"""The jam had cost 3.00 apiece, not 2.00."""


def anew(day: str = "2026-03-20", **fields: Any) -> dict[str, Any]:
    """The order billed by another invoice."""
    return invoiced("SO-1", day, 10, "45.00") | {"id": "INV-9", "number": "INV-9"} | fields


def begun(shop: Shop, *facts: dict[str, Any]) -> None:
    shop.learn("goods", *MASTER, *GOODS, *facts)
    shop.work()


def back(shop: Shop, document: str = "INV-SO-1") -> Reversed:
    return reverse_document(shop.company, document, "billed wrongly", "carla", clock())


def cost(shop: Shop) -> dict[str, int]:
    """Cents of cost of goods sold, and of what waits for an invoice."""
    found = shop.balances()
    return {"sold": found.get("cogs(preserves)", 0), "waiting": found.get("shipped_not_invoiced", 0)}


def agree(shop: Shop, *codes: str) -> None:
    """QuickBooks ties out, every register equals its account, and a replay comes to the same books."""
    shop.check(*codes)
    assert registers(shop.company).agrees
    assert verify(shop.company).problems == []


@pytest.mark.covers("S001-44", "S001-70")
def test_invoiced_anew_the_goods_have_one_cost(tmp_path: Path) -> None:
    with opened(tmp_path) as shop:
        begun(shop)
        assert cost(shop) == {"sold": 20_00, "waiting": 0}
        done = back(shop)
        assert done.waiting == 20_00
        shop.work()
        assert cost(shop) == {"sold": 0, "waiting": 20_00}
        agree(shop)
        shop.learn("anew", anew())
        shop.work()
        assert cost(shop) == {"sold": 20_00, "waiting": 0}
        assert shop.balances()["revenue(shop,preserves)"] == -45_00
        agree(shop)


def test_a_late_cost_goes_where_the_cost_is_by_then(tmp_path: Path) -> None:
    with opened(tmp_path) as shop:
        begun(shop)
        back(shop)
        shop.learn("late", LATE_COST)
        shop.work()
        assert cost(shop) == {"sold": 0, "waiting": 30_00}
        agree(shop, "bill_price_differs")
        shop.learn("anew", anew("2026-03-28"))
        shop.work()
        assert cost(shop) == {"sold": 30_00, "waiting": 0}
        agree(shop, "bill_price_differs")


def test_what_goes_back_is_the_cost_as_adjusted_to_date(tmp_path: Path) -> None:
    with opened(tmp_path) as shop:
        begun(shop, LATE_COST)
        assert back(shop).waiting == 30_00
        shop.work()
        assert cost(shop) == {"sold": 0, "waiting": 30_00}
        agree(shop, "bill_price_differs")


def test_of_a_closed_period_the_cost_moves_with_its_revenue_in_the_open_one(tmp_path: Path) -> None:
    with opened(tmp_path) as shop:
        begun(shop)
        change_setting(shop.company, "closed_through", CLOSED.isoformat())
        shop.company = open_company(shop.company.name)
        back(shop)
        shop.work()
        sql = "SELECT day, rule FROM entry WHERE rule LIKE 'reversal of %' ORDER BY seq"
        with shop.company.database.read() as connection:
            assert [tuple(row) for row in connection.exec_driver_sql(sql)] == [
                ("2026-04-01", "reversal of invoice"),
                ("2026-04-01", "reversal of cost of an invoice"),
            ]
        agree(shop)


def test_an_invoice_that_waited_for_the_goods_is_recognised_by_the_act(tmp_path: Path) -> None:
    with opened(tmp_path) as shop:
        begun(shop, anew("2026-03-12"))
        assert cost(shop) == {"sold": 20_00, "waiting": 0}
        back(shop)
        shop.work()
        assert cost(shop) == {"sold": 20_00, "waiting": 0}
        assert shop.balances()["revenue(shop,preserves)"] == -45_00
        agree(shop)


def test_the_same_invoice_told_again_recognises_its_goods_under_a_number_of_its_own(tmp_path: Path) -> None:
    with opened(tmp_path) as shop:
        begun(shop)
        back(shop)
        shop.work()
        shop.learn("again", invoiced("SO-1", "2026-03-10", 10, "48.00"))
        shop.work()
        assert cost(shop) == {"sold": 20_00, "waiting": 0}
        assert shop.balances()["accounts_receivable(USD)"] == 48_00
        agree(shop)


def test_units_that_came_back_wait_for_no_invoice(tmp_path: Path) -> None:
    line = {"item": "JAM", "quantity": "4", "restock": True}
    line |= {"shipment": "SH-SO-1", "shipment_line": "1"}
    fields = {"number": "RET-1", "customer": "C-1", "location": "MAIN", "lines": [line]}
    with opened(tmp_path) as shop:
        begun(shop, fact("goods_returned", "RET-1", "2026-03-15", **fields))
        assert cost(shop) == {"sold": 12_00, "waiting": 0}
        back(shop)
        shop.work()
        assert cost(shop) == {"sold": 0, "waiting": 12_00}
        agree(shop)


def test_a_sale_paid_at_once_is_taken_back_with_its_cost(tmp_path: Path) -> None:
    tender = {"type": "gateway", "gateway": "stripe", "amount": "50.00"}
    sale = invoiced("SO-1", "2026-03-10", 10, "50.00") | {"kind": "sale_paid", "tenders": [tender]}
    with opened(tmp_path) as shop:
        shop.learn("goods", *MASTER, GOODS[0], shipped("SO-1", "2026-03-10", 10), sale)
        shop.work()
        assert back(shop).waiting == 20_00
        shop.work()
        assert cost(shop) == {"sold": 0, "waiting": 20_00}
        agree(shop)


def test_what_took_a_sale_back_is_not_taken_back_itself(tmp_path: Path) -> None:
    with opened(tmp_path) as shop:
        begun(shop, paid("PAY-1", "2026-03-12", "SO-1", "50.00"))
        back(shop)
        shop.work()
        with pytest.raises(TerminalError) as refused:
            back(shop, "INV-SO-1-R")
        assert refused.value.problem.code == "sale_taken_back_before"


def test_goods_billed_without_an_order_are_a_case_until_the_sale_is_taken_back(tmp_path: Path) -> None:
    bare = invoiced("SO-1", "2026-03-10", 10, "50.00") | {"order": ""}
    with opened(tmp_path) as shop:
        shop.learn("goods", *MASTER, GOODS[0], bare)
        shop.work()
        agree(shop, "goods_without_order")
        assert back(shop).waiting == 0
        shop.work()
        agree(shop)


def test_two_sales_under_one_number_are_told_before_anything_is_sent(tmp_path: Path) -> None:
    other = invoiced("SO-2", "2026-03-12", 1, "5.00") | {"id": "77", "number": "INV-SO-1"}
    with opened(tmp_path) as shop:
        begun(shop, shipped("SO-2", "2026-03-12", 1), other)
        assert shop.codes() == ["number_used_twice"]
        assert [body["DocNumber"] for key, body in shop.held().items() if "Invoice" in key] == ["INV-SO-1"]
        shop.learn("mended", other | {"number": "INV-SO-2"})
        shop.work()
        assert cost(shop) == {"sold": 22_00, "waiting": 0}
        agree(shop)
