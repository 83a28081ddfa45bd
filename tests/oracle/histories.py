"""Random histories of a small manufacturer, each the same for ever for its seed.

The author of a history keeps the books as it writes, so that it knows what is on hand, shipped or
billed when it writes the next event.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, ClassVar, TypeVar

from tests.oracle.books import Books, keep_books_in_cycles
from tests.oracle.exact import ZERO, at_quantum, cents_as_billed, number
from tests.oracle.keeper import Keeper
from tests.oracle.order import Leg, legs
from tests.oracle.order import closing as act_of_closing
from tests.oracle.stock import UncostableError

Event = dict[str, Any]
Cycles = list[list[Event]]
T = TypeVar("T")
DAYS = 40
FIRST = date(2026, 3, 2)
MAIN, SHOP = "MAIN", "SHOP"
PRICES = (
    "1.3333", "0.00000007", "0.005", "7.77777777", "19.99", "0.0333", "12.345678", "0.01", "3",
    "0", "50", "2.5", "0.66666667", "41.015", "0.125",
)  # fmt: skip
QUANTITIES = ("1", "2", "3", "5", "7", "8", "10", "12", "20", "2.5", "0.333333", "6.125", "3.000001", "11")
LABOUR = ("0.01", "4", "3.3333", "12.5", "0.005", "27.18", "6.66666667", "0.0051")
YIELDS = ("0.9", "0.95", "0.85", "1", "0.987654321")
WEIGHTS = {
    "receive": 15, "issue": 6, "produce": 18, "dismantle": 5, "transfer": 6, "invoice": 10, "sale": 5,
    "ship": 16, "land": 4, "come_back": 8, "send_back": 5, "adjust": 5, "count": 4, "revalue": 6, "bill": 9,
    "credit": 3, "close_receipt": 1, "oddity": 2,
}  # fmt: skip
PHASE = {
    "receive": 2, "issue": 3, "produce": 3, "dismantle": 3, "transfer": 5, "invoice": 6, "sale": 6,
    "ship": 7, "oddity": 7, "come_back": 8, "send_back": 8, "adjust": 9, "count": 9, "revalue": 9,
    "bill": 10, "land": 10, "credit": 10, "close_receipt": 10,
}  # fmt: skip
"""The order in which a day is written: that of the kind ranks."""


def new_keeper() -> Keeper:
    return Keeper("USD", account_groups=True)


def text(value: Fraction) -> str:
    """Plain decimal text of a value with at most eight places."""
    scaled = value * 10**8
    assert scaled.denominator == 1, value
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled.numerator)).rjust(9, "0")
    return f"{sign}{digits[:-8]}.{digits[-8:]}".rstrip("0").rstrip(".")


@dataclass
class OrderLine:
    """A customer's order line and how far it is shipped and invoiced."""

    order: str
    line: str
    item: str
    ordered: Fraction
    shipped: Fraction = ZERO
    invoiced: Fraction = ZERO
    by: str = "invoice"


@dataclass
class Author:
    """Writes one history, day after day."""

    weights: ClassVar[dict[str, int]] = WEIGHTS
    phase: ClassVar[dict[str, int]] = PHASE

    rng: random.Random
    events: list[Event] = field(default_factory=list)
    keeper: Keeper = field(default_factory=lambda: new_keeper())
    kept: list[Leg] = field(default_factory=list)
    boms: dict[str, list[tuple[str, Fraction]]] = field(default_factory=dict)
    raws: list[str] = field(default_factory=list)
    semis: list[str] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    plan: dict[int, list[tuple[int, int, str, str]]] = field(default_factory=lambda: defaultdict(list))
    arrivals: dict[int, list[Leg]] = field(default_factory=lambda: defaultdict(list))
    orders: list[OrderLine] = field(default_factory=list)
    promised: list[tuple[str, Fraction]] = field(default_factory=list)
    open_runs: dict[str, str] = field(default_factory=dict)
    revalued: set[str] = field(default_factory=set)
    day: int = 0
    serial: int = 0
    tied: bool = False

    # Small choices

    def chance(self, percent: int) -> bool:
        return self.rng.randrange(100) < percent

    def one(self, choices: Sequence[T]) -> T:
        return choices[self.rng.randrange(len(choices))]

    def quantity(self) -> Fraction:
        return number(self.one(QUANTITIES))

    def part(self, whole: Fraction) -> Fraction:
        """All of it, or some of it in whole micro-units."""
        if self.chance(35):
            return whole
        micros = (whole * 10**6).numerator
        some = self.rng.randint(1, micros)
        return Fraction(max(1, some if self.chance(30) else some - some % 500_000), 10**6)

    def name(self, what: str) -> str:
        self.serial += 1
        return f"{what}-{self.serial}"

    def iso(self, day: int) -> str:
        return (FIRST + timedelta(days=day)).isoformat()

    def on_hand(self, item: str, place: str) -> Fraction:
        return self.keeper.stock.on_hand((item, place))

    # Writing

    def write(self, kind: str, **facts: Any) -> Event:
        self.serial += 1
        event: Event = {
            "kind": kind,
            "source": self.one(("erp", "wms")) if self.tied else "erp",
            "id": f"{kind}-{self.serial}",
            "date": self.iso(self.day),
            "sequence": 0 if self.tied else self.serial,
            **facts,
        }
        self.events.append(event)
        first, *later = legs(event)
        for leg in later:
            self.arrivals[(date.fromisoformat(leg.date) - FIRST).days].append(leg)
        self.keep(first)
        return event

    def keep(self, leg: Leg) -> None:
        """Keep the books of what was just written; what cannot be costed is not written after all."""
        try:
            self.keeper.keep(leg)
            self.kept.append(leg)
        except UncostableError:
            self.events.remove(leg.event)
            self.keeper = new_keeper()
            for former in self.kept:
                self.keeper.keep(former)

    def later(self, doing: str, item: str, *, soonest: int = 1, latest: int = 6) -> None:
        """Plan something for the same day or one of the next."""
        day = min(DAYS, self.day + self.rng.randint(soonest, latest))
        self.plan[day].append((self.phase[doing], self.rng.randrange(10**9), doing, item))

    def wanted(self, item: str, place: str, wish: Fraction, *, risk: int) -> Fraction:
        """What is taken: at most what is there, unless the history goes short on purpose."""
        there = self.on_hand(item, place)
        if wish <= there:
            return wish
        if self.chance(risk):
            if self.chance(85):
                self.later("produce" if item in self.boms else "receive", item, latest=16)
            return wish
        return max(ZERO, there)

    def some_lot(self, item: str, place: str, percent: int) -> str:
        """Now and then the number of a lot that is there."""
        numbers = [lot.number for lot in self.keeper.stock.candidates((item, place), "") if lot.number]
        return self.one(numbers) if numbers and self.chance(percent) else ""

    # The first day

    def found(self) -> None:
        """Items, bills of material, places, rates, opening stock and purchase orders."""
        rng = self.rng
        self.raws = [f"RAW{n}" for n in range(1, rng.randint(4, 8) + 1)]
        self.semis = [f"SEMI{n}" for n in range(1, rng.randint(2, 5) + 1)]
        self.finished = [f"FIN{n}" for n in range(1, rng.randint(2, 3) + 1)]
        roles = {
            "inventory_raw": [*self.raws, "PART1", "PART2", "NEW", "ODD"],
            "inventory_semi": self.semis,
            "inventory_finished": [*self.finished, "SIDE"],
            "inventory_merchandise": ["KIT", "SAWDUST"],
        }
        for role, items in roles.items():
            for item in items:
                category = self.one(("wood", "metal"))
                weight = {"weight": self.one(("1", "0.25", "12.5", "3.333333"))} if self.chance(95) else {}
                self.write("item", item=item, name=item, inventory_role=role, category=category, **weight)
        self.write("location", location=MAIN)
        self.write("location", location=SHOP, account_group="north" if self.chance(25) else "")
        self.write(
            "exchange_rate", currency="EUR", rate=self.one(("1.0837", "1.1", "0.999999")), rate_source="ECB"
        )
        self.write("exchange_rate", currency="GBP", rate=self.one(("1.27", "1.2931")), rate_source="ECB")
        self.write_boms()
        self.open_books()

    def write_boms(self) -> None:
        for place, item in enumerate([*self.semis, *self.finished]):
            pool = [*self.raws, "PART1", "PART2", "NEW"]
            chosen = self.rng.sample(pool, self.rng.randint(1, 3))
            if item in self.finished:
                chosen.append(self.semis[-1] if self.chance(50) else self.one(self.semis))
            elif place and self.chance(80):
                chosen.append(self.semis[place - 1])
            self.boms[item] = [(part, number(self.one(("1", "2", "0.5", "0.333333")))) for part in chosen]
            components = [{"item": part, "quantity": text(per)} for part, per in self.boms[item]]
            facts = {"expected_yield": self.one(YIELDS)} if self.chance(60) else {}
            self.write(
                "bom_version", item=item, bom="A", output_quantity="1", components=components, **facts
            )

    def open_books(self) -> None:
        lines = [
            {"line": item, "item": item, "quantity": text(self.quantity()), "unit_price": self.one(PRICES)}
            for item in ("NEW", *self.rng.sample(self.raws, 2), self.one(self.finished))
        ]
        self.write("purchase_order_placed", order="PO-1", supplier="S1", currency="USD", lines=lines)
        for place, items in (
            (MAIN, [*self.raws, *self.semis, *self.finished, "KIT", "PART1", "PART2"]),
            (SHOP, self.finished),
        ):
            lots = [
                {"item": item, "quantity": text(self.quantity()), "unit_cost": self.one(PRICES), "lot": lot}
                for item in items
                if self.chance(85)
                for lot in (["", f"L{item}"] if self.chance(30) else [""])
            ]
            if lots:
                self.write("opening_stock", location=place, lots=lots)
        if self.chance(50):
            amount = self.one(("120.5", "33.333", "0.00000051"))
            open_receipts = [{"reference": "GR-0", "amount": amount}]
            self.write("opening_register", register="grni", currency="USD", lines=open_receipts)

    # What a day brings

    def live(self, size: int) -> None:
        doings = list(self.weights)
        for doing in self.rng.choices(doings, weights=list(self.weights.values()), k=size):
            day = self.rng.randint(1, DAYS)
            if doing == "receive":
                day = min(day, self.rng.randint(1, DAYS))
            self.plan[day].append((self.phase[doing], self.rng.randrange(10**9), doing, ""))
        for self.day in range(1, DAYS + 1):
            self.tied = self.chance(15)
            if self.day == DAYS // 2:
                self.write("exchange_rate", currency="EUR", rate="1.21", rate_source="ECB")
            todo = self.plan[self.day]
            while todo:
                todo.sort(reverse=True)
                phase, _, doing, item = todo.pop()
                if phase >= self.phase["issue"]:
                    self.arrive()
                getattr(self, doing)(item)
            self.arrive()

    def arrive(self) -> None:
        for leg in self.arrivals.pop(self.day, []):
            if leg.event in self.events:
                self.keep(leg)

    def receive(self, item: str) -> None:
        lines, chosen = [], [item or self.one([*self.raws, "KIT", "NEW"])]
        if self.chance(30):
            chosen.append(self.one(self.raws))
        ordered = self.keeper.stock.ordered
        for place, each in enumerate(chosen):
            line = {
                "line": str(place + 1),
                "item": each,
                "quantity": text(self.quantity() + self.quantity()),
            }
            line["unit_price"] = self.one(PRICES)
            if self.chance(40):
                line["lot"] = self.one((f"L{each}", f"M{each}"))
            if ("PO-1", each) in ordered and self.chance(50):
                line["order_line"] = each
            lines.append(line)
        facts: Event = {"order": "PO-1"} if any("order_line" in line for line in lines) else {}
        facts["currency"] = self.one(("EUR", "EUR", "GBP")) if self.chance(20) else "USD"
        if facts["currency"] != "USD" and self.chance(50):
            facts["rate"] = self.one(("1.0912", "1.234567891234", "0.875"))
        place_ = SHOP if item in self.finished and self.chance(30) else MAIN
        receipt = self.name("GR")
        if self.promised and facts["currency"] == "USD" and self.chance(60):
            receipt, _price = self.promised.pop()
        self.write("goods_received", receipt=receipt, supplier="S1", location=place_, lines=lines, **facts)

    def consumption(self, item: str, units: Fraction) -> list[Event]:
        lines = []
        for part, per in self.boms[item]:
            wish = at_quantum(units * per)
            wish = max(Fraction(1, 2), Fraction(round(wish * 10**6), 10**6))
            quantity = self.wanted(part, MAIN, wish, risk=40)
            if quantity:
                line = {"item": part, "quantity": text(quantity)}
                lot = self.some_lot(part, MAIN, 20)
                lines.append({**line, "lot": lot} if lot else line)
        return lines

    def issue(self, _: str) -> None:
        run = self.one(list(self.open_runs)) if self.open_runs and self.chance(40) else ""
        if not run:
            run = self.name("RUN")
            self.open_runs[run] = self.one([*self.semis, *self.finished])
        consumed = self.consumption(self.open_runs[run], self.quantity())
        if consumed:
            self.write("materials_issued", run=run, location=MAIN, consumed=consumed)
            self.later("produce", "", soonest=0)

    def produce(self, item: str) -> None:
        facts: Event = {"run": self.name("RUN")}
        good = self.quantity()
        if not item and self.open_runs and self.chance(55):
            facts["run"] = run = self.one(list(self.open_runs))
            item = self.open_runs[run]
            if self.chance(50):
                facts["expected_remaining"] = text(self.quantity())
                self.later("produce", "")
            else:
                del self.open_runs[run]
        item = item or self.one([*self.semis, *self.finished])
        if len(facts) == 1 or self.chance(40):
            facts["consumed"] = self.consumption(item, good)
        facts["labour"] = self.one(LABOUR)
        if self.chance(50):
            facts["overhead"] = self.one(LABOUR)
        facts.update(self.scrap())
        self.write("production_completed", location=MAIN, outputs=self.outputs(item, good, facts), **facts)

    def scrap(self) -> Event:
        facts: Event = {}
        if self.chance(40):
            facts["scrapped"] = self.one(("1", "0.5", "2", "0.1", "0.000007"))
        if self.chance(15):
            facts["abnormal_scrap"] = self.one(("1", "0.25", "3"))
        if self.chance(20):
            facts["expected_yield"] = self.one(YIELDS)
        return facts

    def outputs(self, item: str, good: Fraction, facts: Event) -> list[Event]:
        mains = [good]
        if self.chance(15):
            mains = [good, self.quantity()]
        made: list[Event] = [{"item": item, "quantity": text(each)} for each in mains]
        for output in made:
            if self.chance(40):
                output["lot"] = self.one((f"L{item}", f"P{item}"))
        if self.chance(20):
            share = self.one(("0.25", "0.333333", "0.1"))
            made.append({"item": "SIDE", "quantity": "3", "role": "co_product", "share": share})
        if self.chance(20):
            value = text(at_quantum(number(facts["labour"]) / self.one((2, 4))))
            made.append({"item": "SAWDUST", "quantity": "1.5", "role": "by_product", "value": value})
        self.rng.shuffle(made)
        return made

    def dismantle(self, _: str) -> None:
        quantity = self.wanted("KIT", MAIN, number(self.one(("1", "2", "3", "0.5"))), risk=25)
        if not quantity:
            return
        first = self.one(("0.5", "0.333333333333", "0.7"))
        components = [
            {"item": "PART1", "quantity": self.one(QUANTITIES), "share": first},
            {"item": "PART2", "quantity": self.one(QUANTITIES), "share": text_12(1 - number(first))},
        ]
        run = self.name("DIS")
        self.write(
            "disassembly_completed",
            run=run,
            location=MAIN,
            item="KIT",
            quantity=text(quantity),
            components=components,
        )

    def transfer(self, _: str) -> None:
        start, goal = (MAIN, SHOP) if self.chance(70) else (SHOP, MAIN)
        item = self.one([*self.finished, *self.finished, self.one(self.raws), "SIDE"])
        there = self.on_hand(item, start)
        if there <= 0:
            if start == SHOP or self.chance(85) or item == "SIDE":
                return
            there = Fraction(2)
        line = {"item": item, "quantity": text(self.part(there))}
        lot = self.some_lot(item, start, 20)
        lines = [{**line, "lot": lot} if lot else line]
        facts = {"arrived": self.iso(self.day + self.rng.randint(0, 3))} if self.chance(50) else {}
        self.write(
            "stock_transferred",
            transfer=self.name("TR"), from_location=start, to_location=goal, lines=lines, **facts,
        )  # fmt: skip

    # Customers

    def new_order(self, by: str) -> list[OrderLine]:
        order = self.name("SO")
        items = self.rng.sample([*self.finished, "SIDE", "KIT"], 2 if self.chance(35) else 1)
        lines = [OrderLine(order, str(n + 1), item, self.quantity(), by=by) for n, item in enumerate(items)]
        self.orders += lines
        return lines

    def order_with(self, behind: str, by: str) -> list[OrderLine]:
        """Lines of one order still to be shipped (or invoiced), preferring what the other side has."""

        def left(line: OrderLine) -> bool:
            return getattr(line, behind) < line.ordered and line.by == by

        started = [line for line in self.orders if left(line) and (line.shipped or line.invoiced)]
        if not started or self.chance(25):
            return self.new_order(by)
        order = self.one(started).order
        return [line for line in self.orders if line.order == order and left(line)]

    def bill_customer(self, kind: str, by: str) -> None:
        lines, total = [], ZERO
        order = self.order_with("invoiced", by)
        for each in order:
            units = self.part(each.ordered - each.invoiced)
            each.invoiced += units
            amount = self.one(("19.99", "100", "7.005", "33.3333", "0.015", "0"))
            line = {"line": self.name("IL"), "item": each.item, "quantity": text(units), "amount": amount}
            line["order_line"] = each.line
            if self.chance(20) and number(amount) > 1:
                line["discount"] = "0.5"
            total += number(amount) - number(line.get("discount", "0"))
            lines.append(line)
        facts: Event = {"shipping": "4.5"} if self.chance(20) else {}
        if self.chance(40):
            facts["taxes"] = [{"agency": self.one(("CA", "NY")), "amount": "1.65"}]
        total += (number("4.5") if "shipping" in facts else 0) + (number("1.65") if "taxes" in facts else 0)
        facts["total"] = text(Fraction(cents_as_billed(total), 100))
        if by == "sale" and number(facts["total"]):
            facts["tenders"] = [{"type": "gateway", "gateway": "stripe", "amount": facts["total"]}]
        number_ = self.name("INV")
        self.write(
            kind,
            number=number_, order=order[0].order, customer="C1", channel=self.one(("web", "b2b")),
            currency="USD", lines=lines, **facts,
        )  # fmt: skip
        if any(line.shipped < line.invoiced for line in order) and self.chance(80):
            self.later("ship", order[0].order, soonest=0 if self.chance(70) else 1)

    def invoice(self, _: str) -> None:
        self.bill_customer("invoice_issued", "invoice")

    def sale(self, _: str) -> None:
        self.bill_customer("sale_paid", "sale")

    def ship(self, promised: str) -> None:
        order = [line for line in self.orders if line.order == promised and line.shipped < line.ordered]
        order = order or self.order_with("shipped", self.one(("invoice", "invoice", "sale")))
        lines = []
        place = SHOP if self.chance(20) else MAIN
        for each in order:
            wish = self.part(each.ordered - each.shipped)
            if each.invoiced > each.shipped and self.chance(70):
                wish = each.invoiced - each.shipped
            units = self.wanted(each.item, place, wish, risk=30 if each.item in self.boms else 0)
            if not units:
                continue
            each.shipped += units
            same = self.chance(60)
            line = {
                "line": each.line if same else self.name("SL"),
                "item": each.item,
                "quantity": text(units),
            }
            if not same:
                line["order_line"] = each.line
            lot = self.some_lot(each.item, place, 25)
            lines.append({**line, "lot": lot} if lot else line)
        if lines:
            shipment, of_order = self.name("SH"), order[0].order
            self.write("goods_shipped", shipment=shipment, order=of_order, location=place, lines=lines)

    def come_back(self, _: str) -> None:
        place = SHOP if self.chance(25) else MAIN
        lines: list[Event] = []
        if self.chance(12):
            item = self.one(self.finished)
            lines.append({"item": item, "quantity": self.one(QUANTITIES), "restock": self.chance(60)})
        candidates = [
            (key, line, line.sold.quantity + line.open.quantity)
            for key, line in self.keeper.shipped.items()
            if line.sold.quantity + line.open.quantity
        ]
        for (shipment, name), shipped, out in self.rng.sample(candidates, min(len(candidates), 1)):
            line: Event = {"item": shipped.item, "quantity": text(self.part(out)), "shipment": shipment}
            line |= {"shipment_line": name, "restock": self.chance(70)}
            if self.chance(20):
                line["lot"] = "BACK"
            lines.append(line)
        lines = [line for line in lines if not self.keeper.stock.layers[line["item"], place]]
        if lines:
            self.write(
                "goods_returned", number=self.name("RMA"), customer="C1", location=place, lines=lines
            )

    # Suppliers

    def send_back(self, _: str) -> None:
        candidates = [
            (key, lot)
            for key, (lot, _) in self.keeper.received.items()
            if lot.quantity and not self.keeper.lines[key].closed
        ]
        if candidates:
            changed = [each for each in candidates if each[1].item in self.revalued]
            (receipt, name), lot = self.one(changed if changed and self.chance(60) else candidates)
            line = {"receipt": receipt, "receipt_line": name, "item": lot.item}
            line["quantity"] = text(self.part(lot.quantity))
            self.write("goods_returned_to_supplier", number=self.name("RTS"), supplier="S1", lines=[line])

    def billable(self, *, fresh: bool) -> list[tuple[str, str]]:
        """Receipt lines with units to be billed, or those with bills."""
        lines = self.keeper.lines.items()
        return [key for key, line in lines if line.lots and (line.open > 0 if fresh else line.billed > 0)]

    def billed_line(self, key: tuple[str, str], price: Fraction, units: Fraction) -> Event:
        """A bill's line: at order price, or somewhat above or below, and now and then all of it unsaid."""
        factor = number(self.one(("1", "1", "1.02", "0.97", "1.031", "1.2", "0.999")))
        amount = Fraction(round(units * price * factor * 10**6), 10**6)
        line = {"line": self.name("BL"), "receipt": key[0], "receipt_line": key[1], "amount": text(amount)}
        return {**line, "quantity": text(units)}

    def supplier_bill(self, kind: str, lines: list[Event], currency: str, rate: Event) -> None:
        total = sum((number(line["amount"]) for line in lines), ZERO)
        facts: Event = {}
        if kind == "bill_approved" and self.chance(30):
            facts["input_taxes"] = [{"agency": "VAT", "amount": "2.105"}]
            total += number("2.105")
        owed = Fraction(cents_as_billed(total), 100)
        if lines and owed:
            self.write(
                kind, number=self.name("B"), supplier="S1", currency=currency, lines=lines,
                total=text(owed), **rate, **facts,
            )  # fmt: skip

    def rate_of(self, currency: str) -> Event:
        stated = currency != "USD" and self.chance(60)
        return {"rate": self.one(("1.0912", "1.25", "0.875"))} if stated else {}

    def bill(self, _: str) -> None:
        """Bills of one or several receipts: all, in parts, too much, or before the goods."""
        if self.chance(8):
            self.bill_ahead()
            return
        fresh = self.billable(fresh=not self.chance(12))
        lines, currency = [], self.one([self.keeper.lines[key].currency for key in fresh] or ["USD"])
        for key in self.rng.sample(fresh, min(len(fresh), self.rng.randint(1, 3))):
            match = self.keeper.lines[key]
            if match.currency != currency and not self.chance(15):
                continue
            units = self.part(match.open) if match.open > 0 else Fraction(1)
            units += 1 if self.chance(8) else 0
            line = self.billed_line(key, match.price / match.rate, units)
            if match.open > 0 and self.chance(8):
                owed = match.open * match.price / match.rate
                line["amount"] = text(Fraction(round(owed * 101 * 10**4), 10**6))
                del line["quantity"]
            lines.append(line)
        self.supplier_bill("bill_approved", lines, currency, self.rate_of(currency))

    def bill_ahead(self) -> None:
        """A bill that comes before its goods, which come under the number it names, or never."""
        receipt, price = self.name("GR"), number(self.one(PRICES))
        line = self.billed_line((receipt, "1"), price, self.quantity())
        self.supplier_bill("bill_approved", [line], "USD", {})
        self.promised.append((receipt, price))

    def credit(self, _: str) -> None:
        """A supplier credits units billed too much or sent back, or some of the price."""
        keys = self.billable(fresh=False)
        if not keys:
            return
        over = [key for key in keys if self.keeper.lines[key].open < 0]
        key = self.one(over) if over and self.chance(70) else self.one(keys)
        match = self.keeper.lines[key]
        if match.open < 0:
            line = self.billed_line(key, match.price / match.rate, self.part(-match.open))
        else:
            line = self.billed_line(key, match.price / match.rate / 20, match.billed)
            del line["quantity"]
        if number(line["amount"]):
            self.supplier_bill("supplier_credited", [line], match.currency, self.rate_of(match.currency))

    def close_receipt(self, _: str) -> None:
        lines = self.keeper.lines
        keys = [key for key in self.billable(fresh=False) if lines[key].open and not lines[key].sent_back]
        if keys:
            receipt, line = self.one(keys)
            self.write("receipt_closed", receipt=receipt, receipt_line=line, approved_by="controller")

    def land(self, _: str) -> None:
        """Freight of receipts, some of them long used up; now and then of one nobody knows."""
        known = list(self.keeper.receipts)
        if not known:
            return
        receipts = self.rng.sample(known, min(len(known), self.rng.randint(1, 3)))
        if self.chance(4):
            receipts.append("GR-UNKNOWN")
        facts: Event = {"allocate_by": self.one(("quantity", "weight"))} if self.chance(45) else {}
        amount = self.one(("10", "0.07", "33.3333", "0.005", "123.45", "2.675"))
        currency = "EUR" if self.chance(10) else "USD"
        number_ = self.name("LC")
        event = self.write(
            "landed_cost_billed",
            number=number_, supplier="S1", currency=currency, amount=amount, receipts=receipts, **facts,
        )  # fmt: skip
        if "GR-UNKNOWN" in receipts:
            self.events.append(event)

    # Corrections

    def any_item(self) -> str:
        return self.one([*self.raws, *self.semis, *self.finished, "PART1", "NEW"])

    def adjust(self, _: str) -> None:
        place = SHOP if self.chance(15) else MAIN
        item = self.one(self.finished) if place == SHOP else self.any_item()
        lines: list[Event] = []
        if self.chance(50):
            line = {"item": item, "quantity": self.one(QUANTITIES)}
            if self.chance(60):
                line["unit_cost"] = self.one(PRICES)
            lines.append(line)
        there = self.on_hand(item, place)
        if there > 0 or self.chance(10):
            lost = self.part(there) if there > 0 else Fraction(1)
            lines.append({"item": item, "quantity": text(-lost), "lot": self.some_lot(item, place, 25)})
        if lines:
            reason = self.one(("damage", "found", "theft"))
            self.write("stock_adjusted", location=place, reason=reason, lines=lines)

    def count(self, _: str) -> None:
        item = self.any_item()
        lot = self.some_lot(item, MAIN, 30)
        there = self.keeper.stock.on_hand((item, MAIN), lot)
        change = number(self.one(("-1", "-0.5", "0", "0.75", "2", "-3.000001")))
        line = {"item": item, "counted": text(max(ZERO, there + change))}
        self.write("stock_counted", location=MAIN, lines=[{**line, "lot": lot} if lot else line])

    def revalue(self, _: str) -> None:
        bought = [lot.item for lot, _ in self.keeper.received.values() if lot.quantity]
        item = self.one(bought) if bought and self.chance(60) else self.any_item()
        lots = self.keeper.stock.candidates((item, MAIN), "")
        if not lots:
            return
        lowest = min(lot.value / lot.quantity for lot in lots)
        down = at_quantum(-lowest * self.one((Fraction(1, 10), Fraction(1, 3))))
        change = down if self.chance(65) else number(self.one(("0.005", "0.33333333", "1")))
        if change and down <= 0:
            line = {"item": item, "per_unit": text(change), "lot": self.some_lot(item, MAIN, 25)}
            reason = self.one(("write_down", "revaluation"))
            self.write("stock_revalued", location=MAIN, reason=reason, lines=[line])
            self.revalued.add(item)

    def oddity(self, _: str) -> None:
        """An event nobody can cost: it stays in the history, and is quarantined."""
        self.serial += 1
        event: Event = {
            "kind": "goods_shipped",
            "source": "erp",
            "id": f"goods_shipped-{self.serial}",
            "date": self.iso(self.day),
            "sequence": self.serial,
            "shipment": self.name("SH"),
            "location": MAIN,
            "lines": [{"line": "1", "item": self.one(self.raws), "quantity": "0.5"}],
        }
        event["lines"].append({"line": "2", "item": "ODD", "quantity": "1"})
        self.events.append(event)


def text_12(value: Fraction) -> str:
    """Plain decimal text of a share with at most twelve places."""
    digits = str((value * 10**12).numerator).rjust(13, "0")
    return f"{digits[:-12]}.{digits[-12:]}"


def any_history(seed: int, size: int, attempt: int = 0, by: type[Author] = Author) -> list[Event]:
    """A shuffled history of about `size` operational events."""
    author = by(random.Random(f"{seed}/{size}/{attempt}"))
    author.found()
    author.live(size)
    author.rng.shuffle(author.events)
    return author.events


def history(seed: int, size: int) -> list[Event]:
    """A shuffled history of about `size` operational events, without circular genealogy."""
    return kept_history(seed, size)[0]


def kept_history(seed: int, size: int, by: type[Author] = Author) -> tuple[list[Event], Books]:
    """The history with its books of one cycle."""
    for attempt in range(100):
        events = any_history(seed, size, attempt, by)
        books = keep_books_in_cycles([events], checked=False)
        if not books.is_circular():
            return events, books
    raise AssertionError(f"no history without circles for seed {seed}")


def in_cycles(events: list[Event], seed: int, cycles: int) -> Cycles:
    """The history admitted in several cycles: some facts come late, none before what it refers to."""
    return kept_in_cycles(events, seed, cycles)[0]


def kept_in_cycles(
    events: list[Event], seed: int, cycles: int, *, closing: bool = False
) -> tuple[Cycles, Books]:
    """The history in several cycles, with its books; with months that are closed between them."""
    for attempt in range(100):
        rng = random.Random(f"{seed}/{cycles}/{attempt}")
        dealt = _deal(events, rng, cycles)
        if closing:
            dealt = closed_between(dealt, rng)
        books = keep_books_in_cycles(dealt, checked=False)
        if not books.is_circular():
            return dealt, books
    raise AssertionError(f"no split without circles for seed {seed}")


def closed_between(cycles: Cycles, rng: random.Random) -> Cycles:
    """Before some cycles the books are closed through a day some of their facts are of, or before."""
    closed = [cycles[0]]
    through = ""
    for number_, cycle in enumerate(cycles[1:], start=1):
        latest = max(event["date"] for event in cycles[number_ - 1] if event["date"])
        if rng.randrange(100) < 60 and latest > through:
            through = latest
            cycle = [act_of_closing(through), *cycle]
        closed.append(cycle)
    return closed


def cycles_of(seed: int) -> Cycles:
    """The history of a seed: short and long ones, two in five of them in several cycles."""
    return dealt(seed, (25, 35, 45, 60, 80)[seed % 5])[0]


def dealt(
    seed: int, size: int, by: type[Author] = Author, *, closing: bool = False
) -> tuple[Cycles, Books]:
    """A history with its books, two in five in several cycles."""
    events, books = kept_history(seed, size, by)
    if seed % 5 in (1, 3):
        return kept_in_cycles(events, seed, 2 + seed % 4, closing=closing)
    return [events], books


_FIRST_CYCLE = (
    "item", "location", "exchange_rate", "bom_version", "purchase_order_placed", "opening_stock",
    "opening_register",
)  # fmt: skip


def _deal(events: list[Event], rng: random.Random, cycles: int) -> Cycles:
    dealt: Cycles = [[] for _ in range(cycles)]
    latest: dict[str, int] = {}
    for event in sorted(events, key=lambda event: (event["date"], _refers(event) != [])):
        on_time = (date.fromisoformat(event["date"]) - FIRST).days * cycles // (DAYS + 1)
        cycle = 0 if event["kind"] in _FIRST_CYCLE else min(on_time, cycles - 1)
        if event["kind"] == "item" and event["date"] > FIRST.isoformat():
            dealt[min(on_time, cycles - 1)].append(event)  # a standard cannot be dated ahead
            continue
        if cycle and rng.randrange(100) < 5:
            cycle -= 1
        if event["kind"] not in _FIRST_CYCLE and rng.randrange(100) < 20:
            cycle = rng.randint(cycle, cycles - 1)
        cycle = max([cycle, *(latest.get(name, 0) for name in _refers(event))])
        if event["kind"] == "bill_approved":
            latest.update({f"bill of {line['receipt']}": cycle for line in event["lines"]})
        for name in (event.get("shipment"), event.get("receipt"), event.get("run"), event.get("transfer")):
            if name:
                latest[name] = max(cycle, latest.get(name, 0))
        dealt[cycle].append(event)
    return [events for events in dealt if events]


def _refers(event: Event) -> list[str]:
    """The shipments, receipts or runs an event speaks of."""
    if event["kind"] in ("materials_issued", "production_completed", "production_closed"):
        return [str(event["run"])]
    if event["kind"] == "receipt_closed":
        return [str(event["receipt"])]
    if event["kind"] in ("transfer_arrived", "transfer_lost"):
        return [str(event["transfer"])]
    if event["kind"] == "landed_cost_billed":
        return [str(name) for name in (*event.get("receipts", ()), *event.get("runs", ()))]
    if event["kind"] in (
        "goods_returned",
        "goods_returned_to_supplier",
        "bill_approved",
        "supplier_credited",
    ):
        names = [line.get("shipment") or line.get("receipt") for line in event["lines"]]
        names += [f"bill of {name}" for name in names if event["kind"] == "supplier_credited"]
        return [str(name) for name in names if name]
    return []
