"""Preflight: two settings that no document shows, read as QuickBooks writes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest

from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.preflight import automated_tax, tracked_items


class Replies:
    """A client that knows its answers."""

    def __init__(self, tax: dict[str, Any], items: list[dict[str, Any]]) -> None:
        self.tax, self.items = tax, items

    def get(self, path: str) -> dict[str, Any]:
        assert path == "/preferences"
        return {"Preferences": self.tax}

    def rows(self, entity: str, where: str) -> Iterator[dict[str, Any]]:
        assert (entity, where) == ("Item", "Type = 'Inventory'")
        yield from self.items


@pytest.mark.parametrize(
    ("preferences", "on"),
    [({}, False), ({"TaxPrefs": {}}, False), ({"TaxPrefs": {"PartnerTaxEnabled": True}}, True)],
)
def test_automated_tax_is_the_preference_of_partner_tax(preferences: dict[str, Any], on: bool) -> None:
    assert automated_tax(cast("Client", Replies(preferences, []))) is on


def test_an_inactive_product_hurts_nobody() -> None:
    items: list[dict[str, Any]] = [{"Name": "Jam"}, {"Name": "Old", "Active": False}]
    assert tracked_items(cast("Client", Replies({}, items))) == ["Jam"]
