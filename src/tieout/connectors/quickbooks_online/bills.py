"""Bills: what others entered in QuickBooks of suppliers, as values (fact sheet 3, Bill and BillPayment)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from tieout.connectors.quickbooks_online.jsontext import Json
from tieout.core.drift import Changed
from tieout.core.outside import OutsideRecord
from tieout.core.read_bill import ENTITIES, ReadBill, ReadLine
from tieout.core.scaled import MICRO_PLACES, QUANTUM_PLACES, scaled

ACCOUNT_LINE: Final = "AccountBasedExpenseLineDetail"
ITEM_LINE: Final = "ItemBasedExpenseLineDetail"
PAYMENT: Final = "BillPayment"


class Product(NamedTuple):
    """A product of QuickBooks: the account its purchases stand on, and its names, apart by line ends."""

    account: str
    names: str
    account_name: str = ""


class BillPart(NamedTuple):
    """What one payment pays of one bill, in 10⁻⁸ units of its currency; 0 of one that is gone."""

    payment: str
    bill: str
    day: str
    currency: str
    amount: int


def names_products(found: Iterable[Changed]) -> bool:
    """Whether any bill has a line of a product, whose account only the product's record says."""
    return any(
        line.get("DetailType") == ITEM_LINE
        for one in found
        if one.type in ENTITIES
        for line in one.body.get("Line", [])
    )


def products(records: Iterable[OutsideRecord]) -> dict[str, Product]:
    """The products by id."""
    return {one.id: _product(one.name, json.loads(one.raw)) for one in records}


def _product(name: str, raw: Mapping[str, Any]) -> Product:
    """Purchases of a tracked product stand on its asset account, of others on its expense account."""
    field = "AssetAccountRef" if raw.get("Type") == "Inventory" else "ExpenseAccountRef"
    names = dict.fromkeys(one for one in (raw.get("Sku", ""), name, raw.get("Name", "")) if one)
    return Product(_ref(raw, field), "\n".join(names), _ref(raw, field, "name"))


def bill_of(changed: Changed, known: Mapping[str, Product], home_currency: str) -> ReadBill:
    """A bill or credit as read; one of nothing is voided, which QuickBooks shows by its amounts alone."""
    body = changed.body
    if changed.deleted or not _amount(body.get("TotalAmt", 0)):
        return ReadBill(changed.type, changed.id, gone=True)
    currency = _ref(body, "CurrencyRef") or home_currency
    lines = tuple(_lines(body, known))
    tax = _amount((body.get("TxnTaxDetail") or {}).get("TotalTax", 0))
    vendor = body.get("VendorRef") or {}
    return ReadBill(
        type=changed.type,
        id=changed.id,
        number=str(body.get("DocNumber", "")).strip(),
        day=str(body["TxnDate"]),
        due=str(body.get("DueDate", "")),
        vendor=str(vendor.get("value", "")),
        vendor_name=str(vendor.get("name", "")).strip(),
        currency=currency,
        rate="" if currency == home_currency else _rate(body),
        total=_amount(body["TotalAmt"]),
        tax=tax,
        note=str(body.get("PrivateNote", "")),
        lines=lines,
        unread=_unread(body, lines, tax),
    )


def _unread(body: Json, lines: tuple[ReadLine, ...], tax: int) -> str:
    if any(line.amount < 0 for line in lines):
        return "It has a line below zero."
    if any(not line.account for line in lines):
        return "A line names a product whose account is not known."
    if sum(line.amount for line in lines) + tax != _amount(body["TotalAmt"]):
        return "Its lines and tax do not come to its total."
    return ""


def _lines(body: Json, known: Mapping[str, Product]) -> Iterator[ReadLine]:
    for place, row in enumerate(body.get("Line", []), start=1):
        kind = row.get("DetailType", "")
        detail = row.get(kind) or {}
        if kind not in {ACCOUNT_LINE, ITEM_LINE} or not _amount(row.get("Amount", 0)):
            continue
        product = known.get(_ref(detail, "ItemRef"), Product("", "")) if kind == ITEM_LINE else None
        yield ReadLine(
            line=str(row.get("Id") or place),
            amount=_amount(row["Amount"]),
            account=product.account if product else _ref(detail, "AccountRef"),
            text=str(row.get("Description", "")),
            item=product.names if product else "",
            quantity=scaled(Decimal(str(detail.get("Qty", 0))), MICRO_PLACES) if product else 0,
            account_name=product.account_name if product else _ref(detail, "AccountRef", "name"),
        )


def parts_paid(changed: Changed, home_currency: str) -> list[BillPart]:
    """What a payment pays of each bill; of one that is deleted or voided nothing is known but its id."""
    body = changed.body
    if changed.deleted or not _amount(body.get("TotalAmt", 0)):
        return []
    currency = _ref(body, "CurrencyRef") or home_currency
    paid: dict[str, int] = {}
    for row in body.get("Line", []):
        for linked in row.get("LinkedTxn", []):
            if linked.get("TxnType") == "Bill":
                bill = str(linked["TxnId"])
                paid[bill] = paid.get(bill, 0) + _amount(row.get("Amount", 0))
    return [
        BillPart(changed.id, bill, str(body["TxnDate"]), currency, amount) for bill, amount in paid.items()
    ]


def _amount(value: object) -> int:
    return scaled(Decimal(str(value)), QUANTUM_PLACES)


def _rate(body: Json) -> str:
    return format(Decimal(str(body.get("ExchangeRate", 1))), "f")


def _ref(body: Mapping[str, Any], name: str, part: str = "value") -> str:
    return str((body.get(name) or {}).get(part, ""))
