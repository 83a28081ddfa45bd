"""Admission: lot numbers an event names must have been declared by one that is known (design 2)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.oracle.exact import number

Event = dict[str, Any]
_NAMING = {
    "goods_shipped": "lines",
    "stock_transferred": "lines",
    "transfer_dispatched": "lines",
    "transfer_arrived": "lines",
    "transfer_lost": "lines",
    "materials_issued": "consumed",
    "production_completed": "consumed",
}
_DECLARING = {
    "goods_received": "lines",
    "production_completed": "outputs",
    "opening_stock": "lots",
    "disassembly_completed": "components",
    "goods_returned": "lines",
    "stock_adjusted": "lines",
    "stock_counted": "lines",
}


def named_lots(event: Event) -> Iterator[tuple[str, str]]:
    """Item and lot number of what an event takes by number."""
    lines = (
        [event] if event["kind"] == "disassembly_completed" else event.get(_NAMING.get(event["kind"], ""))
    )
    yield from ((line["item"], line["lot"]) for line in lines or () if line.get("lot"))


def declared_lots(event: Event) -> Iterator[tuple[str, str]]:
    """Item and lot number of what an event brings into being under a number."""
    for line in event.get(_DECLARING.get(event["kind"], ""), ()):
        if line.get("lot") and number(line.get("quantity", "1")) > 0:
            yield line["item"], line["lot"]
