"""Ledger: a history's facts, told in order, and of any units what they cost and why.

Every lot is named by the facts, so nothing is picked. A unit of a lot is like any other of it; a late cost
of a lot reaches all its units, wherever they are. Whether it belongs to a period is a question of when
it came: before the units left, or on a day of the period.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tests.insight_oracle.pool import ZERO, Bought, Made, Material, Pool, Stated

Event = dict[str, Any]
RANKS = {
    "opening_stock": 1,
    "goods_received": 2,
    "materials_issued": 3,
    "production_completed": 3,
    "invoice_issued": 4,
    "goods_shipped": 5,
    "goods_returned": 6,
    "stock_revalued": 7,
    "bill_approved": 8,
    "landed_cost_billed": 8,
}
"""The order of one day; master data comes before."""


def number(text: object) -> Fraction:
    return Fraction(str(text))


@dataclass(frozen=True)
class Late:
    """A cost per unit of a lot that came after it: its place in the log and its day."""

    place: int
    day: str
    price: Fraction = ZERO
    """In the supplier's currency."""
    landed: Fraction = ZERO


Counts = Callable[[Late], bool]


@dataclass(eq=False)
class Lot:
    """Units that came together: bought, made, stated, or given back by a customer."""

    item: str
    units: Fraction
    supplier: tuple[str, str] | None = None
    price: Fraction = ZERO
    rate: Fraction = Fraction(1)
    run: Run | None = None
    stated: Fraction | None = None
    back: Left | None = None
    late: list[Late] = field(default_factory=list)
    written: list[tuple[int, Fraction]] = field(default_factory=list)
    came: str = ""
    place: int = 0
    left: list[Left] = field(default_factory=list)

    def on_hand(self, until: str = "9999") -> Fraction:
        gone = sum((one.units for one in self.left if one.day <= until), ZERO)
        return self.units - gone if self.came <= until else ZERO

    def written_off(self, place: int) -> Fraction:
        return sum((per_unit for at, per_unit in self.written if at < place), ZERO)


@dataclass(eq=False)
class Left:
    """Units that left a lot: their place in the log and day."""

    lot: Lot
    units: Fraction
    place: int
    day: str


@dataclass(eq=False)
class Run:
    """A completion: good units, units begun for them, what went in, and what the BOM asks per good unit."""

    good: Fraction
    abnormal: Fraction
    begun: Fraction
    inputs: list[Left]
    asked: dict[str, Fraction]
    labour: Fraction
    overhead: Fraction
    by_products: Fraction
    progress: Progress
    fraction: Fraction
    """Of what was put into the run at its beginning."""
    work: list[Late] = field(default_factory=list)
    """What others billed for it, its whole landed cost each."""

    def all_work(self) -> list[tuple[Late, Fraction]]:
        """Late costs with what they come to for this completion."""
        whole = [(one, one.landed * self.fraction) for one in self.progress.work]
        return [*whole, *((one, one.landed) for one in self.work)]


@dataclass(eq=False)
class Sale:
    """Units shipped of a lot; sold once invoiced. `returns` came back."""

    out: Left
    place: int = 0
    day: str = ""
    invoice: Event = field(default_factory=dict)
    returns: list[Left] = field(default_factory=list)

    def standing(self, place: int) -> Fraction:
        """Units out at a place in the log."""
        return self.out.units - sum((one.units for one in self.returns if one.place < place), ZERO)


@dataclass
class Progress:
    """What was put into a run and is not completed yet."""

    inputs: list[Left] = field(default_factory=list)
    labour: Fraction = ZERO
    overhead: Fraction = ZERO
    begun: bool = False
    left: Fraction = Fraction(1)
    """Of what was put in at the beginning."""
    work: list[Late] = field(default_factory=list)

    def draw(self, part: Fraction) -> Progress:
        """Take this part of all of it."""
        taken = Progress(_scaled(self.inputs, part), self.labour * part, self.overhead * part)
        taken.left, self.left = self.left * part, self.left * (1 - part)
        self.inputs = _scaled(self.inputs, 1 - part)
        self.labour, self.overhead = self.labour - taken.labour, self.overhead - taken.overhead
        return taken


def _scaled(inputs: Iterable[Left], part: Fraction) -> list[Left]:
    return [Left(one.lot, one.units * part, one.place, one.day) for one in inputs if one.units * part]


class Ledger:
    """Lots, runs and sales of a history told in one or more cycles."""

    def __init__(self, *cycles: Sequence[Event]) -> None:
        self.lots: dict[str, Lot] = {}
        self.received: dict[str, Lot] = {}
        self.sales: dict[str, Sale] = {}
        self.refunds: list[Event] = []
        self.boms: list[Event] = []
        self.progress: dict[str, Progress] = {}
        self.completed: dict[str, list[Run]] = {}
        self.place = 0
        self.day = ""
        self.days: list[tuple[int, str]] = []
        """The places of the first cycle, by day: nothing is written up or down in a later one."""
        for nth, cycle in enumerate(cycles):
            for event in sorted(
                cycle, key=lambda one: (one["date"], RANKS.get(one["kind"], 0), one["sequence"])
            ):
                self.place += 1
                self.day = event["date"]
                if not nth:
                    self.days.append((self.place, self.day))
                getattr(self, event["kind"], lambda _: None)(event)

    # Facts

    def bom_version(self, event: Event) -> None:
        self.boms.append(event)

    def opening_stock(self, event: Event) -> None:
        for line in event["lots"]:
            units = number(line["quantity"])
            self._lot(line["lot"], Lot(line["item"], units, stated=number(line["unit_cost"])))

    def goods_received(self, event: Event) -> None:
        (line,) = event["lines"]
        lot = Lot(
            line["item"],
            number(line["quantity"]),
            (event["supplier"], event["currency"]),
            number(line["unit_price"]),
            number(event.get("rate", "1")),
        )
        self.received[event["receipt"]] = lot
        self._lot(line["lot"], lot)

    def materials_issued(self, event: Event) -> None:
        inside = self.progress.setdefault(event["run"], Progress())
        inside.begun = True
        inside.inputs += self._take(event["consumed"])
        inside.labour += number(event.get("labour", "0"))
        inside.overhead += number(event.get("overhead", "0"))

    def production_completed(self, event: Event) -> None:
        main = next(line for line in event["outputs"] if line.get("role", "main") == "main")
        others = [line for line in event["outputs"] if line is not main]
        good = number(main["quantity"])
        scrapped = number(event.get("scrapped", "0"))
        abnormal = number(event.get("abnormal_scrap", "0"))
        bom = self._bom(main["item"])
        begun = good + scrapped + abnormal
        if "expected_yield" in bom:
            abnormal += max(ZERO, scrapped - begun * (1 - number(bom["expected_yield"])))
        remaining = number(event.get("expected_remaining", "0"))
        progress = self.progress.setdefault(event["run"], Progress())
        drawn = progress.draw(good / (good + remaining))
        run = Run(
            good,
            abnormal,
            begun,
            self._take(event.get("consumed", [])) + drawn.inputs,
            _asked(bom),
            number(event.get("labour", "0")) + drawn.labour,
            number(event.get("overhead", "0")) + drawn.overhead,
            sum((number(line["value"]) for line in others), ZERO),
            progress,
            drawn.left if progress.begun else ZERO,
        )
        self.completed.setdefault(event["run"], []).append(run)
        self._lot(main["lot"], Lot(main["item"], good, run=run))
        for line in others:
            units = number(line["quantity"])
            self._lot(line["lot"], Lot(line["item"], units, stated=number(line["value"]) / units))

    def goods_shipped(self, event: Event) -> None:
        (line,) = event["lines"]
        (out,) = self._take([line])
        sale = self.sales.setdefault(event["order"], Sale(out))
        sale.out = out
        self._recognise(sale)

    def invoice_issued(self, event: Event) -> None:
        sale = self.sales.setdefault(event["order"], Sale(Left(Lot("", ZERO), ZERO, 0, "")))
        sale.day, sale.invoice = event["date"], event
        self._recognise(sale)

    def _recognise(self, sale: Sale) -> None:
        if sale.day and sale.out.units:
            sale.day, sale.place = max(sale.day, sale.out.day), self.place

    def refund_issued(self, event: Event) -> None:
        self.refunds.append(event)

    def goods_returned(self, event: Event) -> None:
        (line,) = event["lines"]
        sale = self.sales[line["shipment"]]
        back = Left(sale.out.lot, number(line["quantity"]), self.place, self.day)
        sale.returns.append(back)
        if line.get("restock", True):
            origin = Left(sale.out.lot, back.units, sale.out.place, self.day)
            self._lot(line["lot"], Lot(sale.out.lot.item, back.units, back=origin))

    def stock_revalued(self, event: Event) -> None:
        (line,) = event["lines"]
        self.lots[line["lot"]].written.append((self.place, number(line["per_unit"])))

    def bill_approved(self, event: Event) -> None:
        for line in event["lines"]:
            lot = self.received[line["receipt"]]
            more = number(line["amount"]) - number(line["quantity"]) * lot.price
            lot.late.append(Late(self.place, self.day, price=more / lot.units))

    def landed_cost_billed(self, event: Event) -> None:
        """By units of all the receipts, or by their value at order price; work for runs in equal parts."""
        if "runs" in event:
            self._work(event)
            return
        lots = [self.received[name] for name in event["receipts"]]
        by_units = event.get("allocate_by") == "quantity"
        weights = [lot.units * (1 if by_units else lot.price * lot.rate) for lot in lots]
        amount = number(event["amount"]) * number(event.get("rate", "1"))
        for lot, weight in zip(lots, weights, strict=True):
            landed = amount * weight / sum(weights) / lot.units
            lot.late.append(Late(self.place, self.day, landed=landed))

    def _work(self, event: Event) -> None:
        """As if put in at the beginning of a run; of one without progress by what was made by then."""
        each = number(event["amount"]) / len(event["runs"])
        for name in event["runs"]:
            if self.progress[name].begun:
                self.progress[name].work.append(Late(self.place, self.day, landed=each))
                continue
            made = self.completed[name]
            good = sum(one.good for one in made)
            for one in made:
                one.work.append(Late(self.place, self.day, landed=each * one.good / good))

    def _lot(self, name: str, lot: Lot) -> None:
        lot.came, lot.place = self.day, self.place
        self.lots[name] = lot

    def _take(self, lines: Iterable[Event]) -> list[Left]:
        taken = []
        for line in lines:
            lot = self.lots[line["lot"]]
            assert lot.item == line["item"]
            taken.append(Left(lot, number(line["quantity"]), self.place, self.day))
            lot.left.append(taken[-1])
            assert lot.on_hand() >= 0, line
        return taken

    def _bom(self, item: str) -> Event:
        known = [one for one in self.boms if one["item"] == item and one["date"] <= self.day]
        return known[-1] if known else {"output_quantity": "1", "components": []}

    # Costs

    def sold(self, item: str, first: str, last: str, **whose: str) -> Cost:
        """Cost of goods sold of an item in the days `first` to `last`: all, or of a channel or customer."""
        cost = Cost()
        for sale in (one for one in self.sales.values() if one.out.lot.item == item and one.place):
            if not whose.items() <= sale.invoice.items():
                continue
            if first <= sale.day <= last:
                for units, gone in self._standing(sale, last):

                    def counts(late: Late, sale: Sale = sale, gone: int = gone) -> bool:
                        within = first <= late.day <= last and late.place < gone
                        return late.place < sale.place or within

                    self.gather(cost.pool, sale.out.lot, units, sale.out.place, counts)
                continue
            for back_ in sale.returns if sale.day <= last else ():
                if first <= back_.day <= last:
                    cost.returns -= self._pooled(
                        sale.out.lot, back_.units, _told_before(back_.place), sale.out.place
                    )
            for late in _lates(sale.out.lot):
                if late.place > sale.place and first <= late.day <= last:
                    cost.prior += self._of(late, sale.out.lot, sale.standing(late.place))
        return cost

    def _standing(self, sale: Sale, last: str) -> list[tuple[Fraction, int]]:
        """Units still out at the end of a day, each with the place where it came back later."""
        later = [(one.units, one.place) for one in sale.returns if one.day > last]
        rest = sale.out.units - sum((one.units for one in sale.returns), ZERO)
        return [(rest, self.place + 1), *later]

    def _pooled(self, lot: Lot, units: Fraction, counts: Counts, place: int = 0) -> Fraction:
        pool = Pool()
        self.gather(pool, lot, units, place, counts)
        return pool.value()

    def stock(self, item: str, last: str) -> Cost:
        """What is on hand of an item at the end of a day.

        A late cost counts if its day is not after it and the units had not left when it was told.
        """
        cost = Cost()
        for lot in (one for one in self.lots.values() if one.item == item):
            if lot.came > last:
                cost.absent += self._absent(lot, last)
                continue
            later = [one for one in lot.left if one.day > last]
            rest = lot.on_hand(last) - sum((one.units for one in later), ZERO)
            end = self.place + 1
            until = max((place for place, day in self.days if day <= last), default=0) + 1
            for units, gone in [(rest, end), *((one.units, one.place) for one in later)]:

                def counts(late: Late, gone: int = gone) -> bool:
                    return late.day <= last and late.place < gone

                self.gather(cost.pool, lot, units, until, counts)
        return cost

    def _absent(self, lot: Lot, last: str) -> Fraction:
        """Late costs of the day or before of units that came after it."""
        whole = ZERO
        for late in _lates(lot):
            if late.day <= last and late.place > lot.place:
                gone = sum((one.units for one in lot.left if one.place < late.place), ZERO)
                whole += self._of(late, lot, lot.units - gone)
        return whole

    def _of(self, late: Late, lot: Lot, units: Fraction) -> Fraction:
        """What one late cost did to so many units of a lot."""
        return self._pooled(lot, units, lambda one: one is late) - self._pooled(lot, units, lambda _: False)

    def gather(self, pool: Pool, lot: Lot, units: Fraction, place: int, counts: Counts) -> None:
        """Add units of a lot, that left it at a place in the log, to a pool."""
        if not units:
            return
        pool.written += units * lot.written_off(place)
        if lot.back is not None:
            self.gather(pool, lot.back.lot, units, lot.back.place, counts)
            return
        pool.units += units
        if lot.run is not None:
            made = pool.sources.setdefault(("made",), Made())
            assert isinstance(made, Made)
            self._made(made, lot.run, units, counts)
        elif lot.supplier is not None:
            bought = pool.sources.setdefault(("bought", *lot.supplier), Bought())
            assert isinstance(bought, Bought)
            foreign = lot.price + sum((one.price for one in lot.late if counts(one)), ZERO)
            bought.units += units
            bought.foreign += units * foreign
            bought.home += units * foreign * lot.rate
            bought.landed += units * sum((one.landed for one in lot.late if counts(one)), ZERO)
        else:
            assert lot.stated is not None
            stated = pool.sources.setdefault(("stated",), Stated())
            assert isinstance(stated, Stated)
            stated.units += units
            stated.value += units * lot.stated

    def _made(self, made: Made, run: Run, units: Fraction, counts: Counts) -> None:
        """Units of a run: the part of it that stayed with the good ones, by units."""
        part = units / (run.good + run.abnormal)
        made.units += units
        made.begun += part * run.begun
        made.landed += part * sum((value for late, value in run.all_work() if counts(late)), ZERO)
        made.labour += part * run.labour
        made.overhead += part * run.overhead
        made.by_products += part * run.by_products
        for item, asked in run.asked.items():
            made.materials.setdefault(item, Material()).asked += units * asked
        for one in run.inputs:
            material = made.materials.setdefault(one.lot.item, Material())
            if one.lot.item in run.asked:
                material.used += part * one.units
            else:
                material.beside += part * one.units
            self.gather(material.pool, one.lot, part * one.units, one.place, counts)


def _told_before(place: int) -> Counts:
    return lambda late: late.place < place


def _asked(bom: Event) -> dict[str, Fraction]:
    """Per good unit."""
    per = number(bom["output_quantity"]) * number(bom.get("expected_yield", "1"))
    return {line["item"]: number(line["quantity"]) / per for line in bom["components"]}


def _lates(lot: Lot) -> list[Late]:
    """The late costs of a lot and of all that went into it."""
    found = {id(one): one for one in lot.late}
    if lot.run:
        found |= {id(one): one for one, _ in lot.run.all_work()}
    behind = [one.lot for one in lot.run.inputs] if lot.run else [lot.back.lot] if lot.back else []
    for other in behind:
        found |= {id(one): one for one in _lates(other)}
    return list(found.values())


@dataclass
class Cost:
    """A period's cost: the units' own by their pool, returns and adjustments of other periods apart."""

    pool: Pool = field(default_factory=Pool)
    returns: Fraction = ZERO
    prior: Fraction = ZERO
    absent: Fraction = ZERO
    """Of stock: late costs of the day or before of units that came after it."""

    @property
    def whole(self) -> Fraction:
        return self.pool.value() + self.returns + self.prior + self.absent
