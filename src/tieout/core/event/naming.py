"""Naming: which documents of others a fact speaks of, so that those who ask for one of these find it.

A fact is found by the document it is (its subject) and by those it names: a receipt by its order, a bill
by the receipts it bills, a lead time by its supplier.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tieout.core.event import (
    BillApproved,
    Event,
    GoodsReceived,
    GoodsRejected,
    GoodsReturnedToSupplier,
    LeadTime,
)

NAMING: Final = frozenset(
    {"bill_approved", "goods_received", "goods_rejected", "goods_returned_to_supplier", "lead_time"}
)
"""The kinds whose facts are looked up by what they name."""


def names_in(event: Event) -> tuple[str, ...]:
    """The orders, receipts or supplier a fact names, each once; none of the kinds nobody asks so."""
    return tuple(dict.fromkeys(name for name in _named(event) if name))


def _named(event: Event) -> Iterable[str]:
    match event:
        case GoodsReceived() | GoodsRejected():
            return (event.order,)
        case BillApproved() | GoodsReturnedToSupplier():
            return (line.receipt for line in event.lines)
        case LeadTime():
            return (event.supplier,)
        case _:
            return ()
