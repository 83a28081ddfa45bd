"""Sales in euro, and a QuickBooks of dollars only."""

from __future__ import annotations

from tests.acceptance import shop
from tests.problems.premises import company, linked_to, quickbooks, run, verb

from tieout.core.problem import Problem

RATE = shop.fact("exchange_rate", "r", "2026-03-01", currency="EUR", rate="1.10", rate_source="ECB")
CUSTOMER = {**shop.CUSTOMER, "currency": "EUR"}
ORDER, SHIPMENT, INVOICE = shop.sold("SO-1", "2026-03-10", 3, "30.00")
GOODS = (shop.ITEM, shop.PLACE, shop.SUPPLIER, shop.received("GR-1", "2026-03-02", 50))
SALE = ({**ORDER, "currency": "EUR"}, SHIPMENT, {**INVOICE, "currency": "EUR"})
EURO = (*GOODS, CUSTOMER, RATE, *SALE)


def problems() -> list[Problem]:
    """What `tieout doctor` says of it."""
    with company(*EURO, multi_currency=True), quickbooks() as (_, dollars):
        run()
        linked_to(url=dollars)
        return [one for one in verb("doctor") if one.code != "mapped_account_gone"]
