"""The keeper: one method per kind of event, as accounting.md 5 describes it."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from functools import partial
from typing import Any

from tests.oracle import standard
from tests.oracle.accounts import Account, Journal, Ledger, plain
from tests.oracle.admission import named_lots
from tests.oracle.bills import Billed, ReceiptLine, SentBack
from tests.oracle.exact import ZERO, at_micro, at_quantum, cents_as_billed, largest_remainder, number, split
from tests.oracle.genealogy import (
    SCRAP,
    SHIPPED,
    WIP,
    Bearer,
    Completion,
    Cover,
    Dismantling,
    Expense,
    Issue,
    Lot,
    Pot,
    Run,
    ShippedLine,
    came_of,
)
from tests.oracle.order import ARRIVAL, RESTATED, Leg, is_later_arrival, key_of
from tests.oracle.sales import Matching, Sale, from_deposit, sale_cents
from tests.oracle.stock import ROAD, NotReadError, OrderedLine, Stock, UncostableError

Event = dict[str, Any]
GRNI = plain("grni")
CLEARING = plain("landed_cost_clearing")
TRANSIT = plain("inventory_in_transit")
TOLERANCE = 5
"""Cents a source's own document may be out (accounting.md 2)."""


_APART: Account = ("production_variance", ("to be told by cause",))
_LATER = {ARRIVAL: "arrive", RESTATED: "restate"}
"""Legs of an event that come after its first."""


class Keeper:
    """Keeps the books, one leg of the log after the other."""

    def __init__(self, home: str, *, account_groups: bool) -> None:
        self.home = home
        self.account_groups = account_groups
        self.stock = Stock()
        self.ledger = Ledger()
        self.matching = Matching()
        self.items: dict[str, Event] = {}
        self.groups: dict[str, str] = {}
        self.boms: dict[str, list[Event]] = defaultdict(list)
        self.rates: dict[str, list[tuple[str, Fraction]]] = defaultdict(list)
        self.runs: dict[str, Run] = defaultdict(Run)
        self.received: dict[tuple[str, str], tuple[Lot, Fraction]] = {}
        self.receipts: dict[str, list[Lot]] = defaultdict(list)
        self.lines: dict[tuple[str, str], ReceiptLine] = defaultdict(ReceiptLine)
        self.matched = Journal()
        self.there_now: list[ReceiptLine] = []
        """Receipt lines whose units went back short and are there now, by the event that is kept."""
        self.units_told: dict[Lot, Fraction] = {}
        """Units of lots whose receipt was told anew."""
        self.as_received: dict[Lot, Fraction] = {}
        """Order value of each lot of a receipt."""
        self.shipped: dict[tuple[str, str], ShippedLine] = {}
        self.told_more: dict[tuple[str, str], list[ShippedLine]] = defaultdict(list)
        """Further units of a line, told later: each time a line of their own."""
        self.all_shipped: list[ShippedLine] = []
        self.under_way: dict[str, list[Lot]] = {}
        self.sales: list[Sale] = []
        self.flags: list[tuple[str, str]] = []
        self.entry = Journal()
        self.event: Event = {}
        self.told: dict[str, Event] = {}
        """What was worked last under each name."""
        self.completed: dict[str, Completion] = {}
        self.documents: dict[str, list[tuple[ReceiptLine, Billed]]] = defaultdict(list)
        self.stated: dict[str, tuple[Journal, dict[Account, int]]] = {}
        self.known_lots: set[tuple[str, str]] | None = None
        """Lot numbers (of an item) some event has declared; None = they are not looked at."""

    def keep(self, leg: Leg) -> None:
        """Post one leg whole, late deltas in the entry of the event that caused them."""
        self.event, self.entry, self.matched = leg.event, Journal(), Journal()
        former = self.told.get(key_of(leg.event)) if leg.kind not in _LATER else None
        method = getattr(self, _LATER.get(leg.kind, leg.kind), None)
        if former and leg.kind != "item":
            method = partial(self.revise, former)
        if method is None:
            return
        if leg.kind not in _LATER and self.known_lots is not None:
            unknown = set(named_lots(leg.event)) - self.known_lots
            if unknown:
                raise UncostableError(f"nobody has declared {sorted(unknown)}")
        self.there_now = []
        method(leg.event)
        for match in self.there_now:
            match.settle(self.matched)
        if leg.kind not in _LATER:
            self.told[key_of(leg.event)] = leg.event
        self.post(leg.date, "cost", self.entry)
        self.post(leg.date, "bill against receipt", self.matched)
        self.entry = Journal()

    def post(self, day: str, why: str, journal: Journal) -> None:
        if journal.circular:
            self.flag("circular")
        if journal.moves:
            self.ledger.post_cost(key_of(self.event), day, why, journal)

    def flag(self, why: str) -> None:
        self.flags.append((key_of(self.event), why))

    def books_closed(self, event: Event) -> None:
        """The act of closing: what is told from here on posts on the first open day."""
        self.ledger.closed_through = event["through"]

    # Master data and plans

    def item(self, event: Event) -> None:
        self.items[event["item"]] = event
        self.stock.methods[event["item"]] = event.get("costing_method", "lot_actual")
        if event.get("costing_method") == "standard":
            self.stock.standards[event["item"]] = number(event["standard_cost"])

    def location(self, event: Event) -> None:
        self.groups[event["location"]] = event.get("account_group", "")

    def bom_version(self, event: Event) -> None:
        self.boms[event["item"]].append(event)

    def exchange_rate(self, event: Event) -> None:
        self.rates[event["currency"]].append((event["date"], number(event["rate"])))

    def purchase_order_placed(self, event: Event) -> None:
        rate = self.rate(event)
        for line in event["lines"]:
            self.stock.ordered[event["order"], line["line"]] = OrderedLine(
                line["item"], number(line["unit_price"]) * rate, number(line["quantity"])
            )

    def purchase_order_closed(self, event: Event) -> None:
        for (order, _), line in self.stock.ordered.items():
            line.closed = line.closed or order == event["order"]

    def rate(self, event: Event) -> Fraction:
        """Home units per unit of the event's currency: its own rate, else the table's on its date."""
        if event["currency"] == self.home:
            return Fraction(1)
        if event.get("rate") is not None:
            return number(event["rate"])
        known = [(day, rate) for day, rate in self.rates[event["currency"]] if day <= event["date"]]
        if not known:
            raise UncostableError(f"no rate of {event['currency']} on {event['date']}")
        latest = max(day for day, _ in known)
        return [rate for day, rate in known if day == latest][-1]

    def account(self, item: str, location: str) -> Account:
        """The inventory account an item's lots live in at a location (accounting.md 4)."""
        group = self.groups.get(location, "") if self.account_groups else ""
        return str(self.master(item)["inventory_role"]), (group,) if group else ()

    def master(self, item: str) -> Event:
        if item not in self.items or not self.items[item].get("inventory_role"):
            raise UncostableError(f"{item} is not known as goods")
        return self.items[item]

    def cogs(self, item: str) -> Account:
        return "cogs", (self.master(item).get("category", ""),)

    # Stock coming in and going out

    def lot(self, item: str, location: str, line: Event, value: Fraction) -> Lot:
        quantity = number(line["quantity"])
        return Lot(item, location, line.get("lot", ""), self.account(item, location), quantity, value)

    def birth(self, lot: Lot, *, actual: bool = True) -> Lot:
        """Dr inventory; the new lot covers what was taken before it came."""
        self.births([lot], actual=actual)
        return lot

    def births(self, lots: list[Lot], *, actual: bool = True) -> None:
        """Lots that come into being together: all of them, before the first covers anything."""
        for lot in lots:
            self.at_standard(lot, standard.BOUGHT)
            self.entry.debit(lot.account, lot.value)
            self.stock.put(lot, actual=actual)
        for lot in lots:
            if self.stock.layers[lot.item, lot.location]:
                self.flag("trued up")
            self.stock.cover(lot, self.entry)
            self.stock.join(lot)
        for lot in lots:
            self.were_there(lot)

    def were_there(self, lot: Lot) -> None:
        """Units that went back short, and now came back or moved there: settled as if they had been there.

        README.md: 43; once the event has its cost.
        """
        for _, cover in lot.takes:
            sent = cover.layer.bearer if isinstance(cover, Cover) else None
            line = sent.line if isinstance(sent, SentBack) else None
            known = any(line is one for one in self.there_now)
            if line and not known and any(lot in came_of(own) for own in line.lots):
                self.there_now.append(line)

    def standard_of(self, item: str, location: str) -> Fraction | None:
        """The standard cost in force of an item, where it is costed by it."""
        by_it = self.stock.method((item, location)) == "standard"
        return self.stock.standards[item] if by_it else None

    def at_standard(self, lot: Lot, account: Account) -> Fraction:
        """Stock at standard: what the lot cost beyond it is a variance, at once and later."""
        unit = self.standard_of(lot.item, lot.location)
        if unit is None or lot.differs:
            return ZERO
        beyond = lot.value - at_quantum(lot.quantity * unit)
        self.entry.debit(account, beyond)
        lot.start(lot.value - beyond)
        lot.differs = account
        return beyond

    def restate(self, event: Event) -> None:
        """A new standard revalues what is on hand, at every place.

        Of several told for one day the last is in force (README.md: 36).
        """
        unit = self.stock.standards[event["item"]]
        for lot in self.stock.lots:
            by_it = self.stock.method((lot.item, lot.location)) == "standard"
            if lot.item == event["item"] and lot.quantity and by_it:
                change = at_quantum(lot.quantity * unit) - lot.value
                lot.value += change
                self.entry.debit(lot.account, change)
                self.entry.credit(standard.CHANGED, change)
        for layers in self.stock.layers.values():
            for layer in (one for one in layers if one.item == event["item"] and one.at_standard):
                change = at_quantum(layer.quantity * unit) - layer.value
                layer.value += change
                self.entry.credit(layer.account, change)
                self.entry.debit(standard.CHANGED, change)

    def take(self, line: Event, location: str, bearer: Bearer) -> Fraction:
        """Cr inventory at the cost of the units one line takes."""
        return self.take_units(
            line["item"], location, line.get("lot", ""), number(line["quantity"]), bearer
        )

    def take_units(
        self, item: str, place: str, lot: str, quantity: Fraction, bearer: Bearer, method: str = ""
    ) -> Fraction:
        def to_bearer(source: Lot | None, part: Fraction) -> Bearer:
            if source is None:
                self.flag("negative stock")
            return bearer

        account = self.account(item, place)
        picks = self.stock.take((item, place), lot, quantity, account, self.entry, to_bearer, method)
        return sum((value for _, value in picks), ZERO)

    # Opening

    def opening_stock(self, event: Event) -> None:
        for line in event["lots"]:
            place, cost = (line["item"], event["location"]), number(line["unit_cost"])
            self.stock.opening_cost[place] = cost
            lot = self.lot(*place, line, at_quantum(number(line["quantity"]) * cost))
            if self.standard_of(*place) not in (None, cost):
                raise UncostableError(f"{line['item']} opens at its standard")
            self.birth(lot, actual=False)
            self.entry.credit(plain("opening_balance"), lot.born_value)

    def opening_register(self, event: Event) -> None:
        """Of the registers, open receipts alone are costs."""
        if event["register"] != "grni":
            return
        stated, rate, owed = Journal(), self.rate(event), 0
        for line in event["lines"]:
            amount = number(line["amount"]) * rate
            stated.credit(GRNI, at_quantum(amount))
            owed += cents_as_billed(amount)
        opening = {plain("opening_balance"): owed}
        self.ledger.post_stated(key_of(event), event["date"], "opening", stated, opening)

    # Procure to pay

    def goods_received(self, event: Event) -> None:
        """Dr inventory · Cr grni at order price and the receipt day's rate."""
        rate, settled = self.rate(event), {}
        for line in event["lines"]:
            price = number(line["unit_price"]) * rate
            value = at_quantum(number(line["quantity"]) * price)
            lot = self.birth(self.lot(line["item"], event["location"], line, value))
            self.entry.credit(GRNI, value)
            self.as_received[lot] = value
            self.received[event["receipt"], line["line"]] = (lot, price)
            self.receipts[event["receipt"]].append(lot)
            match = self.lines[event["receipt"], line["line"]]
            match.price, match.currency, match.rate = price, event["currency"], rate
            match.received += number(line["quantity"])
            match.accrued, match.gross = match.accrued + value, match.gross + value
            match.lots.append(lot)
            if match.bills:
                settled[event["receipt"], line["line"]] = match
            ordered = self.stock.ordered.get((event.get("order", ""), line.get("order_line", "")))
            if ordered:
                ordered.received += number(line["quantity"])
        for match in settled.values():
            match.settle(self.matched)

    def goods_returned_to_supplier(self, event: Event) -> None:
        """Dr grni at order price · the rest of the cost to purchase_price_variance · Cr inventory."""
        variance = plain("purchase_price_variance")
        for line in event["lines"]:
            key = (line["receipt"], line["receipt_line"])
            if key not in self.received:
                raise UncostableError(f"no receipt line {key}")
            lot, price = self.received[key]
            quantity = number(line["quantity"])
            if quantity > self.units_told.get(lot, lot.born_quantity):
                raise UncostableError("more goes back than came")
            match = self.lines[key]
            cost = self.take_lot(lot, quantity, SentBack(variance, match))
            owed = at_quantum(quantity * price)
            self.entry.debit(GRNI, owed)
            self.entry.debit(variance, cost - owed)
            match.send_back(quantity, owed, self.matched)
            match.settle(self.matched)

    def take_lot(self, lot: Lot, quantity: Fraction, bearer: Bearer) -> Fraction:
        """Take from one lot; then from those of its place that hold units of it, the oldest first.

        What they no longer hold is negative stock; where lots are not looked at, and at standard, others of
        the place give it (README.md: 28, 40).
        """
        cost, place = ZERO, (lot.item, lot.location)
        method, own = self.stock.method(place), came_of(lot)
        holders = [one for one in self.stock.candidates(place, "") if one in own]
        for one in (lot, *holders):
            part = min(quantity, one.quantity)
            if part:
                value = one.take(part, bearer)
                self.entry.credit(one.account, value)
                quantity, cost = quantity - part, cost + value
        if quantity and method in ("fifo", "average", "standard"):
            return cost + self.take_units(*place, "", quantity, bearer, method)
        if quantity:
            self.flag("negative stock")
            cost += self.stock.owe(place, quantity, lot.account, self.entry, bearer, method)[1]
        return cost

    def bill_approved(self, event: Event) -> None:
        """Dr grni · Dr input_tax where recoverable · Cr accounts_payable; then its differences."""
        self.supplier_document(event, 1)

    def supplier_credited(self, event: Event) -> None:
        """Dr accounts_payable · Cr grni; then its differences."""
        self.supplier_document(event, -1)

    def supplier_document(self, event: Event, sign: int) -> None:
        rate, stated = self.rate(event), Journal()
        cents: dict[Account, int] = defaultdict(int)
        billed: dict[tuple[str, str], list[Event]] = defaultdict(list)
        for line in event["lines"]:
            amount = number(line["amount"]) * rate
            if line.get("cost"):
                cents[plain(line["cost"])] += sign * cents_as_billed(amount)
            else:
                stated.debit(GRNI, sign * at_quantum(amount))
                if line.get("receipt"):
                    billed[line["receipt"], line["receipt_line"]].append(line)
        for tax in event.get("input_taxes", []):
            cents["input_tax", (tax["agency"],)] += cents_as_billed(number(tax["amount"]) * rate)
        cents[plain("accounts_payable")] -= sign * cents_as_billed(number(event["total"]) * rate)
        if abs(sum(cents.values()) + cents_as_billed(stated.moves[GRNI])) > TOLERANCE:
            raise UncostableError("the parts of the bill do not add up to its total")
        posted = self.ledger.post_stated(key_of(event), event["date"], "bill", stated, cents)
        self.stated[key_of(event)] = (stated, posted)
        for key, lines in billed.items():
            self.match(key, lines, sign, rate)

    def match(self, key: tuple[str, str], lines: list[Event], sign: int, rate: Fraction) -> None:
        """Hold a document's lines of one receipt line against it, as one line at their average price."""
        match = self.lines[key]
        units = sum((number(line.get("quantity") or "0") for line in lines), ZERO)
        home = sum((at_quantum(number(line["amount"]) * rate) for line in lines), ZERO)
        amount = sum((number(line["amount"]) for line in lines), ZERO)
        if sign > 0 and not units:
            same = match.currency == self.event["currency"]
            units, match.unsaid = match.unsaid_units(amount * match.rate if same else home), True
        if sign < 0 and units:
            bill = Billed(units, home, amount, self.event["currency"])
            match.credits.append(bill)
        else:
            bill = Billed(units, sign * home, sign * amount, self.event["currency"])
            match.bills.append(bill)
        self.documents[key_of(self.event)].append((match, bill))
        match.settle(self.matched)

    def receipt_closed(self, event: Event) -> None:
        """What is open of a receipt line is left at that, by an approved act."""
        match = self.lines[event["receipt"], event["receipt_line"]]
        if not match.open:
            raise UncostableError("nothing is open of the receipt line")
        match.closed -= match.open
        match.settle(self.matched)

    def landed_cost_billed(self, event: Event) -> None:
        """Dr clearing · Cr accounts_payable; then the same cents onto the lots of the receipts."""
        cents = cents_as_billed(number(event["amount"]) * self.rate(event))
        unknown = [one for one in event.get("receipts", ()) if not self.receipts.get(one)]
        if unknown:
            raise UncostableError(f"no receipt {unknown}")
        unknown = [one for one in event.get("runs", ()) if not self.runs[one].known]
        if unknown:
            raise UncostableError(f"no run {unknown}")
        billed = {CLEARING: cents, plain("accounts_payable"): -cents}
        self.ledger.post_stated(key_of(event), event["date"], "bill", Journal(), billed)
        self.entry.credit(CLEARING, Fraction(cents, 100))
        if event.get("runs"):
            self.work_of_others(event["runs"], cents)
            return
        lots = [lot for receipt in dict.fromkeys(event["receipts"]) for lot in self.receipts[receipt]]
        weights = [self.landed_weight(lot, event.get("allocate_by", "value")) for lot in lots]
        parts = largest_remainder(cents * 10**6, weights)
        for lot, part in zip(lots, parts, strict=True):
            lot.bear(Fraction(part, 10**8), self.entry, ())

    def work_of_others(self, runs: list[str], cents: int) -> None:
        """Work of a supplier, equal parts by run: as if put in at the beginning, else by units made."""
        for name, part in zip(
            runs, largest_remainder(cents * 10**6, [Fraction(1)] * len(runs)), strict=True
        ):
            run = self.runs[name]
            if run.begun is not None:
                Issue(run, run.begun).bear(Fraction(part, 10**8), self.entry, ())
                continue
            shares = largest_remainder(part, [units for units, _ in run.completions])
            for (_, completion), share in zip(run.completions, shares, strict=True):
                completion.bear(Fraction(share, 10**8), self.entry, ())

    def landed_weight(self, lot: Lot, by: str) -> Fraction:
        """Order value as received, units received, or units received × weight of one."""
        if by == "value":
            return self.as_received[lot]
        weight = self.items[lot.item].get("weight") if by == "weight" else "1"
        if weight is None:
            raise UncostableError(f"no weight of {lot.item}")
        return self.units_told.get(lot, lot.born_quantity) * number(weight)

    # Told anew

    def revise(self, former: Event, event: Event) -> None:
        """A fact told again with other content (decisions: revisions)."""
        if former["date"] != event["date"]:
            raise NotReadError("another date")
        if former["kind"] == "goods_received":
            self.receive_anew(former, event)
        elif former["kind"] in ("bill_approved", "supplier_credited"):
            self.bill_anew(event)
        elif former["kind"] == "production_completed":
            self.complete_anew(former, event)
        elif former["kind"] == "goods_shipped" and not event.get("order"):
            self.ship_anew(former, event)
        else:
            raise NotReadError(former["kind"])

    def receive_anew(self, former: Event, event: Event) -> None:
        """Another price is a late delta; more units are a further lot; fewer leave at their worth."""
        rate = self.rate(event)
        for old, line in zip(former["lines"], event["lines"], strict=True):
            key = (event["receipt"], line["line"])
            match, price = self.lines[key], number(line["unit_price"]) * rate
            units, before = number(line["quantity"]), number(old["quantity"])
            if (units, price) == (before, match.price):
                continue
            if match.received != before or match.unsaid:
                raise NotReadError("two deliveries in one line, or bills without a quantity")
            self.price_anew(match, price, rate)
            self.count_anew(event, line, match, units)
            self.received[key] = (self.received[key][0], price)
            ordered = self.stock.ordered.get((event.get("order", ""), line.get("order_line", "")))
            if ordered:
                ordered.received += units - before
            for lot in match.lots:
                self.as_received[lot] = at_quantum(match.came(lot) * price)
                self.units_told[lot] = match.came(lot)
            match.settle(self.matched)

    def price_anew(self, match: ReceiptLine, price: Fraction, rate: Fraction) -> None:
        """Another price: over the lots by units kept."""
        change = match.reprice(price, rate)
        self.entry.credit(GRNI, change)
        for lot, part in match.over_lots(change).items():
            lot.bear(part, self.entry, (), passed_by=SentBack)

    def count_anew(self, event: Event, line: Event, match: ReceiptLine, units: Fraction) -> None:
        """More or fewer units, at the price told now."""
        more = units - match.received
        change = match.retell(units)
        self.entry.credit(GRNI, change)
        if more > 0:
            self.come_besides(event, line, match, more, change)
        elif more < 0:
            self.never_came(match, -more, change)

    def come_besides(
        self, event: Event, line: Event, match: ReceiptLine, units: Fraction, value: Fraction
    ) -> None:
        """Further units: a lot of their own under the same number."""
        further = self.lot(line["item"], event["location"], {**line, "quantity": str(units)}, value)
        match.lots.append(self.birth(further))
        self.receipts[event["receipt"]].append(further)

    def never_came(self, match: ReceiptLine, units: Fraction, change: Fraction) -> None:
        """Units that are not there after all leave at their worth; what that differs is a variance."""
        lot = match.lots[0]
        if len(match.lots) > 1 or lot.quantity < units:
            raise NotReadError("units were handed on")
        variance = plain("purchase_price_variance")
        worth = lot.take(units, SentBack(variance))
        lot.takes.pop()
        match.never_came[lot.ordinal] = match.never_came.get(lot.ordinal, ZERO) + units
        self.entry.credit(lot.account, worth)
        self.entry.debit(variance, worth + change)
        match.leave_along(self.matched)

    def ship_anew(self, former: Event, event: Event) -> None:
        """More units of a line: taken from what is there now, with a cost of their own."""
        for old, line in zip(former["lines"], event["lines"], strict=True):
            more = number(line["quantity"]) - number(old["quantity"])
            if more < 0 or {**old, "quantity": ""} != {**line, "quantity": ""}:
                raise NotReadError("fewer units shipped, or something else of them")
            if more:
                shipped = self.new_line(event, line)
                self.told_more[event["shipment"], line["line"]].append(shipped)
                cost = self.take({**line, "quantity": str(more)}, event["location"], shipped)
                shipped.open.put(more, cost)
                self.entry.debit(SHIPPED, cost)

    def new_line(self, event: Event, line: Event) -> ShippedLine:
        shipped = ShippedLine(line["item"], event["date"], Pot(SHIPPED), Pot(self.cogs(line["item"])))
        shipped.ordinal = len(self.stock.lots) + Fraction(1, 2)
        self.all_shipped.append(shipped)
        return shipped

    def bill_anew(self, event: Event) -> None:
        """A document is taken back on its date and posted anew; its lines are matched as told now."""
        stated, posted = self.stated[key_of(event)]
        if any((value * 100).denominator > 1 for value in stated.moves.values()):
            raise NotReadError("a document finer than a cent")
        back = Journal()
        for account, value in stated.moves.items():
            back.credit(account, value)
        mirrored = {account: -amount for account, amount in posted.items()}
        self.ledger.post_stated(key_of(event), event["date"], "reversal", back, mirrored)
        touched = []
        for match, bill in self.documents.pop(key_of(event), []):
            if match.unsaid:
                raise NotReadError("bills without a quantity")
            (match.bills if bill in match.bills else match.credits).remove(bill)
            touched.append(match)
        self.supplier_document(event, 1 if event["kind"] == "bill_approved" else -1)
        for match in touched:
            match.settle(self.matched)

    def complete_anew(self, former: Event, event: Event) -> None:
        """Labour and overhead of a run told otherwise: what it made takes the difference."""
        unlike = {key for key in former.keys() | event.keys() if former.get(key) != event.get(key)}
        completion = self.completed[key_of(event)]
        lots = [lot for _, lot in completion.shared] + completion.mains
        if unlike - {"labour", "overhead"} or any(lot.differs for lot in lots):
            raise NotReadError("something else of the run")
        change = self.absorbed(event)
        for role in ("labour", "overhead"):
            self.entry.debit(plain(f"{role}_absorbed"), number(former.get(role, "0")))
            change -= number(former.get(role, "0"))
        scrap, shared, mains = completion.parts(completion.cost)
        completion.cost += change
        now_scrap, now_shared, now_mains = completion.parts(completion.cost)
        self.entry.debit(SCRAP, now_scrap - scrap)
        changes = [now - was for was, now in zip(shared + mains, now_shared + now_mains, strict=True)]
        for alike in self.outputs_alike(completion):
            change = sum((changes[place] for place in alike), ZERO)
            parts = split(change, [lots[place].born_quantity for place in alike])
            for place, part in zip(alike, parts, strict=True):
                lots[place].bear(part, self.entry, ())

    @staticmethod
    def outputs_alike(completion: Completion) -> list[list[int]]:
        """Outputs of one key (item, lot number, role) count as one."""
        lots = [lot for _, lot in completion.shared] + completion.mains
        keys: dict[tuple[str, str, bool], list[int]] = defaultdict(list)
        for place, lot in enumerate(lots):
            keys[lot.item, lot.number, lot in completion.mains].append(place)
        return list(keys.values())

    # Production

    def materials_issued(self, event: Event) -> None:
        """Dr inventory_wip · Cr inventory by lot, and what labour and overhead were put in."""
        run = self.runs[event["run"]]
        for line in event.get("consumed", []):
            cost = self.use(event, line, Issue(run, len(run.taken)))
            run.put(cost)
            self.entry.debit(WIP, cost)
        work = self.absorbed(event)
        run.put(work)
        self.entry.debit(WIP, work)

    def use(self, event: Event, line: Event, bearer: Bearer) -> Fraction:
        """Cr inventory, or what a component that is not stocked absorbs (accounting.md 5)."""
        item = self.items.get(line["item"], {})
        if item.get("type", "goods") == "goods":
            return self.take(line, line.get("location") or event["location"], bearer)
        cost, standard = line.get("value"), item.get("standard_cost")
        if cost is None and standard is None:
            raise UncostableError(f"no cost of {line['item']} is stated")
        value = at_quantum(number(line["quantity"]) * number(standard)) if cost is None else number(cost)
        self.entry.credit(plain(f"{item.get('absorbed_as', 'overhead')}_absorbed"), value)
        return value

    def absorbed(self, event: Event) -> Fraction:
        """Cr labour_absorbed · Cr overhead_absorbed, as stated."""
        for role in ("labour", "overhead"):
            self.entry.credit(plain(f"{role}_absorbed"), number(event.get(role, "0")))
        return number(event.get("labour", "0")) + number(event.get("overhead", "0"))

    def production_closed(self, event: Event) -> None:
        """What is left in progress of a run is a variance, and a late cost of it follows there."""
        run, variance = self.runs[event["run"]], Expense(("production_variance", ("wip",)))
        left, run.closed = run.draw(Fraction(1), variance), True
        self.entry.credit(WIP, left)
        self.entry.debit(variance.account, left)

    def production_completed(self, event: Event) -> None:
        """Dr outputs · Dr scrap · Cr materials, wip, labour and overhead absorbed."""
        mains = [line for line in event["outputs"] if line.get("role", "main") == "main"]
        if not mains:
            raise UncostableError("a run without main output")
        good = sum((number(line["quantity"]) for line in mains), ZERO)
        lost = self.abnormal_units(event, mains[0]["item"], good)
        completion = Completion(lost / (good + lost))
        used: list[standard.Used] = []
        cost, progress = self.run_cost(event, completion, good, used)
        outputs = [
            (line, self.lot(line["item"], event["location"], line, ZERO)) for line in event["outputs"]
        ]
        completion.cost = self.value_outputs(outputs, completion, cost)
        self.completed[key_of(event)] = completion
        lots = [lot for _, lot in outputs]
        self.vary(event, lots, completion, good, used, progress)
        self.births(lots)

    def vary(
        self,
        event: Event,
        outputs: list[Lot],
        completion: Completion,
        good: Fraction,
        used: list[standard.Used],
        progress: Fraction,
    ) -> None:
        """What outputs at standard cost beyond it, by cause; a late cost of them is a cause of its own."""
        mains = completion.mains
        for lot in outputs:
            if lot not in mains:
                self.at_standard(lot, standard.made("other"))
        beyond, apart = sum((self.at_standard(lot, _APART) for lot in mains), ZERO), _APART
        self.entry.credit(apart, beyond)
        for lot in outputs:
            lot.differs = standard.made("late_cost") if lot.differs else None
        if not beyond:
            return
        bom = self.bom_of(event, mains[0].item)
        parts = standard.causes(event, bom, good, used, self.standards(), progress=progress)
        for account, value in standard.rounded(parts, beyond).items():
            self.entry.debit(account, value)

    def standards(self) -> dict[str, Fraction]:
        """Standard costs of all items that state one, whatever they are costed by."""
        return {
            item: number(known["standard_cost"])
            for item, known in self.items.items()
            if known.get("standard_cost") is not None
        }

    def value_outputs(
        self, outputs: list[tuple[Event, Lot]], completion: Completion, cost: Fraction
    ) -> Fraction:
        """By-products at stated value, abnormal scrap, co-products by share, main outputs the rest.

        The cost less by-products.
        """
        for line, lot in outputs:
            if line.get("role") == "by_product":
                lot.start(at_quantum(number(line.get("value") or "0")))
                cost -= lot.value
            elif line.get("role") == "co_product":
                completion.shared.append((number(line.get("share") or "0"), lot))
            else:
                completion.mains.append(lot)
        scrap, shared, mains = completion.parts(cost)
        self.entry.debit(SCRAP, scrap)
        for lot, value in zip(
            [*(lot for _, lot in completion.shared), *completion.mains], shared + mains, strict=True
        ):
            lot.start(value)
        return cost

    def run_cost(
        self, event: Event, completion: Completion, good: Fraction, used: list[standard.Used]
    ) -> tuple[Fraction, Fraction]:
        """Actual materials, the run's work in progress for this part, labour and overhead.

        And of it the work in progress.
        """
        cost, standards = ZERO, self.standards()
        for line in event.get("consumed", []):
            one = self.use(event, line, completion)
            item = line["item"]
            used.append(standard.Used(item, number(line["quantity"]), one, standards.get(item)))
            cost += one
        remaining, run = number(event.get("expected_remaining", "0")), self.runs[event["run"]]
        wip = run.draw(good / (good + remaining), completion)
        run.completions.append((good, completion))
        self.entry.credit(WIP, wip)
        return cost + wip + self.absorbed(event), wip

    def abnormal_units(self, event: Event, item: str, good: Fraction) -> Fraction:
        """Flagged units, and scrap beyond the allowed loss (decisions: abnormal scrap)."""
        flagged, scrapped = number(event.get("abnormal_scrap", "0")), number(event.get("scrapped", "0"))
        expected = event.get("expected_yield")
        if expected is None:
            expected = self.bom_yield(event, item)
        if expected is None:
            return flagged
        allowed = at_micro((good + scrapped + flagged) * (1 - number(expected)))
        return flagged + max(ZERO, scrapped - allowed)

    def bom_yield(self, event: Event, item: str) -> Any:
        bom = self.bom_of(event, item)
        return bom.get("expected_yield") if bom else None

    def bom_of(self, event: Event, item: str) -> Event | None:
        """The BOM version the run names, else the one in effect on its date."""
        versions = [
            bom for bom in self.boms[item] if bom["date"] <= event["date"] and not bom.get("alternate")
        ]
        named = [bom for bom in self.boms[item] if bom["bom"] == event.get("bom")]
        in_effect = sorted(named or versions, key=lambda bom: str(bom["date"]))
        return in_effect[-1] if in_effect else None

    def disassembly_completed(self, event: Event) -> None:
        """The lot's value spread over component lots by stated share."""
        place, lines = event["location"], event["components"]
        dismantling = Dismantling([number(line["share"]) for line in lines])
        cost = self.take(event, place, dismantling)
        for line, value in zip(lines, dismantling.parts(cost), strict=True):
            lot = self.lot(line["item"], place, line, value)
            self.at_standard(lot, standard.made("other"))
            lot.differs = standard.made("late_cost") if lot.differs else None
            dismantling.components.append(lot)
        self.births(dismantling.components)

    # Transfers

    def stock_transferred(self, event: Event) -> None:
        """Each lot taken goes on as a lot of its own; in transit where it arrives on a later day."""
        start, goal, later = event["from_location"], event["to_location"], is_later_arrival(event)
        moved: list[Lot] = []
        for line in event["lines"]:
            old, new = self.account(line["item"], start), self.account(line["item"], goal)
            for lot, value in self.leave(line, start, goal):
                lot.start(value)
                lot.account = new if old == new or not later else TRANSIT
                moved.append(lot)
        if later:
            self.under_way[key_of(event)] = moved
            for lot in moved:
                self.entry.debit(lot.account, lot.value)
        else:
            self.births(moved)

    def leave(self, line: Event, start: str, goal: str) -> list[tuple[Lot, Fraction]]:
        """What leaves the place: one travelling lot per lot taken, with its number."""
        item, named, moved = line["item"], line.get("lot", ""), []
        account = self.account(item, start)

        def travelling(source: Lot | None, quantity: Fraction) -> Lot:
            if source is None:
                self.flag("negative stock")
            moved.append(
                Lot(item, goal, named or (source.number if source else ""), account, quantity, ZERO)
            )
            moved[-1].came_from = [(quantity, source)] if source else []
            return moved[-1]

        quantity = number(line["quantity"])
        picks = self.stock.take((item, start), named, quantity, account, self.entry, travelling)
        return list(zip(moved, [value for _, value in picks], strict=True))

    def arrive(self, event: Event) -> None:
        """What was under way comes into stock, at its cost as it stands now."""
        lots = self.under_way.pop(key_of(event))
        for lot in lots:
            self.entry.credit(lot.account, lot.value)
            lot.account = self.account(lot.item, lot.location)
            lot.start(lot.value)
        self.births(lots)

    def transfer_dispatched(self, event: Event) -> None:
        """Each lot taken stands on the road with its number and its cost, by whatever method it is costed.

        In transit, or in its account where both places share one.
        """
        start, goal = event["from_location"], event["to_location"]
        for line in event["lines"]:
            old, new = self.account(line["item"], start), self.account(line["item"], goal)
            for lot, value in self.leave(line, start, ROAD + event["transfer"]):
                lot.start(value)
                lot.account = old if old == new else TRANSIT
                self.entry.debit(lot.account, value)
                self.stock.put(lot, actual=False)

    def transfer_arrived(self, event: Event) -> None:
        """What comes off the road comes into stock, at its cost as it stands now."""
        moved: list[Lot] = []
        self.on_the_road(event)
        for line in event["lines"]:
            account = self.account(line["item"], event["to_location"])
            for lot, value in self.leave(line, ROAD + event["transfer"], event["to_location"]):
                lot.start(value)
                lot.account = account
                moved.append(lot)
        self.births(moved)

    def transfer_lost(self, event: Event) -> None:
        """An abnormal loss: what arrived costs no more for it."""
        account = ("inventory_adjustment", (event.get("reason", "lost in transit"),))
        self.on_the_road(event)
        for line in event["lines"]:
            lost = self.take(line, ROAD + event["transfer"], Expense(account))
            self.entry.debit(account, lost)

    def on_the_road(self, event: Event) -> None:
        """No more comes off the road than went on."""
        wanted: dict[tuple[str, str], Fraction] = defaultdict(lambda: ZERO)
        for line in event["lines"]:
            for lot in {"", line.get("lot", "")}:
                wanted[line["item"], lot] += number(line["quantity"])
        for (item, lot), units in wanted.items():
            if self.stock.on_hand((item, ROAD + event["transfer"]), lot) < units:
                raise UncostableError(f"{units} of {item} {lot} are not on the road")

    # Adjustments

    def stock_adjusted(self, event: Event) -> None:
        for line in event["lines"]:
            quantity, cost = number(line["quantity"]), line.get("unit_cost")
            self.adjust(line, event["location"], quantity, event["reason"], cost)

    def stock_counted(self, event: Event) -> None:
        """The difference is counted − on hand when the count is costed."""
        for line in event["lines"]:
            place = (line["item"], event["location"])
            self.by_lots(line, *place)
            found = number(line["counted"]) - self.stock.on_hand(place, line.get("lot", ""))
            self.adjust(line, event["location"], found, "count", None)

    def by_lots(self, line: Event, item: str, location: str) -> None:
        """A lot that is counted or revalued must be of an item that is costed by lots (decisions)."""
        if line.get("lot") and not self.stock.knows_lots(item, location):
            raise UncostableError(f"{item} is not costed by lots")

    def adjust(self, line: Event, location: str, found: Fraction, reason: str, cost: Any) -> None:
        """Dr/Cr inventory_adjustment(reason); units found at stated cost, else at the fallback."""
        item, account = line["item"], ("inventory_adjustment", (reason,))
        if found > 0:
            fixed = self.standard_of(item, location)
            unit = (
                self.stock.fallback((item, location)) if cost is None or fixed is not None else number(cost)
            )
            line = {**line, "quantity": found}
            lot = self.birth(self.lot(item, location, line, at_quantum(found * unit)), actual=False)
            self.entry.credit(account, lot.born_value)
        elif found < 0:
            lost = self.take_units(item, location, line.get("lot", ""), -found, Expense(account))
            self.entry.debit(account, lost)

    def stock_revalued(self, event: Event) -> None:
        """Each lot on hand changes by per unit × its quantity; against the reason's account."""
        reason: Account = ("inventory_adjustment", (event["reason"],))
        for line in event["lines"]:
            self.by_lots(line, line["item"], event["location"])
            if self.standard_of(line["item"], event["location"]) is not None:
                raise UncostableError("stock at standard is never revalued")
            for lot in self.stock.candidates((line["item"], event["location"]), line.get("lot", "")):
                change = at_quantum(number(line["per_unit"]) * lot.quantity)
                if change < 0 and lot.value + change < 0:
                    raise UncostableError("a write-down of more than the lot is worth")
                lot.value += change
                self.entry.debit(lot.account, change)
                self.entry.credit(reason, change)

    # Order to cash

    def goods_shipped(self, event: Event) -> None:
        """Dr shipped_not_invoiced, or cogs at once for what a sale waits for · Cr inventory."""
        for line in event["lines"]:
            shipped = self.new_line(event, line)
            self.shipped[event["shipment"], line["line"]] = shipped
            cost = self.take(line, event["location"], shipped)
            shipped.open.put(number(line["quantity"]), cost)
            self.entry.debit(SHIPPED, cost)
            if event.get("order"):
                key = (event["order"], line.get("order_line") or line["line"])
                self.matching.shipped[key].append(shipped)
        done = []
        for sale in list(self.matching.waiting[event.get("order", "")]):
            if self.matching.is_shipped(sale):
                apart = Journal()
                self.recognise(sale, apart)
                if sale.date == event["date"]:
                    self.entry.add(apart)
                    apart = Journal()
                done.append((sale, apart))
        self.post(event["date"], "cost", self.entry)
        self.entry = Journal()
        for sale, apart in done:
            self.post_sale(sale, apart)

    def recognise(self, sale: Sale, journal: Journal) -> None:
        """Dr cogs · Cr shipped_not_invoiced for all goods of a sale, on the day both had happened."""
        for shipped, cost in self.matching.recognise(sale):
            journal.debit(shipped.sold.account, cost)
            journal.credit(SHIPPED, cost)

    def post_sale(self, sale: Sale, cost: Journal) -> None:
        """Revenue and cost of a sale move together."""
        if cost.moves:
            self.ledger.post_cost(sale.event, sale.date, "recognition", cost)
        self.ledger.post_stated(sale.event, sale.date, "sale", Journal(), sale.cents)

    def invoice_issued(self, event: Event) -> None:
        """The document posts once all its goods of an order are shipped, and its cost with it."""
        categories = {line["item"]: self.items[line["item"]].get("category", "") for line in event["lines"]}
        cents = sale_cents(event, categories, self.rate(event))
        if abs(cents[plain("rounding")]) > TOLERANCE:
            raise UncostableError("the parts of the document do not add up to its total")
        sale = Sale(key_of(event), event["date"], event.get("order", ""), cents)
        for line in event["lines"]:
            if sale.order and self.items[line["item"]].get("type", "goods") == "goods":
                key = (sale.order, line.get("order_line") or line["line"])
                sale.needs[key] = sale.needs.get(key, ZERO) + number(line["quantity"])
        self.sales.append(sale)
        self.matching.waiting[sale.order].append(sale)
        if self.matching.is_shipped(sale):
            journal = Journal()
            self.recognise(sale, journal)
            self.post_sale(sale, journal)
        elif event["kind"] == "sale_paid":
            money, sale.cents = from_deposit(sale.cents)
            self.ledger.post_stated(sale.event, event["date"], "deposit", Journal(), money)

    sale_paid = invoice_issued

    def goods_returned(self, event: Event) -> None:
        """Dr inventory, or scrap · Cr cogs, then shipped_not_invoiced, at cost as adjusted to date."""
        for line in event["lines"]:
            key = (line.get("shipment", ""), line.get("shipment_line", ""))
            back = self.come_back(key, line) if key in self.shipped else []
            cost = sum((value for _, _, value in back), ZERO)
            cost = cost if key in self.shipped else self.unknown_return(event, line)
            bearer: Bearer = Expense(SCRAP)
            if line.get("restock", True):
                bearer = lot = self.lot(line["item"], event["location"], line, cost)
                lot.came_from = [(units, shipped) for shipped, units, _ in back]
            for shipped, units, _ in back:
                shipped.returns.append((units, bearer))
            if line.get("restock", True):
                self.birth(lot)
            else:
                self.entry.debit(SCRAP, cost)

    def come_back(self, key: tuple[str, str], line: Event) -> list[tuple[ShippedLine, Fraction, Fraction]]:
        """What came back of a line, and of what was told of it later, with its cost; told first, first."""
        parts, quantity = [self.shipped[key], *self.told_more[key]], number(line["quantity"])
        back = []
        for shipped in parts:
            units = min(quantity, shipped.sold.quantity + shipped.open.quantity)
            quantity -= units
            if units:
                back.append((shipped, units, self.come_back_of(shipped, units)))
        if quantity:
            raise UncostableError("more came back than was shipped")
        return back

    def come_back_of(self, shipped: ShippedLine, quantity: Fraction) -> Fraction:
        """Take from the invoiced units of a shipped line first, then from those not yet invoiced."""
        cost = ZERO
        for pot in (shipped.sold, shipped.open):
            part = min(quantity, pot.quantity)
            if part:
                value = pot.take(part)
                self.entry.credit(pot.account, value)
                quantity -= part
                cost += value
        return cost

    def unknown_return(self, event: Event, line: Event) -> Fraction:
        """Of an unknown shipment: at the last actual cost of the place, flagged."""
        self.flag("unknown shipment")
        unit = self.stock.fallback((line["item"], event["location"]))
        cost = at_quantum(number(line["quantity"]) * unit)
        self.entry.credit(self.cogs(line["item"]), cost)
        return cost
