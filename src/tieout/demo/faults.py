"""The planted faults: each is one thing that goes wrong in real books, and must come out as such.

They are the same in number and kind for every seed. None changes the stock of anything else: those
that move goods use the apron, which nothing else uses; the others concern money and paper only.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from tieout.demo.amounts import UNIT, extended, money
from tieout.demo.book import MONEY, PURCHASING, STORE, WEBSTORE, WHOLESALE
from tieout.demo.catalogue import APRON, EBOOK, ITEMS, TASTING
from tieout.demo.days import LAST
from tieout.demo.plan import PLANT
from tieout.demo.planted import (
    IMPOSSIBLE_DAY,
    OVERBILLED,
    PAYOUT,
    UNKNOWN_CURRENCY,
    UNKNOWN_SKU,
    UNMAPPED_CHANNEL,
    UNRATED_CURRENCY,
)
from tieout.demo.world import World

CUSTOMER: Final = "C-112"
FOREIGNER: Final = "C-102"
TOO_MUCH: Final = 750
MALFORMED: Final = (
    '{"kind":"order_placed","source":"webstore","id":"109999","date":"2026-03-17","order":"1099'
)


def _day(number: int) -> date:
    return LAST.replace(day=number)


def _plant_unknown_sku(world: World) -> None:
    """A shipment of an item nobody has created yet (the new flavour went out before its master data)."""
    lines = [{"line": "1", "item": UNKNOWN_SKU, "quantity": "12"}]
    fields = {"shipment": "SH-9001", "customer": CUSTOMER, "location": PLANT, "lines": lines}
    world.book.write(WHOLESALE, "goods_shipped", "SH-9001", _day(11), **fields)


def _tasting(world: World, number: str, day: date, **other: str) -> None:
    """An invoice of one tasting for 450.00: a service, so that no goods hang on it."""
    line = {"line": "1", "item": TASTING.sku, "quantity": "1", "amount": money(TASTING.wholesale)}
    fields: dict[str, Any] = {"customer": CUSTOMER, "currency": "USD", "total": money(TASTING.wholesale)}
    world.book.write(
        WHOLESALE,
        "invoice_issued",
        number,
        day,
        number=number,
        channel="wholesale",
        lines=[line],
        **fields | other,
    )


def _plant_wrong_total(world: World) -> None:
    """An invoice whose parts come to 450.00 and whose total says 451.00: beyond any rounding."""
    _tasting(world, "INV-9002-1", _day(9), total=money(TASTING.wholesale + 100))


def _plant_no_rate(world: World) -> None:
    """An invoice in Swiss francs, for which nobody publishes a rate to us."""
    _tasting(world, "INV-9009-1", _day(19), currency=UNRATED_CURRENCY, customer=FOREIGNER)


def _wire(world: World, number: str, day: date, cents: int, **other: str) -> None:
    fields = {"customer": CUSTOMER, "channel": "wholesale", "gateway": "bank-wire", "currency": "USD"}
    world.book.write(
        MONEY, "payment_captured", number, day, number=number, amount=money(cents), **fields | other
    )


def _plant_unknown_currency(world: World) -> None:
    """A wire in a currency that does not exist: a slip of the pen for EUR."""
    _wire(world, "PAY-9003", _day(13), 128000, currency=UNKNOWN_CURRENCY, customer=FOREIGNER)


def _plant_same_id(world: World) -> None:
    """One payment twice under one id, with two digits swapped: which one is right?"""
    _tasting(world, "INV-9007-1", _day(10))
    _wire(world, "PAY-9007", _day(24), 45000, invoice="INV-9007-1")
    _wire(world, "PAY-9007", _day(24), 54000, invoice="INV-9007-1")


def _plant_impossible_day(world: World) -> None:
    """An order of 31 February, from a form that does not know the calendar."""
    fields = {"order": "SO-9008", "customer": CUSTOMER, "channel": "wholesale", "currency": "USD"}
    line = {"line": "1", "item": "FG-BBQ", "quantity": "24", "amount": "115.20"}
    event = world.book.write(
        WHOLESALE, "order_placed", "SO-9008", _day(2), lines=[line], total="115.20", **fields
    )
    event["date"] = IMPOSSIBLE_DAY


def _plant_unmapped_channel(world: World) -> None:
    """A sale at a pop-up market: nobody has said which revenue account the new channel has."""
    tender = {"type": "gateway", "amount": "12.00", "gateway": "stripe", "reference": "stripe-POP-1"}
    line = {"line": "1", "item": EBOOK.sku, "quantity": "1", "amount": money(EBOOK.retail)}
    fields = {"customer": "W-GUEST", "channel": UNMAPPED_CHANNEL, "currency": "USD", "total": "12.00"}
    world.till.move("stripe", "stripe-POP-1", _day(20), EBOOK.retail)
    world.book.write(
        WEBSTORE,
        "sale_paid",
        "POP-1",
        _day(20),
        source=STORE,
        number="POP-1",
        lines=[line],
        tenders=[tender],
        **fields,
    )


def _plant_unknown_sale(world: World) -> None:
    """A refund of a sale we have never seen: it was made in the store we closed last year."""
    fields = {"customer": "W-GUEST", "channel": "webstore", "currency": "USD", "total": "8.99"}
    line = {"line": "1", "item": "FG-BBQ", "quantity": "1", "amount": "8.99"}
    world.book.write(
        MONEY,
        "refund_issued",
        "RF-9010",
        _day(12),
        source=STORE,
        number="RF-9010",
        refunds="sale",
        refunded="W088017-1",
        lines=[line],
        gateway="stripe",
        **fields,
    )


def _plant_negative_stock(world: World) -> None:
    """Fifteen aprons ship and are billed where twelve were on hand: the delivery was never booked."""
    line = {"line": "1", "item": APRON.sku, "quantity": "15"}
    billed = line | {"amount": "435.00"}
    order = {"order": "SO-9011", "customer": CUSTOMER}
    sale = order | {"channel": "wholesale", "currency": "USD", "total": "435.00"}
    write = world.book.write
    write(WHOLESALE, "order_placed", "SO-9011", _day(17), lines=[billed], **sale)
    write(
        WHOLESALE,
        "goods_shipped",
        "SH-9011",
        _day(18),
        shipment="SH-9011",
        location=PLANT,
        lines=[line],
        **order,
    )
    write(WHOLESALE, "invoice_issued", "INV-9011-1", _day(18), number="INV-9011-1", lines=[billed], **sale)


def _plant_overbilled(world: World) -> None:
    """A bill for one pack more than was received, at the order's price: the rest stays open in GRNI."""
    bill = next(one for one in world.book.of(PURCHASING, "bill_approved") if one["id"] == OVERBILLED)
    line = bill["lines"][0]
    receipt = next(
        one for one in world.book.of(PURCHASING, "goods_received") if one["id"] == line["receipt"]
    )
    item = ITEMS[receipt["lines"][0]["item"]]
    extra = extended(item.pack * UNIT, item.cost)
    line["quantity"] = str(int(line["quantity"]) + item.pack)
    line["amount"] = money(_cents(line["amount"]) + extra)
    bill["total"] = money(_cents(bill["total"]) + extra)


def _cents(text: str) -> int:
    return int(text.replace(".", ""))


def _plant_payout_gap(world: World) -> None:
    """A payout that brought 7.50 more than its items come to."""
    payout = next(one for one in world.book.of(MONEY, "payout_settled") if one["id"] == PAYOUT)
    payout["net"] = money(_cents(payout["net"]) + TOO_MUCH)


def plant_faults(world: World) -> None:
    """Plant them all; the payouts are written in between, since one of them goes wrong."""
    _plant_unknown_sku(world)
    _plant_wrong_total(world)
    _plant_no_rate(world)
    _plant_unknown_currency(world)
    _plant_same_id(world)
    _plant_impossible_day(world)
    _plant_unmapped_channel(world)
    _plant_unknown_sale(world)
    _plant_negative_stock(world)
    _plant_overbilled(world)
    world.till.write_payouts(world.book)
    _plant_payout_gap(world)
