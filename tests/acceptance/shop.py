"""A shop of one jam: the few facts the tests of late and mended facts are told with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Fact = dict[str, Any]


def fact(kind: str, key: str, day: str, **fields: Any) -> Fact:
    return {"kind": kind, "source": "erp", "id": key, "date": day, **fields}


ITEM = fact(
    *("item", "JAM", "2026-02-28"),
    item="JAM",
    name="Plum jam",
    type="goods",
    category="preserves",
    unit="each",
    inventory_role="inventory_merchandise",
)
PLACE = fact("location", "MAIN", "2026-02-28", location="MAIN", name="Main Street")
CUSTOMER = fact(
    "party", "C-1", "2026-02-28", party="C-1", roles=["customer"], name="Corner Store", currency="USD"
)
SUPPLIER = fact(
    "party", "S-1", "2026-02-28", party="S-1", roles=["supplier"], name="Plum Farm", currency="USD"
)
MASTER = (ITEM, PLACE, CUSTOMER, SUPPLIER)


def received(key: str, day: str, quantity: int, price: str = "2.00") -> Fact:
    line = {"line": "1", "item": "JAM", "quantity": str(quantity), "unit_price": price, "lot": f"L-{key}"}
    fields = {"receipt": key, "supplier": "S-1", "location": "MAIN", "currency": "USD"}
    return fact("goods_received", key, day, lines=[line], **fields)


def billed(key: str, day: str, receipt: str, quantity: int, amount: str, **more: Any) -> Fact:
    line = {
        "line": "1",
        "receipt": receipt,
        "receipt_line": "1",
        "quantity": str(quantity),
        "amount": amount,
    }
    fields = {"number": key, "supplier": "S-1", "currency": "USD", "total": amount}
    return fact("bill_approved", key, day, lines=[line], **fields, **more)


def _sale(order: str, quantity: int, amount: str) -> Fact:
    line = {"line": "1", "item": "JAM", "quantity": str(quantity), "amount": amount}
    return {"order": order, "customer": "C-1", "channel": "shop", "currency": "USD", "lines": [line]}


def ordered(order: str, day: str, quantity: int, amount: str) -> Fact:
    return fact("order_placed", order, day, total=amount, **_sale(order, quantity, amount))


def shipped(order: str, day: str, quantity: int) -> Fact:
    line = {"line": "1", "item": "JAM", "quantity": str(quantity), "order_line": "1"}
    fields = {"shipment": f"SH-{order}", "order": order, "customer": "C-1", "location": "MAIN"}
    return fact("goods_shipped", f"SH-{order}", day, lines=[line], **fields)


def invoiced(order: str, day: str, quantity: int, amount: str, **more: Any) -> Fact:
    number = f"INV-{order}"
    sale = _sale(order, quantity, amount)
    return fact("invoice_issued", number, day, number=number, total=amount, **sale, **more)


def paid(key: str, day: str, order: str, amount: str, **more: Any) -> Fact:
    fields = {"number": key, "customer": "C-1", "channel": "shop", "gateway": "stripe", "currency": "USD"}
    return fact("payment_captured", key, day, amount=amount, invoice=f"INV-{order}", **fields, **more)


def sold(order: str, day: str, quantity: int, amount: str) -> list[Fact]:
    """An order, shipped and billed on its day."""
    whole = (quantity, amount)
    return [ordered(order, day, *whole), shipped(order, day, quantity), invoiced(order, day, *whole)]


def file(folder: Path, name: str, *facts: Fact) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.jsonl"
    path.write_text("".join(f"{json.dumps(one)}\n" for one in facts), encoding="utf-8")
    return path
