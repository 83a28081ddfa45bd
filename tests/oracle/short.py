"""Random histories in which goods go out before their receipt comes, which covers what was taken short.

They come back before the covering or after it, cover their own shortage, travel short and back, go on to
the supplier before they are there or once they are; shipments are told again with more units, later.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import ClassVar

from tests.oracle.anew import some
from tests.oracle.books import Books, keep_books_in_cycles
from tests.oracle.exact import ZERO
from tests.oracle.histories import MAIN, PRICES, SHOP, Cycles, Event, _deal, any_history, text
from tests.oracle.onward import OnwardAuthor
from tests.oracle.stock import NotReadError


class ShortAuthor(OnwardAuthor):
    """Writes one history of goods that went out before they came."""

    weights: ClassVar[dict[str, int]] = {**OnwardAuthor.weights, "sell_first": 70, "travel_first": 14}
    phase: ClassVar[dict[str, int]] = {
        **OnwardAuthor.phase,
        "sell_first": 7,
        "travel_first": 5,
        "given_anyhow": 8,
    }
    BEYOND = 45

    def some_goods(self, names: str) -> tuple[str, str]:
        """The item and the place somebody planned for, or any."""
        if names:
            item, place = names.split()
            return item, place
        return self.one(self.raws[:3]), MAIN if self.chance(75) else SHOP

    def more_than_there(self, item: str, place: str) -> Fraction:
        there = max(ZERO, self.on_hand(item, place))
        return self.quantity() + (there if self.chance(70) else ZERO)

    def sell_first(self, names: str) -> None:
        """More is shipped than is there; it comes later, in one receipt or several, and so do returns."""
        item, place = self.some_goods(names)
        shipment, units = self.name("SH"), self.more_than_there(item, place)
        line = {"line": "1", "item": item, "quantity": text(units)}
        lot = self.some_lot(item, place, 15)
        lines = [{**line, "lot": lot} if lot else line]
        self.write("goods_shipped", shipment=shipment, location=place, lines=lines)
        for _ in range(self.rng.randint(1, 3)):
            back = place if self.chance(60) else self.one((MAIN, SHOP))
            self.later("given_back", f"{shipment} {back}", soonest=0, latest=7)
        if self.chance(40):
            self.later("sell_first", f"{item} {place}", soonest=0, latest=3)
        self.come_later(item, place)

    def travel_first(self, names: str) -> None:
        """More travels to the other place than was there; some of it travels back."""
        item, place = self.some_goods(names)
        goal = SHOP if place == MAIN else MAIN
        line = {"item": item, "quantity": text(self.more_than_there(item, place))}
        facts: Event = {"arrived": self.iso(self.day + self.rng.randint(0, 2))} if self.chance(40) else {}
        way = {"from_location": place, "to_location": goal}
        self.write("stock_transferred", transfer=self.name("TR"), **way, lines=[line], **facts)
        for doing, where in (("sell_first", goal), ("move", goal), ("move", goal)):
            if self.chance(50):
                self.later(doing, f"{item} {where}", soonest=0, latest=5)
        self.come_later(item, place)

    def come_later(self, item: str, place: str) -> None:
        """The receipts of what was taken before it came."""
        for _ in range(self.rng.randint(1, 2)):
            self.later("buy", f"{item} {place}", soonest=1, latest=4)

    def buy(self, names: str) -> None:
        """A receipt, its bill, and how much of it goes on to the supplier."""
        item, place = self.some_goods(names)
        receipt = self.name("GR")
        line = {"line": "1", "item": item, "quantity": text(self.quantity() + self.quantity())}
        line["unit_price"] = self.one(PRICES)
        if self.chance(40):
            line["lot"] = receipt
        facts: Event = {"receipt": receipt, "supplier": "S1", "currency": "USD"}
        self.write("goods_received", location=place, lines=[line], **facts)
        for doing, percent in (("bill_of", 80), ("go_on", 80), ("go_on", 60), ("given_anyhow", 40)):
            if self.chance(percent):
                what = item if doing == "given_anyhow" else f"{receipt}/1"
                self.later(doing, what, soonest=0 if doing == "bill_of" else 1, latest=10)

    def given_anyhow(self, item: str) -> None:
        """Units of any line of the item come back, to either place."""
        out = [name for (name, _), line in self.keeper.shipped.items() if line.item == item]
        if out:
            self.given_back(f"{self.one(out)} {self.one((MAIN, SHOP))}")

    def may_come_back(self, item: str, place: str) -> bool:
        """Also where something is short: then it covers that."""
        return True


def told_more(cycles: Cycles, rng: random.Random, wanted: int) -> tuple[Cycles, Books]:
    """The history with some of its shipments told again, of more units, in later cycles."""
    books = keep_books_in_cycles(cycles, checked=False)
    for _ in range(3 * wanted):
        place = rng.randrange(len(cycles) - 1)
        facts = [one for one in cycles[place] if one["kind"] == "goods_shipped" and not one.get("order")]
        later = rng.randrange(place + 1, len(cycles))
        told = [one for cycle in cycles[: later + 1] for one in cycle]
        facts = [one for one in facts if sum(one["id"] == other["id"] for other in told) == 1]
        if not facts:
            continue
        event = rng.choice(facts)
        lines = [dict(line) for line in event["lines"]]
        line = rng.choice(lines)
        line["quantity"] = some(line["quantity"], rng.choice((3, 4)))
        anew = {**event, "lines": lines}
        revised = [*cycles[:later], [*cycles[later], anew], *cycles[later + 1 :]]
        try:
            found = keep_books_in_cycles(revised, checked=False)
        except NotReadError:
            continue
        if set(found.quarantined) == set(books.quarantined):
            cycles, books, wanted = revised, found, wanted - 1
        if not wanted:
            break
    return cycles, books


def quick_short(seed: int) -> tuple[Cycles, Books]:
    """The history of a seed: one cycle or several, circles among them, shipments told again in some."""
    events = any_history(seed, (6, 12, 8, 16, 24, 10)[seed % 6], by=ShortAuthor)
    rng = random.Random(f"short {seed}")
    cycles = _deal(events, rng, 1 + seed % 4)
    if len(cycles) > 1 and seed % 3:
        return told_more(cycles, rng, 1 + seed % 3)
    return cycles, keep_books_in_cycles(cycles, checked=False)
