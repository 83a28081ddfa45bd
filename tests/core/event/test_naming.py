"""Naming: the documents of others that a fact speaks of, each once."""

from __future__ import annotations

import pytest

from tests.acceptance import shop
from tieout.core.event import KINDS, event_of
from tieout.core.event.naming import NAMING, names_in

LINE = {"item": "JAM", "quantity": "1"}
BACK = [{**LINE, "receipt": name, "receipt_line": "1"} for name in ("GR-1", "GR-2", "GR-1")]
RETURN = {"number": "R-1", "supplier": "S-1", "lines": BACK}
REFUSED = {"order": "PO-1", "supplier": "S-1", "lines": [LINE]}


@pytest.mark.parametrize(
    ("fact", "names"),
    [
        (shop.received("GR-1", "2026-03-02", 1) | {"order": "PO-1"}, ("PO-1",)),
        (shop.received("GR-1", "2026-03-02", 1), ()),
        (shop.billed("B-1", "2026-03-02", "GR-1", 1, "2.00"), ("GR-1",)),
        (shop.fact("goods_returned_to_supplier", "R-1", "2026-03-02", **RETURN), ("GR-1", "GR-2")),
        (shop.fact("goods_rejected", "X", "2026-03-02", **REFUSED), ("PO-1",)),
        (shop.fact("lead_time", "L", "2026-03-02", supplier="S-1", days=3), ("S-1",)),
        (shop.fact("purchase_order_closed", "C", "2026-03-02", order="PO-1"), ()),
    ],
)
def test_what_a_fact_names(fact: shop.Fact, names: tuple[str, ...]) -> None:
    assert names_in(event_of(fact)) == names
    assert not names or fact["kind"] in NAMING


def test_the_kinds_that_name_are_kinds() -> None:
    assert set(KINDS) > NAMING
