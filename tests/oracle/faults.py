"""Faults an engine could have, each with a way to put it into the oracle itself.

`what` describes the fault so that it can be put into the engine in the same way. `plant` puts it into
the oracle, which shows that the random histories tell the faulty books from the right ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import floor
from typing import Any

import pytest

from tests.oracle import accounts, bills, books, genealogy, keeper, order, sales, stock
from tests.oracle.accounts import Journal, Ledger, plain
from tests.oracle.exact import ZERO, at_quantum, cents_as_billed, cents_of_cost, number, split
from tests.oracle.genealogy import (
    Completion,
    Cover,
    Dismantling,
    Expense,
    Issue,
    Layer,
    Lot,
    Path,
    ShippedLine,
    is_same_goods,
)
from tests.oracle.keeper import Keeper
from tests.oracle.stock import Stock

Patch = pytest.MonkeyPatch
_half = Fraction(1, 2)


@dataclass(frozen=True)
class Fault:
    """One fault: its name, what it does, and how it is put into the oracle."""

    name: str
    what: str
    plant: Callable[[Patch], None]


FAULTS: list[Fault] = []
SHORT: list[Fault] = []
"""Those that show where goods go out before they come (`short.py`)."""


def fault(
    what: str, among: list[Fault] = FAULTS
) -> Callable[[Callable[[Patch], None]], Callable[[Patch], None]]:
    """Register a fault under the name of the function that plants it."""

    def register(plant: Callable[[Patch], None]) -> Callable[[Patch], None]:
        among.append(Fault(plant.__name__, what, plant))
        return plant

    return register


def _half_up(value: Fraction) -> Fraction:
    scaled = abs(value) * 10**8
    return Fraction(floor(scaled + _half) * (1 if value >= 0 else -1), 10**8)


def _wrap(patch: Patch, owner: Any, name: str, around: Callable[..., Any]) -> None:
    """Replace `owner.name` by a function that is handed the right one first."""
    right = getattr(owner, name)
    patch.setattr(owner, name, lambda *args, **more: around(right, *args, **more))


def _without(patch: Patch, kind: str, change: Callable[[Any], None]) -> None:
    """Let every event of a kind be read after `change` was made to a copy of it."""

    def read(right: Callable[..., Any], self: Keeper, event: Any) -> None:
        event = {**event}
        change(event)
        right(self, event)

    _wrap(patch, Keeper, kind, read)


# Taking


@fault("a take divides by the lot's original quantity instead of what is on hand")
def take_divides_by_original(patch: Patch) -> None:
    def take(right: Any, self: Lot, quantity: Fraction, bearer: Any) -> Fraction:
        value = at_quantum(self.value * quantity / self.born_quantity)
        last = quantity == self.quantity
        value = self.value if last else value
        self.quantity, self.value = self.quantity - quantity, self.value - value
        self.takes.append((quantity, bearer))
        return value

    _wrap(patch, Lot, "take", take)


@fault("a take is rounded half up at the quantum instead of half to even")
def take_half_up(patch: Patch) -> None:
    def taken(value: Fraction, part: Fraction, whole: Fraction) -> Fraction:
        return value if part == whole else _half_up(value * part / whole)

    patch.setattr(genealogy, "taken", taken)


@fault("a take is cut off at the quantum")
def take_truncates(patch: Patch) -> None:
    def taken(value: Fraction, part: Fraction, whole: Fraction) -> Fraction:
        return value if part == whole else Fraction(floor(value * part / whole * 10**8), 10**8)

    patch.setattr(genealogy, "taken", taken)


@fault("a take uses a unit cost rounded to 8 places times the quantity; the last taker takes the rest")
def take_by_unit_cost(patch: Patch) -> None:
    def taken(value: Fraction, part: Fraction, whole: Fraction) -> Fraction:
        return value if part == whole else at_quantum(at_quantum(value / whole) * part)

    patch.setattr(genealogy, "taken", taken)


@fault("a take is rounded to cents")
def take_in_cents(patch: Patch) -> None:
    def taken(value: Fraction, part: Fraction, whole: Fraction) -> Fraction:
        return value if part == whole else Fraction(round(value * part / whole * 100), 100)

    patch.setattr(genealogy, "taken", taken)


@fault("the newest layer is taken first")
def last_in_first_out(patch: Patch) -> None:
    _wrap(patch, Stock, "candidates", lambda right, *args: right(*args)[::-1])


@fault("a named lot number is ignored: the oldest layer is taken")
def lot_number_ignored(patch: Patch) -> None:
    _wrap(patch, Stock, "candidates", lambda right, self, place, _: right(self, place, ""))


@fault("of several lots under one number the newest is taken first")
def newest_of_a_number(patch: Patch) -> None:
    def pick(right: Any, self: Stock, place: Any, name: str) -> list[Lot]:
        found: list[Lot] = right(self, place, name)
        return found[::-1] if name else found

    _wrap(patch, Stock, "candidates", pick)


@fault("lots without a number are taken before numbered ones")
def unnumbered_first(patch: Patch) -> None:
    def pick(right: Any, *args: Any) -> list[Lot]:
        return sorted(right(*args), key=lambda lot: bool(lot.number))

    _wrap(patch, Stock, "candidates", pick)


# Order


@fault("invoices sort after the shipments of their day")
def invoice_after_shipment(patch: Patch) -> None:
    late = order._RANK["goods_shipped"] + 0.5
    ranks = {**order._RANK, "invoice_issued": late, "sale_paid": late}
    patch.setattr(order, "_RANK", ranks)


@fault("shipments sort before the receipts and the production of their day")
def shipment_first(patch: Patch) -> None:
    patch.setattr(order, "_RANK", {**order._RANK, "goods_shipped": 1.5})


@fault("returns sort before the shipments of their day")
def returns_first(patch: Patch) -> None:
    patch.setattr(order, "_RANK", {**order._RANK, "goods_returned": order._RANK["goods_shipped"] - 0.5})


@fault("adjustments and counts sort before production")
def adjustments_first(patch: Patch) -> None:
    patch.setattr(order, "_RANK", {**order._RANK, "stock_adjusted": 2.5, "stock_counted": 2.5})


@fault("the source's sequence is ignored: ids decide within a kind rank")
def sequence_ignored(patch: Patch) -> None:
    by_id = lambda leg: (leg.date, leg.rank, leg.source, leg.id)  # noqa: E731
    _wrap(patch, books, "in_order", lambda right, cycle: sorted(right(cycle), key=by_id))


@fault("ties of the sequence are decided by id before source")
def id_before_source(patch: Patch) -> None:
    by_id = lambda leg: (leg.date, leg.rank, leg.sequence, leg.id, leg.source)  # noqa: E731
    _wrap(patch, books, "in_order", lambda right, cycle: sorted(right(cycle), key=by_id))


@fault("a transfer that arrives later sorts at its arrival after the production of that day")
def arrival_late_in_the_day(patch: Patch) -> None:
    patch.setattr(order, "_RANK", {**order._RANK, order.ARRIVAL: order._RANK["production_closed"] + 0.5})


@fault("a transfer arrives on the day it leaves, whatever the event says")
def arrival_at_once(patch: Patch) -> None:
    patch.setattr(keeper, "is_later_arrival", lambda _: False)
    patch.setattr(order, "is_later_arrival", lambda _: False)


# Receipts and fallbacks


@fault("a receipt's value is rounded to cents")
def receipt_in_cents(patch: Patch) -> None:
    def receive(right: Any, self: Keeper, event: Any) -> None:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(keeper, "at_quantum", lambda value: Fraction(round(value * 100), 100))
            right(self, event)

    _wrap(patch, Keeper, "goods_received", receive)


@fault("a foreign receipt is valued at the first rate known instead of the rate of its day")
def first_rate(patch: Patch) -> None:
    def rate(right: Any, self: Keeper, event: Any) -> Fraction:
        stated = event["currency"] == self.home or event.get("rate")
        right_one: Fraction = right(self, event)
        return right_one if stated else self.rates[event["currency"]][0][1]

    _wrap(patch, Keeper, "rate", rate)


@fault("a receipt's own rate is ignored where a table rate is known")
def own_rate_ignored(patch: Patch) -> None:
    _without(patch, "goods_received", lambda event: event.pop("rate", None))


@fault("the fallback cost prefers the open order price to the last actual cost")
def order_price_first(patch: Patch) -> None:
    def fallback(right: Any, self: Stock, place: Any, method: str = "") -> Fraction:
        last = self.last_cost.pop(place, None)
        try:
            lines = [line.price for line in self.ordered.values() if line.item == place[0] and line.open]
            cost: Fraction = last if last is not None and not lines else right(self, place, method)
        finally:
            if last is not None:
                self.last_cost[place] = last
        return cost

    _wrap(patch, Stock, "fallback", fallback)


@fault("the last actual cost is looked for at any location")
def cost_of_anywhere(patch: Patch) -> None:
    def put(right: Any, self: Stock, lot: Lot, *, actual: bool) -> None:
        right(self, lot, actual=actual)
        if actual:
            for place in ("MAIN", "SHOP"):
                self.last_cost[lot.item, place] = self.last_cost[lot.item, lot.location]

    _wrap(patch, Stock, "put", put)


@fault("the last actual cost is rounded to 8 places per unit before it is used")
def unit_cost_rounded(patch: Patch) -> None:
    _wrap(patch, Stock, "fallback", lambda right, *args: at_quantum(right(*args)))


@fault("units found by an adjustment or a count become the last actual cost")
def found_units_set_the_cost(patch: Patch) -> None:
    _wrap(patch, Stock, "put", lambda right, self, lot, **_: right(self, lot, actual=True))


@fault("the last actual cost is that of what is on hand of the lot now (after takes, deltas, revaluation)")
def cost_as_it_stands(patch: Patch) -> None:
    def fallback(right: Any, self: Stock, place: Any, method: str = "") -> Fraction:
        cost: Fraction = right(self, place, method)
        lots = [lot for lot in self.here[place] if lot.quantity]
        return lots[-1].value / lots[-1].quantity if lots else cost

    _wrap(patch, Stock, "fallback", fallback)


# Negative stock and late cost


@fault("an increase covers the newest open layer first")
def newest_layer_covered_first(patch: Patch) -> None:
    def cover(right: Any, self: Stock, lot: Lot, late: Journal) -> None:
        self.layers[lot.item, lot.location].reverse()
        right(self, lot, late)
        self.layers[lot.item, lot.location].reverse()

    _wrap(patch, Stock, "cover", cover)


@fault("covering ignores the location")
def cover_anywhere(patch: Patch) -> None:
    def cover(right: Any, self: Stock, lot: Lot, late: Journal) -> None:
        right(self, lot, late)
        elsewhere = self.layers[lot.item, "SHOP" if lot.location == "MAIN" else "MAIN"]
        while elsewhere and lot.quantity:
            elsewhere[0].cover(lot, late)
            if not elsewhere[0].quantity:
                elsewhere.pop(0)

    _wrap(patch, Stock, "cover", cover)


@fault("the true-up of a covered layer goes to an adjustment account, not to the layer's takers")
def true_up_expensed(patch: Patch) -> None:
    def cover(right: Any, self: Layer, lot: Lot, late: Journal) -> None:
        bearer, self.bearer = self.bearer, Expense(("inventory_adjustment", ("true_up",)))
        right(self, lot, late)
        self.bearer = bearer

    _wrap(patch, Layer, "cover", cover)


@fault("only the first increase trues a layer up; the part covered later keeps its provisional cost")
def later_parts_not_trued_up(patch: Patch) -> None:
    def cover(right: Any, self: Layer, lot: Lot, late: Journal) -> None:
        if lot.quantity < self.quantity:
            right(self, lot, late)
            self.bearer = Expense(("inventory_adjustment", ("true_up",)))
        else:
            right(self, lot, late)

    _wrap(patch, Layer, "cover", cover)


@fault("a late delta stops at the outputs of a run: what was made of them or sold keeps its old cost")
def delta_stops_at_output(patch: Patch) -> None:
    def bear(right: Any, self: Lot, delta: Fraction, journal: Journal, path: Path, **_: Any) -> None:
        if not self.quantity:
            journal.debit(plain("production_variance"), delta)
            return
        self.value += delta
        journal.debit(self.account, delta)

    _wrap(patch, Lot, "bear", bear)


@fault("a late delta of sold units goes to cogs even while they wait for their invoice")
def delta_always_to_cogs(patch: Patch) -> None:
    def bear(
        right: Any, self: ShippedLine, delta: Fraction, journal: Journal, path: Path, **_: Any
    ) -> None:
        journal.debit(self.sold.account, delta)

    _wrap(patch, ShippedLine, "bear", bear)


@fault("a late delta of a shipped line does not reach the units that came back")
def delta_misses_returns(patch: Patch) -> None:
    def bear(
        right: Any, self: ShippedLine, delta: Fraction, journal: Journal, path: Path, **_: Any
    ) -> None:
        if self.sold.quantity + self.open.quantity:
            kept, self.returns = self.returns, []
            right(self, delta, journal, path)
            self.returns = kept
        else:
            right(self, delta, journal, path)

    _wrap(patch, ShippedLine, "bear", bear)


@fault("shares of a late delta are rounded one after the other on what is left, not on the whole")
def delta_split_in_sequence(patch: Patch) -> None:
    def shares_of(value: Fraction, weights: list[Fraction]) -> list[Fraction]:
        shares, left, units = [], value, sum(weights, ZERO)
        for weight in weights[:-1]:
            shares.append(at_quantum(left * weight / units))
            left, units = left - shares[-1], units - weight
        return [*shares, left]

    patch.setattr(genealogy, "split", shares_of)


@fault("the first share of a late delta takes the rest, not the last")
def first_share_takes_rest(patch: Patch) -> None:
    def shares_of(value: Fraction, weights: list[Fraction]) -> list[Fraction]:
        whole = sum(weights, ZERO)
        shares = [at_quantum(value * weight / whole) for weight in weights[1:]]
        return [value - sum(shares, ZERO), *shares]

    patch.setattr(genealogy, "split", shares_of)


@fault("what is on hand comes before the takers in a late delta, so that the last taker takes the rest")
def hand_before_takers(patch: Patch) -> None:
    def bear(right: Any, self: Lot, delta: Fraction, journal: Journal, path: Path, **_: Any) -> None:
        whole = self.born_quantity
        hand = at_quantum(delta * self.quantity / whole) if self.takes else delta
        self.value += hand
        journal.debit(self.account, hand)
        parts = split(delta - hand, [quantity for quantity, _ in self.takes]) if self.takes else []
        for (_units, bearer), part in zip(self.takes, parts, strict=True):
            bearer.bear(part, journal, (*path, self))

    _wrap(patch, Lot, "bear", bear)


@fault("units that covered a layer are forgotten: a later delta of the covering lot is not passed on")
def cover_forgotten(patch: Patch) -> None:
    def bear(right: Any, self: Cover, delta: Fraction, journal: Journal, path: Path, **_: Any) -> None:
        journal.debit(("inventory_adjustment", ("true_up",)), delta)

    _wrap(patch, Cover, "bear", bear)


@fault("units that cover a shortage are not followed to who took short", SHORT)
def covering_is_not_followed(patch: Patch) -> None:
    def same(right: Any, lot: Lot, taker: Any) -> bool:
        return not isinstance(taker, Cover) and bool(right(lot, taker))

    for module in (genealogy, bills):
        patch.setattr(module, "is_same_goods", partial(same, is_same_goods))


@fault(
    "a covering lot bears of a bill for units that came back from who took short and went on, too", SHORT
)
def covering_weighs_all(patch: Patch) -> None:
    patch.setattr(Cover, "lost_to", lambda *_: ZERO)


@fault(
    "of a shortage a covering lot is the part it covers of what was covered, not of all taken short", SHORT
)
def part_of_what_is_covered(patch: Patch) -> None:
    def given(right: Any, self: Layer) -> list[tuple[Fraction, Any]]:
        return [(units + self.quantity, taker) for units, taker in right(self)]

    _wrap(patch, Layer, "given", given)


@fault("what came back and covered its own shortage counts for the line it came from", SHORT)
def own_cover_was_taken(patch: Patch) -> None:
    patch.setattr(Layer, "never_taken", lambda *_: ZERO)


@fault("a receipt line whose units went back short is not settled again when they are there", SHORT)
def never_there(patch: Patch) -> None:
    patch.setattr(Keeper, "were_there", lambda *_: None)


@fault("a late delta of issued material stays in work in progress")
def delta_stays_in_wip(patch: Patch) -> None:
    def bear(right: Any, self: Issue, delta: Fraction, journal: Journal, path: Path) -> None:
        self.run.value += delta
        journal.debit(genealogy.WIP, delta)

    _wrap(patch, Issue, "bear", bear)


@fault("a late delta of a run ignores its abnormal scrap")
def delta_misses_scrap(patch: Patch) -> None:
    def bear(right: Any, self: Completion, *args: Any) -> None:
        abnormal, self.abnormal = self.abnormal, ZERO
        right(self, *args)
        self.abnormal = abnormal

    _wrap(patch, Completion, "bear", bear)


@fault("a late delta of a run goes to its main output only, past the co-products")
def delta_misses_co_products(patch: Patch) -> None:
    def bear(right: Any, self: Completion, *args: Any) -> None:
        shared, self.shared = self.shared, []
        right(self, *args)
        self.shared = shared

    _wrap(patch, Completion, "bear", bear)


@fault("a late delta of a disassembled lot goes to the first component")
def delta_to_first_component(patch: Patch) -> None:
    def bear(right: Any, self: Dismantling, delta: Fraction, journal: Journal, path: Path) -> None:
        self.components[0].bear(delta, journal, (*path, self))

    _wrap(patch, Dismantling, "bear", bear)


# Production


@fault("abnormal scrap is valued before by-products are taken off the run's cost")
def scrap_ignores_by_products(patch: Patch) -> None:
    def value_outputs(
        right: Any, self: Keeper, outputs: Any, completion: Completion, cost: Fraction
    ) -> None:
        stated = [number(line["value"]) for line, _ in outputs if line.get("role") == "by_product"]
        if stated and completion.abnormal:
            completion.abnormal *= cost / (cost - sum(stated, ZERO)) if cost != sum(stated) else 1
        right(self, outputs, completion, cost)

    _wrap(patch, Keeper, "value_outputs", value_outputs)


@fault("abnormal scrap is valued at abnormal ÷ good instead of ÷ (good + abnormal)")
def scrap_over_good(patch: Patch) -> None:
    def value_outputs(
        right: Any, self: Keeper, outputs: Any, completion: Completion, cost: Fraction
    ) -> None:
        completion.abnormal = completion.abnormal / (1 - completion.abnormal)
        right(self, outputs, completion, cost)

    _wrap(patch, Keeper, "value_outputs", value_outputs)


@fault("every scrapped unit is abnormal")
def all_scrap_abnormal(patch: Patch) -> None:
    _without(patch, "production_completed", lambda event: event.update(expected_yield="1"))


@fault("no unflagged loss is abnormal")
def no_scrap_abnormal(patch: Patch) -> None:
    _without(patch, "production_completed", lambda event: event.update(expected_yield="0"))


@fault("units the source flags as abnormal are treated as normal loss")
def flag_ignored(patch: Patch) -> None:
    _without(patch, "production_completed", lambda event: event.pop("abnormal_scrap", None))


@fault("the yield stated on the run is ignored in favour of the BOM's")
def own_yield_ignored(patch: Patch) -> None:
    _without(patch, "production_completed", lambda event: event.pop("expected_yield", None))


@fault("the BOM's expected yield is not used")
def bom_yield_ignored(patch: Patch) -> None:
    patch.setattr(Keeper, "bom_yield", lambda *_: None)


@fault("the allowed loss is counted on good output instead of all output")
def loss_of_good_output(patch: Patch) -> None:
    def units(right: Any, self: Keeper, event: Any, item: str, good: Fraction) -> Fraction:
        scrapped = number(event.get("scrapped", "0")) + number(event.get("abnormal_scrap", "0"))
        found: Fraction = right(self, event, item, good - scrapped)
        return found

    _wrap(patch, Keeper, "abnormal_units", units)


@fault("the allowed loss is not rounded to micro-units")
def allowed_loss_exact(patch: Patch) -> None:
    patch.setattr(keeper, "at_micro", lambda quantity: quantity)


@fault("a by-product is valued at nothing")
def by_product_for_nothing(patch: Patch) -> None:
    _without(
        patch,
        "production_completed",
        lambda event: event.update(outputs=[{**line, "value": None} for line in event["outputs"]]),
    )


@fault("co-products share the cost before abnormal scrap is taken off")
def co_product_of_gross_cost(patch: Patch) -> None:
    def parts(right: Any, self: Completion, cost: Fraction) -> Any:
        scrap = at_quantum(cost * self.abnormal)
        shared = [at_quantum(cost * share) for share, _ in self.shared]
        rest = cost - scrap - sum(shared, ZERO)
        return scrap, shared, split(rest, [lot.born_quantity for lot in self.mains])

    _wrap(patch, Completion, "parts", parts)


@fault("several main outputs share the rest equally instead of by quantity")
def mains_share_equally(patch: Patch) -> None:
    def parts(right: Any, self: Completion, cost: Fraction) -> Any:
        scrap, shared, mains = right(self, cost)
        return scrap, shared, split(sum(mains, ZERO), [Fraction(1)] * len(mains))

    _wrap(patch, Completion, "parts", parts)


@fault("overhead is not part of the cost of a run")
def overhead_forgotten(patch: Patch) -> None:
    _without(patch, "production_completed", lambda event: event.pop("overhead", None))


@fault("a partial completion takes all work in progress")
def partial_takes_all(patch: Patch) -> None:
    _without(patch, "production_completed", lambda event: event.pop("expected_remaining", None))


@fault("a completion that books its own materials leaves the run's work in progress alone")
def own_cost_leaves_wip(patch: Patch) -> None:
    def run_cost(right: Any, self: Keeper, event: Any, completion: Completion, *more: Any) -> Any:
        other = {**event, "run": f"{event['run']}'"} if event.get("consumed") else event
        return right(self, other, completion, *more)

    _wrap(patch, Keeper, "run_cost", run_cost)


@fault("a disassembly spreads the value by quantity instead of by stated share")
def disassembly_by_quantity(patch: Patch) -> None:
    def change(event: Any) -> None:
        whole = sum((number(line["quantity"]) for line in event["components"]), ZERO)
        shares = [at_quantum(number(line["quantity"]) / whole) for line in event["components"]]
        lines = zip(event["components"], shares, strict=True)
        event["components"] = [{**line, "share": share} for line, share in lines]

    _without(patch, "disassembly_completed", change)


# Stock


@fault("transferred units lose their lot number")
def transfer_loses_number(patch: Patch) -> None:
    def leave(right: Any, *args: Any) -> list[tuple[Lot, Fraction]]:
        moved: list[tuple[Lot, Fraction]] = right(*args)
        for lot, _ in moved:
            lot.number = ""
        return moved

    _wrap(patch, Keeper, "leave", leave)


@fault("a transfer merges the lots it takes into one")
def transfer_merges(patch: Patch) -> None:
    def leave(right: Any, *args: Any) -> list[tuple[Lot, Fraction]]:
        (lot, value), *others = right(*args)
        for other, more in others:
            value += more
            lot.quantity = lot.born_quantity = lot.quantity + other.quantity
        return [(lot, value)]

    _wrap(patch, Keeper, "leave", leave)


@fault("goods under way between account groups stay in the account they left")
def no_transit_account(patch: Patch) -> None:
    patch.setattr(keeper, "TRANSIT", plain("inventory_finished"))


@fault("account groups of locations share one inventory account")
def groups_ignored(patch: Patch) -> None:
    _without(patch, "location", lambda event: event.pop("account_group", None))


@fault("a count ignores the units owed to open layers")
def count_ignores_layers(patch: Patch) -> None:
    def on_hand(right: Any, self: Stock, place: Any, name: str = "") -> Fraction:
        return sum((lot.quantity for lot in self.candidates(place, name)), ZERO)

    _wrap(patch, Stock, "on_hand", on_hand)


@fault("a count of one lot number is compared with all units of the item")
def count_of_lot_ignored(patch: Patch) -> None:
    _wrap(patch, Stock, "on_hand", lambda right, self, place, _="": right(self, place, ""))


@fault("units found are valued at nothing when no cost is stated")
def found_for_nothing(patch: Patch) -> None:
    def adjust(
        right: Any, self: Keeper, line: Any, place: str, found: Fraction, why: str, cost: Any
    ) -> None:
        right(self, line, place, found, why, "0" if cost is None else cost)

    _wrap(patch, Keeper, "adjust", adjust)


@fault("a stated unit cost of units found is ignored")
def stated_cost_ignored(patch: Patch) -> None:
    def adjust(
        right: Any, self: Keeper, line: Any, place: str, found: Fraction, why: str, cost: Any
    ) -> None:
        known = (line["item"], place) in self.stock.last_cost
        right(self, line, place, found, why, None if known else cost)

    _wrap(patch, Keeper, "adjust", adjust)


@fault("a revaluation changes the oldest lot only")
def oldest_lot_revalued(patch: Patch) -> None:
    _at_revaluation(patch, lambda lots: lots[:1])


@fault("a revaluation misses lots already drawn on")
def drawn_lots_not_revalued(patch: Patch) -> None:
    _at_revaluation(patch, lambda lots: [lot for lot in lots if not lot.takes])


def _at_revaluation(patch: Patch, which: Callable[[list[Lot]], list[Lot]]) -> None:
    def revalue(right: Any, self: Keeper, event: Any) -> None:
        with pytest.MonkeyPatch.context() as inner:
            _wrap(inner, Stock, "candidates", lambda found, *args: which(found(*args)))
            right(self, event)

    _wrap(patch, Keeper, "stock_revalued", revalue)


# Customers and suppliers


@fault("a return takes units not yet invoiced before invoiced ones")
def return_of_open_units_first(patch: Patch) -> None:
    def come_back(right: Any, self: Keeper, shipped: ShippedLine, quantity: Fraction) -> Fraction:
        shipped.sold, shipped.open = shipped.open, shipped.sold
        try:
            cost: Fraction = right(self, shipped, quantity)
        finally:
            shipped.sold, shipped.open = shipped.open, shipped.sold
        return cost

    _wrap(patch, Keeper, "come_back_of", come_back)


@fault("a return comes back at the last actual cost instead of the cost of its shipment")
def return_at_last_cost(patch: Patch) -> None:
    _without(
        patch,
        "goods_returned",
        lambda event: event.update(lines=[{**line, "shipment": ""} for line in event["lines"]]),
    )


@fault("units that are not restocked come back into stock")
def always_restocked(patch: Patch) -> None:
    _without(
        patch,
        "goods_returned",
        lambda event: event.update(lines=[{**line, "restock": True} for line in event["lines"]]),
    )


@fault("a return of an unknown shipment is quarantined")
def unknown_return_refused(patch: Patch) -> None:
    def refuse(*_: Any) -> Fraction:
        raise stock.UncostableError("unknown shipment")

    patch.setattr(Keeper, "unknown_return", refuse)


@fault("a supplier return clears grni at the lot's cost; nothing goes to purchase_price_variance")
def supplier_return_at_cost(patch: Patch) -> None:
    _wrap(patch, Keeper, "goods_returned_to_supplier", _supplier_return_at_cost)


def _supplier_return_at_cost(right: Any, self: Keeper, event: Any) -> None:
    right(self, event)
    variance = self.entry.moves.pop(plain("purchase_price_variance"), ZERO)
    self.entry.debit(keeper.GRNI, variance)


@fault("a supplier return takes the oldest layer instead of the lot of its receipt line")
def supplier_return_by_age(patch: Patch) -> None:
    def take_lot(right: Any, self: Keeper, lot: Lot, quantity: Fraction, bearer: Any) -> Fraction:
        return self.take_units(lot.item, lot.location, "", quantity, bearer)

    _wrap(patch, Keeper, "take_lot", take_lot)


@fault("of the sales that wait for an order the last is recognised first")
def last_invoice_first(patch: Patch) -> None:
    def goods_shipped(right: Any, self: Keeper, event: Any) -> None:
        waiting = self.matching.waiting[event.get("order", "")]
        waiting.reverse()
        right(self, event)
        waiting.reverse()

    _wrap(patch, Keeper, "goods_shipped", goods_shipped)


@fault("the last shipment of an order line is recognised first")
def last_shipment_first(patch: Patch) -> None:
    def recognise(right: Any, self: sales.Matching, sale: Any) -> Any:
        for key in sale.needs:
            self.shipped[key].reverse()
        found = right(self, sale)
        for key in sale.needs:
            self.shipped[key].reverse()
        return found

    _wrap(patch, sales.Matching, "recognise", recognise)


@fault("an invoice takes the shipped units it finds, before all of its goods are shipped")
def recognised_in_parts(patch: Patch) -> None:
    def is_shipped(right: Any, self: sales.Matching, sale: Any) -> bool:
        return any(line.open.quantity for key in sale.needs for line in self.shipped[key]) or right(
            self, sale
        )

    _wrap(patch, sales.Matching, "is_shipped", is_shipped)


@fault("the order line of a document is taken to be its own line id")
def order_line_ignored(patch: Patch) -> None:
    for kind in ("goods_shipped", "invoice_issued", "sale_paid"):
        _without(patch, kind, _drop_order_line)


def _drop_order_line(event: Any) -> None:
    event["lines"] = [{**line, "order_line": ""} for line in event["lines"]]


@fault("a sale is recognised on its own date, even when its goods are shipped later")
def recognised_on_invoice_day(patch: Patch) -> None:
    def recognise(right: Any, self: sales.Matching, sale: Any) -> Any:
        day = sale.date
        found = right(self, sale)
        sale.date = day
        return found

    _wrap(patch, sales.Matching, "recognise", recognise)


@fault("money of a sale before recognition is not held as a customer deposit")
def no_deposit(patch: Patch) -> None:
    patch.setattr(keeper, "from_deposit", lambda cents: ({}, cents))


# Landed cost


def _at_landing(patch: Patch, name: str, other: Any) -> None:
    """Another `name` while landed cost is allocated."""

    def land(right: Any, self: Keeper, event: Any) -> None:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(keeper, name, other)
            right(self, event)

    _wrap(patch, Keeper, "landed_cost_billed", land)


@fault("landed cost is always shared by value")
def landed_by_value(patch: Patch) -> None:
    _without(patch, "landed_cost_billed", lambda event: event.pop("allocate_by", None))


@fault("landed cost is shared half-even, the last lot takes the rest")
def landed_half_even(patch: Patch) -> None:
    def parts(whole: int, weights: list[Fraction]) -> list[int]:
        if not any(weights):
            weights = [Fraction(1) for _ in weights]
        return [int(part * 10**8) for part in split(Fraction(whole, 10**8), weights)]

    _at_landing(patch, "largest_remainder", parts)


@fault("landed cost stays with the lot that was received: what was taken from it bears none")
def landed_on_hand_only(patch: Patch) -> None:
    def bear(right: Any, self: Lot, delta: Fraction, journal: Journal, path: Path, **_: Any) -> None:
        if path:
            right(self, delta, journal, path)
            return
        if self.quantity:
            self.value += delta
        account = self.account if self.quantity else plain("purchase_price_variance")
        journal.debit(account, delta)

    _wrap(patch, Lot, "bear", bear)


# Cents


@fault("shipped-not-invoiced is rounded per entry instead of pinned to its subledger")
def shipped_not_pinned(patch: Patch) -> None:
    _unpin(patch, "shipped_not_invoiced")


@fault("grni is rounded per entry instead of pinned to its subledger")
def grni_not_pinned(patch: Patch) -> None:
    _unpin(patch, "grni")


@fault("semi-finished inventory is rounded per entry instead of pinned to its subledger")
def semi_not_pinned(patch: Patch) -> None:
    _unpin(patch, "inventory_semi")


def _unpin(patch: Patch, role: str) -> None:
    patch.setattr(books, "check", lambda _: None)
    _wrap(patch, accounts, "is_pinned", lambda right, account: account[0] != role and right(account))


@fault("cents of a cost are rounded half up instead of half to even")
def cents_half_up(patch: Patch) -> None:
    patch.setattr(books, "check", lambda _: None)
    patch.setattr(accounts, "cents_of_cost", cents_as_billed)


@fault("the remainder of an entry with a cogs line goes to rounding")
def remainder_to_rounding(patch: Patch) -> None:
    def balance(cents: Any, _: Any) -> None:
        cents[accounts.ROUNDING] = cents.get(accounts.ROUNDING, 0) - sum(cents.values())

    patch.setattr(Ledger, "_balance", staticmethod(balance))


@fault("amounts on invoices are rounded half to even instead of half away from zero")
def billed_half_even(patch: Patch) -> None:
    patch.setattr(sales, "cents_as_billed", cents_of_cost)


@fault("cents of labour and overhead are rounded half to even instead of half away from zero")
def labour_half_even(patch: Patch) -> None:
    patch.setattr(accounts, "cents_as_billed", cents_of_cost)


@fault("a quarantined event is posted without the lines that cannot be costed")
def quarantine_by_line(patch: Patch) -> None:
    def goods_shipped(right: Any, self: Keeper, event: Any) -> None:
        lines = [line for line in event["lines"] if line["item"] != "ODD"]
        right(self, {**event, "lines": lines})

    _wrap(patch, Keeper, "goods_shipped", goods_shipped)
