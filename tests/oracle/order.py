"""The order of a costing cycle (accounting.md 3; decisions: order within a business date)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

_RANKS = (
    ("opening_stock", "opening_register"),
    ("goods_received",),
    ("transfer arriving", "transfer_arrived"),
    ("standard changed",),
    ("materials_issued", "production_completed", "disassembly_completed"),
    ("production_closed",),
    ("stock_transferred", "transfer_dispatched"),
    ("invoice_issued", "sale_paid"),
    ("goods_shipped",),
    ("goods_returned", "goods_returned_to_supplier"),
    ("stock_adjusted", "stock_counted", "stock_revalued", "transfer_lost"),
    ("bill_approved", "supplier_credited", "landed_cost_billed"),
    ("receipt_closed",),
)
_RANK = {kind: rank for rank, kinds in enumerate(_RANKS, start=1) for kind in kinds}
"""Master data, purchase orders and all that posts nothing come before everything else of their day."""

ARRIVAL = "transfer arriving"
RESTATED = "standard changed"
CLOSED = "books_closed"
"""No event of a source but an act before a cycle: its date is before all others."""


def closing(through: str) -> dict[str, Any]:
    """The act of closing the books through a day, as the first of a cycle."""
    act = {"kind": CLOSED, "source": "controller", "id": through, "date": "0000-00-00"}
    return {**act, "through": through}


class Leg(NamedTuple):
    """One step of an event in the log: all of it, or a transfer's arrival on a later day."""

    date: str
    rank: int
    sequence: int
    source: str
    id: str
    kind: str
    event: dict[str, Any]


def key_of(event: dict[str, Any]) -> str:
    """Source, kind and id: what names an event in the oracle's answers."""
    return f"{event['source']}/{event['kind']}/{event['id']}"


def is_later_arrival(event: dict[str, Any]) -> bool:
    """Whether a transfer arrives on a later day than it left."""
    return bool((event.get("arrived") or event["date"]) > event["date"])


def legs(event: dict[str, Any]) -> Iterator[Leg]:
    kind = event["kind"]
    tie = (event.get("sequence", 0), event["source"], event["id"])
    yield Leg(event["date"], _RANK.get(kind, 0), *tie, kind, event)
    if kind == "stock_transferred" and is_later_arrival(event):
        yield Leg(event["arrived"], _RANK[ARRIVAL], *tie, ARRIVAL, event)
    if kind == "item" and event.get("costing_method") == "standard":
        yield Leg(event["date"], _RANK[RESTATED], *tie, RESTATED, event)


def in_order(cycle: Iterable[dict[str, Any]]) -> list[Leg]:
    """Business date, kind rank, source sequence, then source and id as text."""
    return sorted((leg for event in cycle for leg in legs(event)), key=lambda leg: leg[:6])
