"""Ids of list records follow from ours: one record per party and currency, one product per account."""

from __future__ import annotations

from tieout.core.account import parsed_key
from tieout.core.crosswalk import item_document, party_document


def test_one_record_per_party_and_currency() -> None:
    same = party_document("demo", "Customer", "C-100", "USD")
    assert same == party_document("demo", "Customer", "C-100", "USD")
    others = {
        party_document("other", "Customer", "C-100", "USD"),
        party_document("demo", "Vendor", "C-100", "USD"),
        party_document("demo", "Customer", "C-101", "USD"),
        party_document("demo", "Customer", "C-100", "EUR"),
    }
    assert len(others | {same}) == 5


def test_one_product_per_account_key() -> None:
    keys = ["revenue(web)", "revenue(shop)", "shipping_income(web)"]
    assert len({item_document("demo", parsed_key(key)) for key in keys}) == 3
