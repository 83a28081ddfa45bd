"""Random histories in which customers give goods back that then go on to their supplier.

Goods are received beside others of their sort, shipped, come back in parts to one place or another, travel,
join an average, are shipped again; the receipt is billed dearer or cheaper before or after they go on.
"""

from __future__ import annotations

from typing import ClassVar

from tests.oracle.books import Books
from tests.oracle.exact import ZERO
from tests.oracle.histories import MAIN, PRICES, SHOP, Cycles, Event, dealt, text
from tests.oracle.rare import RareAuthor


class OnwardAuthor(RareAuthor):
    """Writes one history of goods that were given back."""

    weights: ClassVar[dict[str, int]] = {**RareAuthor.weights, "buy": 20, "go_on": 14, "send_out": 10}
    phase: ClassVar[dict[str, int]] = {
        **RareAuthor.phase,
        "buy": 2,
        "move": 5,
        "send_out": 7,
        "given_back": 8,
        "go_on": 8,
    }
    BY_METHOD = 70
    BEYOND = 15
    """Of a hundred supplier returns where nothing is there, those that are told all the same."""

    def buy(self, _: str) -> None:
        """Goods are received that will be shipped as they are; now and then two receipts in a row."""
        item = self.one(self.raws[:3])
        for _again in range(2 if self.chance(35) else 1):
            receipt = self.name("GR")
            line = {"line": "1", "item": item, "quantity": text(self.quantity())}
            line["unit_price"] = self.one(PRICES)
            if self.chance(50):
                line["lot"] = receipt
            facts: Event = {"receipt": receipt, "supplier": "S1", "currency": "USD"}
            self.write("goods_received", location=MAIN, lines=[line], **facts)
            if self.chance(80):
                self.later("bill_of", f"{receipt}/1", latest=12)
            for _time in range(2):
                self.later("go_on", f"{receipt}/1", soonest=2, latest=12)
        self.later("send_out", item, soonest=0, latest=3)

    def send_out(self, item: str) -> None:
        """Most of what is there of an item is shipped, and comes back in parts."""
        item, place = item or self.one(self.raws[:3]), MAIN if self.chance(80) else SHOP
        there = self.on_hand(item, place)
        if there <= 0:
            return
        shipment = self.name("SH")
        units = there if self.chance(50) else self.part(there)
        line = {"line": "1", "item": item, "quantity": text(units)}
        self.write("goods_shipped", shipment=shipment, location=place, lines=[line])
        for _ in range(2):
            self.later("given_back", f"{shipment} {place if self.chance(80) else SHOP}", latest=4)

    def given_back(self, names: str) -> None:
        shipment, place = names.split()
        shipped = self.keeper.shipped.get((shipment, "1"))
        out = shipped.open.quantity + shipped.sold.quantity if shipped else ZERO
        if shipped and out and self.may_come_back(shipped.item, place):
            line: Event = {"item": shipped.item, "quantity": text(self.part(out)), "shipment": shipment}
            line |= {"shipment_line": "1", "restock": self.chance(90)}
            facts: Event = {"number": self.name("RMA"), "customer": "C1", "location": place}
            self.write("goods_returned", lines=[line], **facts)
            if self.chance(25):
                self.later("move", f"{shipped.item} {place}", soonest=0, latest=2)
            if self.chance(25):
                self.later("send_out", shipped.item, latest=3)

    def may_come_back(self, item: str, place: str) -> bool:
        """Where nothing is short: what covers a shortage is written by `short.py`."""
        return not self.keeper.stock.layers[item, place]

    def move(self, names: str) -> None:
        """Some of it moves to the other place, on the day or over the road."""
        item, place = names.split()
        there = self.on_hand(item, place)
        if there > 0:
            line = {"item": item, "quantity": text(self.part(there))}
            way = {"from_location": place, "to_location": SHOP if place == MAIN else MAIN}
            self.write("stock_transferred", transfer=self.name("TR"), **way, lines=[line])

    def go_on(self, reference: str) -> None:
        """Of a receipt as much goes to the supplier as is kept, or less; mostly no more than is there."""
        if not reference:
            self.beyond("")
            return
        receipt, name = reference.rsplit("/", 1)
        match = self.keeper.lines[receipt, name]
        if not match.lots or match.closed or match.received <= match.sent_back:
            return
        lot, _ = self.keeper.received[receipt, name]
        wish, there = match.received - match.sent_back, self.on_hand(lot.item, lot.location)
        if there > 0 or self.chance(self.BEYOND):
            units = self.part(min(wish, there) if there > 0 else wish)
            line = {"receipt": receipt, "receipt_line": name, "item": lot.item, "quantity": text(units)}
            self.write("goods_returned_to_supplier", number=self.name("RTS"), supplier="S1", lines=[line])


def quick_onward(seed: int) -> tuple[Cycles, Books]:
    """The history of a seed in the tests."""
    return dealt(seed, (12, 20, 16, 30, 24)[seed % 5], OnwardAuthor, closing=seed % 2 == 0)
