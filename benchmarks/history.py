"""History: a company's events of any number, of the mix of a small manufacturer, as one event file.

The mix repeats every ten orders: receipts, a two-level production, orders shipped and invoiced,
payments. Lots stay few and flow through, as they do in a business that turns its stock over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

FIRST = date(2026, 1, 1)
ITEMS = 40
ORDERS_PER_ROUND = 10


def write_history(path: Path, events: int) -> int:
    """Write about `events` events to a JSON Lines file; the number written."""
    count = 0
    with path.open("w", encoding="utf-8") as out:
        for event in _events(events):
            out.write(json.dumps(event, separators=(",", ":")) + "\n")
            count += 1
            if count >= events:
                break
    return count


def _events(events: int) -> Iterator[dict[str, Any]]:
    yield from _master()
    rounds = events // (3 + 4 * ORDERS_PER_ROUND) + 1
    for number in range(rounds):
        day = FIRST + timedelta(days=number * 365 // max(rounds, 1))
        yield from _round(number, day.isoformat())


def _envelope(kind: str, key: str, day: str, **fields: Any) -> dict[str, Any]:
    return {"kind": kind, "source": "bench", "id": key, "date": day, **fields}


def _master() -> Iterator[dict[str, Any]]:
    day = "2025-12-31"
    yield _envelope("party", "P-S", day, party="S", roles=["supplier"], name="Supplier")
    yield _envelope("party", "P-C", day, party="C", roles=["customer"], name="Customer", terms_days=30)
    yield _envelope("location", "L-W", day, location="W")
    for number in range(ITEMS):
        for prefix, role in (("R", "inventory_raw"), ("F", "inventory_finished")):
            item = f"{prefix}{number}"
            yield _envelope(
                "item", item, day, item=item, name=item, inventory_role=role, category=f"c{number % 4}"
            )


def _round(number: int, day: str) -> Iterator[dict[str, Any]]:
    """One receipt, one run of it, and orders that sell what was made."""
    item, key = number % ITEMS, f"{number:07d}"
    made = 10 * ORDERS_PER_ROUND
    yield _envelope(
        "goods_received",
        f"G{key}",
        day,
        receipt=f"G{key}",
        supplier="S",
        location="W",
        currency="USD",
        lines=[_receipt_line(item, made, number, key)],
    )
    yield _envelope(
        "production_completed",
        f"M{key}",
        day,
        run=f"M{key}",
        location="W",
        consumed=[{"item": f"R{item}", "quantity": str(made * 2)}],
        outputs=[{"item": f"F{item}", "quantity": str(made), "lot": f"F-{key}"}],
        labour="12.34",
        overhead="5.67",
    )
    billed = f"{Decimal(made * 2) * Decimal(_price(number)):.2f}"
    yield _envelope(
        "bill_approved",
        f"B{key}",
        day,
        number=f"B{key}",
        supplier="S",
        currency="USD",
        lines=[{"line": "1", "amount": billed, "receipt": f"G{key}", "receipt_line": "1"}],
        total=billed,
    )
    for place in range(ORDERS_PER_ROUND):
        yield from _order(f"{key}-{place}", f"F{item}", day)


def _price(number: int) -> str:
    return f"1.{number % 97:02d}33"


def _receipt_line(item: int, made: int, number: int, key: str) -> dict[str, str]:
    return {
        "line": "1",
        "item": f"R{item}",
        "quantity": str(made * 2),
        "unit_price": _price(number),
        "lot": f"R-{key}",
    }


def _order(key: str, item: str, day: str) -> Iterator[dict[str, Any]]:
    line = {"line": "1", "item": item, "quantity": "10"}
    yield _envelope(
        "order_placed",
        f"O{key}",
        day,
        order=f"O{key}",
        customer="C",
        channel="wholesale",
        currency="USD",
        lines=[{**line, "amount": "99.90"}],
        total="99.90",
    )
    yield _envelope(
        "goods_shipped", f"S{key}", day, shipment=f"S{key}", order=f"O{key}", location="W", lines=[line]
    )
    yield _envelope(
        "invoice_issued",
        f"I{key}",
        day,
        number=f"I{key}",
        order=f"O{key}",
        customer="C",
        channel="wholesale",
        currency="USD",
        lines=[{**line, "amount": "99.90"}],
        taxes=[{"agency": "CA", "amount": "8.24"}],
        total="108.14",
    )
    yield _envelope(
        "payment_captured",
        f"P{key}",
        day,
        number=f"P{key}",
        customer="C",
        channel="wholesale",
        gateway="bank",
        currency="USD",
        amount="108.14",
        invoice=f"I{key}",
    )
