"""Purchases: what receipts, bills and credits of suppliers leave open, beside what costing finds."""

from __future__ import annotations

from tieout.core.account import AccountKey
from tieout.core.event import (
    BillApproved,
    GoodsReceived,
    GoodsReturnedToSupplier,
    GrniReclassified,
    LandedCostBilled,
    SupplierCredited,
)
from tieout.core.event.purchase import BillLine
from tieout.reconcile.registers.moved import Moved
from tieout.reconcile.registers.open_book import OpenBook
from tieout.reconcile.registers.trade import taxes
from tieout.reconcile.registers.written import Written

GRNI = AccountKey("grni")
LANDED = AccountKey("landed_cost_clearing")
PREPAID = AccountKey("supplier_prepayments")


def receipt_name(receipt: str, line: str) -> str:
    """What the open item of a receipt line is called."""
    return f"{receipt}/{line}"


def received(event: GoodsReceived) -> list[Moved]:
    """The units a receipt waits with for its bill; their value is what costing finds."""
    day = event.date.isoformat()
    return [
        Moved(
            GRNI,
            receipt_name(event.receipt, line.line),
            0,
            day,
            event.supplier,
            item=line.item,
            quantity=int(line.quantity),
        )
        for line in event.lines
    ]


def sent_back(event: GoodsReturnedToSupplier) -> list[Moved]:
    """Units that went back wait for no bill."""
    day = event.date.isoformat()
    return [
        Moved(
            GRNI,
            receipt_name(line.receipt, line.receipt_line),
            0,
            day,
            event.supplier,
            item=line.item,
            quantity=-int(line.quantity),
        )
        for line in event.lines
    ]


def bill(book: OpenBook, event: BillApproved | SupplierCredited) -> list[Moved]:
    """Units billed (or credited), recoverable tax, and landed cost that is to be allocated."""
    sign = 1 if isinstance(event, BillApproved) else -1
    doc = book.doc(event.currency, event.rate, event.date)
    day = event.date.isoformat()
    moves = [one for line in event.lines for one in _billed(book, event, line, doc, sign)]
    if isinstance(event, BillApproved):
        moves += taxes(book, "input_tax", event.input_taxes, doc, day, 1)
    return moves


def _billed(
    book: OpenBook, event: BillApproved | SupplierCredited, line: BillLine, doc: Written, sign: int
) -> list[Moved]:
    day = event.date.isoformat()
    if line.cost == LANDED.role:
        minor = sign * doc.minor(line.amount)
        return [book.moved(LANDED, event.number, day, doc, minor, doc.at_home(minor), event.supplier)]
    if line.cost or not line.receipt or line.quantity is None:
        return []
    name = receipt_name(line.receipt, line.receipt_line)
    return [Moved(GRNI, name, 0, day, event.supplier, quantity=-sign * int(line.quantity))]


def reclassified(event: GrniReclassified) -> list[Moved]:
    """Debits of grni stand as prepayments for a day; grni's own side is what costing keeps."""
    days = ((event.date, 1), (event.back, -1))
    return [
        Moved(PREPAID, line.reference, sign * int(line.amount), day.isoformat(), line.supplier)
        for line in event.lines
        for day, sign in days
    ]


def landed(book: OpenBook, event: LandedCostBilled) -> list[Moved]:
    """Landed cost waits for its lots from the bill on."""
    doc = book.doc(event.currency, event.rate, event.date)
    minor = doc.minor(event.amount)
    day = event.date.isoformat()
    return [book.moved(LANDED, event.number, day, doc, minor, doc.at_home(minor), event.supplier)]
