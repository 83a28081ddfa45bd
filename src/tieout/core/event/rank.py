"""Rank: the order of kinds within a business date, so that loads in any order cost alike."""

from __future__ import annotations

from typing import Final

from tieout.core.event import MASTER_KINDS

RANK: Final[dict[str, int]] = {
    "opening_stock": 10,
    "opening_register": 10,
    "purchase_order_placed": 15,
    "purchase_order_changed": 15,
    "purchase_order_closed": 15,
    "goods_received": 20,
    "goods_rejected": 20,
    "stock_reserved": 45,
    "reservation_released": 45,
    "transfer_requested": 45,
    "transfer_decided": 46,
    "materials_issued": 40,
    "production_completed": 40,
    "disassembly_completed": 40,
    "production_closed": 45,
    "stock_transferred": 50,
    "transfer_dispatched": 50,
    "transfer_arrived": 30,
    "transfer_lost": 80,
    "invoice_issued": 55,
    "sale_paid": 55,
    "goods_shipped": 60,
    "goods_returned": 70,
    "goods_returned_to_supplier": 70,
    "stock_adjusted": 80,
    "stock_counted": 80,
    "stock_revalued": 80,
    "receipt_closed": 92,
    "subscription_renewed": 55,
    "subscription_changed": 56,
    "subscription_cancelled": 57,
    "grni_reclassified": 96,
    "payout_settled": 95,
    "revenue_recognised": 98,
    "valuation_stated": 99,
}
"""Order within a business date (accounting.md 3, docs/decisions.md); other kinds: money, at 90."""

FACTS_ONLY: Final = frozenset(
    {"order_placed", "order_changed", "order_cancelled", "order_approved", "milestone_reached"}
    | {"delivery_confirmed", "payment_failed", "chargeback_lost", "bill_paid", "valuation_stated"}
    | {"purchase_order_placed", "purchase_order_changed", "purchase_order_closed"}
    | {"stock_reserved", "reservation_released", "goods_rejected", "transfer_requested", "transfer_decided"}
)
"""Kinds without cost and entry: facts for gates, demand, plans and KPIs (accounting.md 5)."""

MONEY_RANK = 90

ARRIVAL_RANK = 30
"""A transfer arriving on a later day: after receipts, before production."""


def rank_of(kind: str) -> int:
    """0 for master data, which is learned before a cycle; else the rank of the kind."""
    return 0 if kind in MASTER_KINDS else RANK.get(kind, MONEY_RANK)
