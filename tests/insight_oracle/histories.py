"""Histories: three random months of a small food maker, told in events that name every lot.

OATS, NUTS and SUGAR are bought of two suppliers in two currencies; MIX is made of oats and nuts, GRANOLA of
mix, sugar and oats. Recipes change within a month, runs lose units, bills differ, freight comes late.
Quantities are whole, so all of a history can be worked again in exact fractions.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]
MONTHS = ("2026-02", "2026-03", "2026-04")
RAW = {"OATS": 100, "NUTS": 400, "SUGAR": 80}
"""What is bought, at cents a unit or so."""
CHANNELS = ("web", "shop")
CUSTOMERS = ("C1", "C")
SOLD = ("GRANOLA", "MIX", "OATS")
_PER_HUNDRED = {"MIX": {"OATS": 90, "NUTS": 15}, "GRANOLA": {"MIX": 80, "SUGAR": 12, "OATS": 10}}


def in_money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


@dataclass
class Shelf:
    """Units of a lot not used yet."""

    item: str
    lot: str
    units: int


@dataclass
class Writer:
    """A history as it is written: `events` in the order they are told, `late` in a cycle of their own."""

    rng: random.Random
    without: frozenset[str] = frozenset()
    """What does not happen in it, by the names given to `happens`."""
    events: list[Event] = field(default_factory=list)
    late: list[Event] = field(default_factory=list)
    shelves: list[Shelf] = field(default_factory=list)
    receipts: list[Event] = field(default_factory=list)
    sales: list[tuple[Event, int]] = field(default_factory=list)
    invoices: list[Event] = field(default_factory=list)
    billed: set[str] = field(default_factory=set)
    serial: int = 0
    day: str = ""

    def chance(self, percent: int) -> bool:
        return self.rng.random() * 100 < percent

    def happens(self, what: str, percent: int) -> bool:
        return self.chance(percent) and what not in self.without

    def name(self, prefix: str) -> str:
        self.serial += 1
        return f"{prefix}-{self.serial}"

    def tell(self, kind: str, **facts: Any) -> Event:
        self.serial += 1
        stated = {"kind": kind, "source": "erp", "id": f"{kind}-{self.serial}", "date": self.day}
        self.events.append({**stated, "sequence": self.serial, **facts})
        return self.events[-1]

    def put(self, item: str, units: int, prefix: str) -> str:
        shelf = Shelf(item, self.name(prefix), units)
        self.shelves.append(shelf)
        return shelf.lot

    def pick(self, item: str, units: int) -> list[Event]:
        """Up to so many units of an item, of one lot or several."""
        lines = []
        there = [one for one in self.shelves if one.item == item and one.units]
        self.rng.shuffle(there)
        for shelf in there:
            piece = min(units, shelf.units)
            if piece:
                shelf.units -= piece
                units -= piece
                lines.append({"item": item, "lot": shelf.lot, "quantity": str(piece)})
        return lines

    # What happens

    def found(self) -> None:
        self.day = "2026-01-01"
        roles = {"OATS": "raw", "NUTS": "raw", "SUGAR": "raw", "MIX": "semi", "GRANOLA": "finished"}
        for item, role in {**roles, "HUSK": "raw"}.items():
            self.tell("item", item=item, name=item, inventory_role=f"inventory_{role}")
        self.tell("party", party="S2", name="S2", roles=["supplier"], currency="USD")
        for item in _PER_HUNDRED:
            self.bom(item)
        self.day = "2026-01-31"
        for item, cost in (("OATS", "0.97"), ("MIX", "2.05")):
            if self.happens("opening", 60):
                units = self.rng.randint(50, 300)
                lot = self.put(item, units, "OPEN")
                line = {"item": item, "lot": lot, "quantity": str(units), "unit_cost": cost}
                self.tell("opening_stock", location="MAIN", lots=[line])

    def bom(self, item: str) -> None:
        """A recipe, somewhat other than the last; now and then without one of its materials."""
        parts = dict(_PER_HUNDRED[item])
        if item == "GRANOLA" and self.happens("dropped", 25):
            del parts["OATS"]
        lines = [
            {"item": part, "quantity": str(units + self.rng.choice((0, 0, -1, 2)))}
            for part, units in parts.items()
        ]
        more = {"expected_yield": self.rng.choice(("0.95", "0.98"))} if self.happens("yield", 40) else {}
        self.tell(
            "bom_version", item=item, bom=self.name(item), output_quantity="100", components=lines, **more
        )

    def receive(self) -> None:
        item = self.rng.choice(["OATS", "OATS", *RAW])
        units = self.rng.randint(40, 400)
        price = in_money(RAW[item] * self.rng.choice((90, 100, 110, 125)) // 100)
        supplier, currency = self.rng.choice((("S1", "USD"), ("S1", "EUR"), ("S2", "USD")))
        facts = {"rate": self.rng.choice(("1.1", "1.08", "1.25"))} if currency == "EUR" else {}
        receipt = self.name("GR")
        line = {"line": "1", "item": item, "lot": self.put(item, units, "L")}
        line |= {"quantity": str(units), "unit_price": price}
        told = self.tell(
            "goods_received",
            receipt=receipt,
            supplier=supplier,
            currency=currency,
            location="MAIN",
            lines=[line],
            **facts,
        )
        self.receipts.append(told)

    def make(self) -> None:
        item = self.rng.choice(("MIX", "GRANOLA"))
        begun = self.rng.randint(40, 200)
        consumed = []
        for part, per in _PER_HUNDRED[item].items():
            if not (part == "OATS" and item == "GRANOLA" and self.happens("left out", 30)):
                consumed += self.pick(part, begun * per // 100 + self.rng.choice((0, 0, 1, 3)))
        if item == "MIX" and self.happens("beside", 15):
            consumed += self.pick("SUGAR", 5)
        if len({line["item"] for line in consumed}) < 2:
            for line in consumed:
                shelf = next(one for one in self.shelves if one.lot == line["lot"])
                shelf.units += int(line["quantity"])
            return
        run = self.name("RUN")
        rates = {
            "labour": in_money(begun * self.rng.choice((20, 20, 22))),
            "overhead": in_money(begun * self.rng.choice((10, 10, 9))),
        }
        if self.happens("issue", 30):
            self.tell("materials_issued", run=run, location="MAIN", consumed=consumed, **rates)
            first = begun // 3
            self.complete(run, item, first, [], {"expected_remaining": str(begun - first)})
            if self.happens("outside_work", 30):
                facts = {"supplier": "S1", "currency": "USD", "amount": "6.00", "runs": [run]}
                self.tell("landed_cost_billed", number=self.name("W"), **facts)
            self.complete(run, item, begun - first, [], {})
        else:
            self.complete(run, item, begun, consumed, rates)

    def complete(self, run: str, item: str, begun: int, consumed: list[Event], facts: Event) -> None:
        lost = self.rng.choice((0, 0, 1, 3, 6)) if begun > 12 else 0
        abnormal = 2 if self.happens("abnormal", 25) and begun > 12 else 0
        good = begun - lost - abnormal
        outputs = [{"item": item, "lot": self.put(item, good, "M"), "quantity": str(good)}]
        if self.happens("by-product", 20):
            lot = self.put("HUSK", 4, "H")
            outputs.append(
                {"item": "HUSK", "lot": lot, "quantity": "4", "role": "by_product", "value": "1.20"}
            )
        self.tell(
            "production_completed",
            run=run,
            location="MAIN",
            consumed=consumed,
            outputs=outputs,
            scrapped=str(lost),
            abnormal_scrap=str(abnormal),
            **facts,
        )

    def sell_ahead(self) -> None:
        """Shipped now, invoiced in the next month."""
        self.sell(f"2026-{int(self.day[5:7]) + 1:02}-02")

    def sell(self, later: str = "") -> None:
        item = self.rng.choice(SOLD[:1] * 3 + SOLD)
        order = self.name("SO")
        lines = self.pick(item, self.rng.randint(5, 120))[:1]
        if not lines:
            return
        line = {"line": "1", **lines[0]}
        shipped = self.tell("goods_shipped", shipment=order, order=order, location="MAIN", lines=[line])
        self.sales.append((shipped, int(line["quantity"])))
        cents = int(line["quantity"]) * self.rng.choice((300, 300, 310, 280))
        less = cents // 20 if self.chance(30) else 0
        billed = {k: line[k] for k in ("line", "item", "quantity")} | {"amount": in_money(cents)}
        told = self.tell(
            "invoice_issued",
            number=f"INV-{order}",
            order=order,
            customer=self.rng.choice(CUSTOMERS),
            channel=self.rng.choice(CHANNELS),
            currency="USD",
            total=in_money(cents - less),
            lines=[billed | {"discount": in_money(less)} if less else billed],
        )
        self.invoices.append(told)
        if later:
            told["date"] = later

    def give_back(self) -> None:
        known = {
            one["order"]
            for one in self.events
            if one["kind"] == "invoice_issued" and one["date"] < self.day
        }
        known &= {one["order"] for one, units in self.sales if units and one["date"] < self.day}
        if not known:
            return
        place = self.rng.choice([at for at, (one, _) in enumerate(self.sales) if one["order"] in known])
        shipped, units = self.sales[place]
        back = self.rng.randint(1, units)
        self.sales[place] = shipped, units - back
        item = shipped["lines"][0]["item"]
        line = {"item": item, "quantity": str(back), "shipment": shipped["shipment"]}
        line |= {"shipment_line": "1", "restock": False}
        if self.happens("restock", 50):
            line |= {"restock": True, "lot": self.put(item, back, "B")}
        self.tell("goods_returned", number=self.name("RMA"), customer="C1", location="MAIN", lines=[line])

    def refund(self) -> None:
        """Money back for a unit, without goods."""
        known = [one for one in self.invoices if one["date"] < self.day]
        if not known:
            return
        of = self.rng.choice(known)
        line = {"line": "1", "item": of["lines"][0]["item"], "quantity": "1", "amount": "2.10"}
        facts = {field: of[field] for field in ("customer", "channel", "currency")}
        facts |= {"number": self.name("RF"), "refunds": "invoice", "refunded": of["number"]}
        self.tell("refund_issued", total="2.10", lines=[line], **facts)

    def write_down(self) -> None:
        there = [one for one in self.shelves if one.units and one.item != "HUSK"]
        if there:
            shelf = self.rng.choice(there)
            line = {"item": shelf.item, "lot": shelf.lot, "per_unit": self.rng.choice(("-0.05", "0.03"))}
            self.tell("stock_revalued", location="MAIN", reason="damp", lines=[line])

    def bill(self) -> None:
        open_ = [one for one in self.receipts if one["receipt"] not in self.billed]
        if not open_:
            return
        receipt = self.rng.choice(open_)
        self.billed.add(receipt["receipt"])
        (line,) = receipt["lines"]
        units = int(line["quantity"]) // self.rng.choice((1, 1, 2))
        whole, cents = line["unit_price"].split(".")
        amount = in_money(units * int(whole + cents) * self.rng.choice((100, 102, 97, 120)) // 100)
        billed = {"line": "1", "receipt": receipt["receipt"], "receipt_line": "1"}
        facts = {"rate": receipt["rate"]} if "rate" in receipt else {}
        self.tell(
            "bill_approved",
            number=self.name("B"),
            supplier=receipt["supplier"],
            currency=receipt["currency"],
            total=amount,
            lines=[{**billed, "quantity": str(units), "amount": amount}],
            **facts,
        )

    def freight(self) -> None:
        if self.receipts:
            of = self.rng.sample(self.receipts, min(len(self.receipts), self.rng.randint(1, 3)))
            self.tell(
                "landed_cost_billed",
                number=self.name("F"),
                supplier="S1",
                currency="USD",
                amount=self.rng.choice(("12.00", "7.50", "31.30")),
                receipts=[one["receipt"] for one in of],
                allocate_by="value" if self.happens("by value", 50) else "quantity",
            )

    def outside_work(self) -> None:
        """Others worked on runs, billed while they go on or later."""
        runs = sorted({one["run"] for one in self.events if "run" in one})
        if runs:
            of = self.rng.sample(runs[-6:], min(len(runs[-6:]), self.rng.randint(1, 2)))
            facts = {"supplier": "S1", "currency": "USD", "amount": self.rng.choice(("8.00", "15.50"))}
            self.tell("landed_cost_billed", number=self.name("W"), runs=of, **facts)

    def live(self, months: Iterable[str] = MONTHS) -> None:
        for month in months:
            for number in range(1, 29, 2):
                self.day = f"{month}-{number:02}"
                if self.happens("recipe", 9):
                    self.bom(self.rng.choice(tuple(_PER_HUNDRED)))
                for _ in range(1 if number > 1 else 5):
                    self.receive()
                for doing, percent in (
                    (self.make, 90),
                    (self.sell, 80),
                    (self.sell_ahead, 15),
                    (self.give_back, 25),
                    (self.refund, 20),
                    (self.write_down, 12),
                    (self.bill, 70),
                    (self.freight, 25),
                    (self.outside_work, 15),
                ):
                    if self.happens(doing.__name__, percent):
                        doing()

    def lag(self) -> None:
        """Some bills and freight are told in a later cycle, under the day they bear."""
        late = [
            one
            for one in self.events
            if one["kind"] in ("bill_approved", "landed_cost_billed") and self.happens("late", 25)
        ]
        self.events = [one for one in self.events if one not in late]
        self.late = late


def history(seed: int, *without: str) -> tuple[list[Event], list[Event]]:
    """The facts of a history, and those of its late cycle."""
    writer = Writer(random.Random(seed), frozenset(without))
    writer.found()
    writer.live()
    writer.lag()
    return writer.events, writer.late


def month_of(seed: int, *without: str) -> list[Event]:
    """The facts of one month that begins and ends by itself."""
    writer = Writer(random.Random(seed), frozenset((*without, "opening", "sell_ahead")))
    writer.found()
    writer.live(MONTHS[:1])
    return writer.events


def pairs() -> Iterator[tuple[str, str]]:
    """The months compared: each with the next, and the last with the first."""
    yield from ((MONTHS[0], MONTHS[1]), (MONTHS[1], MONTHS[2]), (MONTHS[2], MONTHS[0]))
