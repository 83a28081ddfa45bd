"""Revised receipts, supplier returns and opening stock: price, and units that came or did not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import partial

from tieout.core.account import AccountKey
from tieout.core.event import GoodsReceived, GoodsReturnedToSupplier, OpeningStock
from tieout.core.scaled import Quantity
from tieout.costing.descent import gone_back, sent_back
from tieout.costing.genealogy import Lot
from tieout.costing.giving_back import (
    brought,
    cover_all,
    give_back,
    leaving,
    never_there,
    recosted,
    too_few,
    withdraw,
)
from tieout.costing.late import cover_shortages, shares, spread
from tieout.costing.line_change import LineChange, line_changes
from tieout.costing.method import STANDARD
from tieout.costing.purchase import (
    VARIANCE,
    accrue,
    accrue_less,
    open_stock,
    reaccrue,
    receipt_reference,
    send_back,
)
from tieout.costing.taking import Work, home_value, own_reference, unit_value

OPENING = AccountKey("opening_balance")


def revise_receipt(
    work: Work,
    before: GoodsReceived,
    after: GoodsReceived,
    earlier: Sequence[str],
    rate: Decimal,
    returned: Mapping[str, int],
) -> None:
    """Dr/Cr inventory by genealogy · Cr/Dr grni: another price first, then units more or fewer.

    `returned` are units that went back to the supplier, by line.
    """
    lines = line_changes(
        [(line, before.receipt, before.location) for line in before.lines],
        [(line, after.receipt, after.location) for line in after.lines],
        lambda one: (one[0].line, one[0].item, one[0].lot, *one[1:]),
        lambda one: int(one[0].quantity),
    )
    for change in lines:
        _Receipt(work, before, after, change, earlier, rate, returned).revise()


class _Receipt:
    """One line of a receipt being revised, with the lots it stocked."""

    def __init__(
        self,
        work: Work,
        before: GoodsReceived,
        after: GoodsReceived,
        change: LineChange,
        earlier: Sequence[str],
        rate: Decimal,
        returned: Mapping[str, int],
    ) -> None:
        self.work, self.change, self.event = work, change, after if change.new else before
        self.line = (change.new or change.old)[0]
        self.returned = returned.get(f"{self.event.receipt}/{self.line.line}", 0)
        self.name = receipt_reference(self.event.receipt, self.line.line)
        self.every = work.shelf.by_reference(self.name)
        self.lots = [
            lot
            for lot in self.every
            if lot.event in earlier and (lot.item, lot.number) == (self.line.item, self.line.lot)
        ]
        self.old = Fraction(self.lots[-1].price) if self.lots else Fraction(0)
        self.unit = unit_value(self.line.unit_price, rate) if change.new else self.old

    def revise(self) -> None:
        """Price, then quantity."""
        order, order_line = self.event.order, self.line.order_line
        self.work.orders.receive(order, order_line, self.change.after - self.change.before)
        if self.lots and self.change.before and self.change.after and self.unit != self.old:
            self._reprice(self._went_back())
        value = home_value(self.change.after, self.unit) - home_value(self.change.before, self.unit)
        if self.change.fewer:
            self._fewer(self.change.fewer, -value)
        elif self.change.more:
            self._more(value)

    def _accrue(self, value: int, units: int = 0) -> None:
        accrue(self.work, self.event, self.line, value, units)

    def _kept(self, lot: Lot) -> int:
        """Units of a lot that came and did not go back, whatever became of them."""
        line, onward = f"{self.event.receipt}/{self.line.line}", self.returned > 0
        return lot.born_quantity - gone_back(self.work, lot, line, onward=onward)

    def _gave_back(self, lot: Lot) -> int:
        """Units of a lot that went back to the supplier."""
        return lot.born_quantity - self._kept(lot) - never_there(self.work.shelf, lot)

    def _went_back(self) -> int:
        """Units of this delivery that went back: those of its lots, and those other stock gave for them.

        Where several deliveries share the line, other stock gave for the last one, at whose price it left.
        """
        gave = sum(self._gave_back(lot) for lot in self.lots)
        elsewhere = self.returned - sum(self._gave_back(lot) for lot in self.every)
        is_last = bool(self.lots) and self.lots[-1] is self.every[-1]
        return min(gave + (max(0, elsewhere) if is_last else 0), self.change.before)

    def _reprice(self, back: int) -> None:
        """By genealogy as a bill's price difference: units sent back to the supplier take none.

        What is owed changes as if the price had been told at once: of the whole line, less what went back.
        """
        whole, went_back = (
            home_value(units, self.unit) - home_value(units, self.old)
            for units in (self.change.before, back)
        )
        reaccrue(self.work, self.event, self.line, whole, went_back)
        kept = {lot: self._kept(lot) for lot in self.lots}
        lots = [lot for lot in self.lots if kept[lot] > 0] or self.lots[:1]
        parts = shares(whole - went_back, [kept[lot] for lot in lots])
        for lot, part in zip(lots, parts, strict=True):
            but = sent_back(self.work, lot)
            recosted(self.work, "re_received", partial(spread, self.work, lot, part, but=but))
        self._stock(0, 0)

    def _stock(self, units: int, value: int) -> Lot:
        """A further lot of the line; one without units states its price for what is sent back later."""
        return self.work.stock(
            self.line.item,
            self.event.location,
            units,
            value,
            number=self.line.lot,
            reference=self.name,
            price=str(self.unit),
            **({"cost": "actual"} if units else {}),
        )

    def _more(self, value: int) -> None:
        item, place = self.line.item, self.event.location
        kept = self.work.shelved(item, place, self.change.more, value)
        lot = self._stock(self.change.more, kept)
        self.work.part("re_received", kept, lot.account, item=item)
        self.work.vary(item, place, value - kept, VARIANCE, "re_received")
        self._accrue(value, self.change.more)
        cover_shortages(self.work, lot)

    def _fewer(self, units: int, ordered: int) -> None:
        """Units that never came leave at their worth against grni; what is beyond the price is variance."""
        price = (self.unit.numerator, self.unit.denominator)
        left, worth = units, 0
        pieces = []
        for place, lot in enumerate(reversed(self.lots)):
            stocked = lot.born_quantity - never_there(self.work.shelf, lot)
            last = place == len(self.lots) - 1
            piece = min(left, stocked if last else min(stocked, max(lot.quantity, 0)))
            if piece > 0:
                left -= piece
                pieces.append((lot, piece))
        if left:
            raise too_few(self.line.item, left)
        sink = self.work.bear(self.line.item, self.event.location, VARIANCE, units, 0)
        for lot, piece in pieces:
            value = leaving(self.work, lot, piece, price)
            withdraw(self.work, lot, piece, value, sink)
            self.work.part("re_received", -value, lot.account, item=lot.item)
            worth += value
        self.work.shelf.add(sink, 0, worth - ordered)
        self.work.part("re_received", worth - ordered, VARIANCE, item=self.line.item)
        self._accrue(-ordered, -units)


def revise_opening(work: Work, before: OpeningStock, after: OpeningStock, earlier: Sequence[str]) -> None:
    """Dr/Cr inventory by genealogy · Cr/Dr opening_balance."""
    lines = line_changes(
        [(line, before.location) for line in before.lots],
        [(line, after.location) for line in after.lots],
        lambda one: (one[0].item, one[0].lot, one[0].unit_cost, one[1]),
        lambda one: int(one[0].quantity),
    )
    for change in lines:
        if change.fewer:
            line, place = change.old
            unit = unit_value(line.unit_cost)
            lots = [
                lot
                for key in earlier
                for lot in work.shelf.by_reference(own_reference(key))
                if (lot.item, lot.number, lot.location) == (line.item, line.lot, place)
                and (lot.layer == STANDARD or lot.born_value == home_value(lot.born_quantity, unit))
            ]
            _never_opened(work, lots, change.fewer, unit)
    for change in lines:
        if change.more:
            line, place = change.new
            further = replace(line, quantity=Quantity(change.more))
            open_stock(work, replace(after, location=place, lots=[further]))


def _never_opened(work: Work, lots: Sequence[Lot], units: int, unit: Fraction) -> None:
    left = units
    for lot in reversed(lots):
        piece = min(left, lot.born_quantity - never_there(work.shelf, lot))
        if piece > 0:
            left -= piece
            value = leaving(work, lot, piece, (unit.numerator, unit.denominator))
            sink = work.bear(lot.item, lot.location, OPENING, piece, value)
            withdraw(work, lot, piece, value, sink)
            work.part("opened", -value, lot.account, item=lot.item)
    if left:
        raise too_few(lots[0].item if lots else "", left)


def revise_send_back(
    work: Work,
    before: GoodsReturnedToSupplier,
    after: GoodsReturnedToSupplier,
    earlier: Sequence[str],
) -> None:
    """Units that did not go back stand in their lot again; grni and variance take back their parts."""
    lines = line_changes(
        before.lines, after.lines, lambda line: (line.receipt, line.receipt_line, line.item)
    )
    for change in lines:
        if change.fewer:
            _kept(work, before, change, earlier)
    further = [replace(change.new, quantity=Quantity(change.more)) for change in lines if change.more]
    if further:
        send_back(work, replace(after, lines=further))


def _kept(work: Work, event: GoodsReturnedToSupplier, change: LineChange, earlier: Sequence[str]) -> None:
    line, left = change.old, change.fewer
    restored = []
    for key in reversed(earlier):
        for back in work.shelf.by_reference(own_reference(key, line.receipt, line.receipt_line)):
            units = min(left, back.quantity)
            if units > 0:
                left -= units
                picked = brought(work, back, units)
                value = give_back(work, picked, back, "sent_back", "", item=line.item)
                variance = work.shelf.worth(back, units)
                work.shelf.add(back, -units, -variance)
                accrue_less(work, event, line, variance - value, -units)
                work.part("price_variance", -variance, item=line.item)
                restored += [pick.lot for pick in picked]
    if left:
        raise too_few(line.item, left)
    cover_all(work, restored)
