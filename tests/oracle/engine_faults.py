"""Faults planted into the engine: one wrong line each, put there while the comparison runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.seeded_fault import Fault, Patch, registering, wrap
from tieout.core.account import PINNED
from tieout.core.event import rank
from tieout.core.money import minor_as_billed
from tieout.core.scaled import half_even
from tieout.costing import (
    adjustment,
    landed,
    late,
    matching,
    price_difference,
    production,
    purchase,
    returns,
    shipment,
    taking,
    transfer,
)
from tieout.costing.genealogy import Lot
from tieout.costing.shelf import Shelf
from tieout.costing.sold import SOLD
from tieout.cycle import desk, load, matches
from tieout.posting import cents, entries
from tieout.posting import sale as posting_sale

FAULTS: list[Fault] = []
fault = registering(FAULTS)


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def _down(numerator: int, denominator: int) -> int:
    return numerator // denominator


# Taking


@fault("a take is rounded half up at the quantum instead of half to even")
def take_half_up(patch: Patch) -> None:
    def worth(self: Shelf, lot: Lot, quantity: int) -> int:
        whole = quantity == lot.quantity
        return lot.value if whole else _half_up(lot.value * quantity, lot.quantity)

    patch.setattr(Shelf, "worth", worth)


@fault("the last taker gets its rounded share of what was born, not the rest")
def last_not_the_rest(patch: Patch) -> None:
    def worth(self: Shelf, lot: Lot, quantity: int) -> int:
        if not lot.born_quantity or lot.account.role in {"cogs", "inventory_wip"}:
            return lot.value if quantity == lot.quantity else lot.value * quantity // lot.quantity
        return lot.born_value * quantity // lot.born_quantity

    patch.setattr(Shelf, "worth", worth)


@fault("the newest layer is taken first")
def last_in_first_out(patch: Patch) -> None:
    def pieces(
        right: Any, shelf: Shelf, item: str, place: str, number: str, quantity: int, _: Any
    ) -> Iterator[Any]:
        for lot in reversed(shelf.layers(item, place)):
            if quantity > 0 and lot.quantity > 0 and (not number or lot.number == number):
                piece = min(lot.quantity, quantity)
                quantity -= piece
                yield lot, piece

    wrap(patch, taking, "_pieces", pieces)


@fault("a named lot number is ignored")
def lot_number_ignored(patch: Patch) -> None:
    def pieces(right: Any, shelf: Any, item: str, place: str, _: str, quantity: int, but: Any) -> Any:
        return right(shelf, item, place, "", quantity, but)

    wrap(patch, taking, "_pieces", pieces)


@fault("invoices sort after the shipments of their day")
def invoice_after_shipment(patch: Patch) -> None:
    ranks = {**rank.RANK, "invoice_issued": 65, "sale_paid": 65}
    patch.setattr(rank, "RANK", ranks)


@fault("shipments sort before the receipts of their day")
def shipment_first(patch: Patch) -> None:
    patch.setattr(rank, "RANK", {**rank.RANK, "goods_shipped": 18})


@fault("the source's sequence is ignored")
def sequence_ignored(patch: Patch) -> None:
    def row(right: Any, *args: Any) -> Any:
        return right(*args)._replace(sequence=0)

    wrap(patch, load, "event_row", row)


# Fallbacks and negative stock


@fault("the fallback prefers the open order price to the last actual cost")
def order_price_first(patch: Patch) -> None:
    def fallback(right: Any, work: Any, item: str, location: str, quantity: int) -> int:
        price = work.orders.price(item)
        if price is None:
            return int(right(work, item, location, quantity))
        return half_even(price.numerator * quantity, price.denominator)

    for place in (taking, adjustment, returns):
        wrap(patch, place, "fallback_value", fallback)


@fault("the opening cost is that of the rounded lot value")
def opening_cost_rounded(patch: Patch) -> None:
    def state_cost(right: Any, self: Shelf, lot: Lot, kind: str, cost: Any) -> None:
        right(self, lot, kind, (lot.value, lot.quantity) if kind == "opening" else cost)

    wrap(patch, Shelf, "state_cost", state_cost)


@fault("an increase covers the newest open layer first")
def newest_covered_first(patch: Patch) -> None:
    def cover(right: Any, work: Any, lot: Lot) -> None:
        layers = work.shelf.layers(lot.item, lot.location)
        layers.reverse()
        right(work, lot)
        layers.reverse()

    for place in (late, production, purchase, returns, adjustment, transfer):
        wrap(patch, place, "cover_shortages", cover)


@fault("negative stock is never trued up")
def no_true_up(patch: Patch) -> None:
    def spread(right: Any, work: Any, lot: Lot, value: int, path: Any = frozenset()) -> None:
        if path:
            work.part(work.late, value, cents.ROUNDING)
        else:
            right(work, lot, value, path)

    wrap(patch, late, "spread", spread)


# Late costs


@fault("a late delta of a shipped line does not reach the units that came back")
def delta_misses_returns(patch: Patch) -> None:
    def over(right: Any, work: Any, delta: Any, takes: Any) -> Any:
        sold = next((work.shelf.lot(take.sink) for take in takes if take.role == SOLD), None)
        stand = [pot for pot in (sold, delta.lot) if pot is not None and pot.quantity]
        if not stand:
            yield from right(work, delta, takes)
            return
        for pot, part in zip(stand, late.shares(delta.value, [pot.quantity for pot in stand]), strict=True):
            late._rest(work, pot, part)

    wrap(patch, late, "_over_shipped_line", over)


@fault("a late delta of issued material stays in work in progress")
def delta_stays_in_progress(patch: Patch) -> None:
    def over(right: Any, work: Any, delta: Any, issued: Any) -> Any:
        late._rest(work, work.shelf.lot(issued.sink), delta.value)
        return iter(())

    wrap(patch, late, "_over_completions", over)


@fault("a late delta of issued material follows every completion, also those before it was issued")
def delta_to_all_completions(patch: Patch) -> None:
    def over(right: Any, work: Any, delta: Any, issued: Any) -> Any:
        run, rest = work.shelf.lot(issued.sink), delta.value
        for take in work.shelf.takes(run):
            if take.role == late.PROGRESS:
                part = rest if take.weight == take.whole else rest * take.weight // take.whole
                rest -= part
                yield late._to(work, delta, take.sink, part)
        late._rest(work, run, rest)

    wrap(patch, late, "_over_completions", over)


@fault("a late delta of a run ignores its abnormal scrap")
def delta_misses_scrap(patch: Patch) -> None:
    def over(right: Any, work: Any, delta: Any, takes: Any) -> Any:
        return right(work, delta, [take for take in takes if take.role != "abnormal"])

    wrap(patch, late, "_over_outputs", over)


@fault("a late delta of a run goes past its co-products")
def delta_misses_co_products(patch: Patch) -> None:
    def over(right: Any, work: Any, delta: Any, takes: Any) -> Any:
        return right(work, delta, [take for take in takes if take.role != "co_product"])

    wrap(patch, late, "_over_outputs", over)


@fault("the first share of a late delta takes the rest, not the last")
def first_share_takes_rest(patch: Patch) -> None:
    def shares(value: int, weights: Any) -> list[int]:
        whole = sum(weights)
        parts = [half_even(value * weight, whole) for weight in weights[1:]]
        return [value - sum(parts), *parts]

    patch.setattr(late, "shares", shares)


@fault("shares of a late delta are cut off at the quantum")
def shares_cut_off(patch: Patch) -> None:
    patch.setattr(late, "half_even", _down)


@fault("a late delta stops at the first taker of a lot")
def delta_to_first_taker(patch: Patch) -> None:
    def over(right: Any, work: Any, delta: Any, takes: Any) -> Any:
        return right(work, delta, takes[:1])

    wrap(patch, late, "_over_takers", over)


# Production


@fault("abnormal scrap ignores the by-products")
def scrap_ignores_by_products(patch: Patch) -> None:
    def scrap(right: Any, work: Any, event: Any, batch: Lot, cost: int, good: int) -> int:
        return int(right(work, event, batch, batch.value, good))

    wrap(patch, production, "_scrap", scrap)


@fault("every unflagged loss is normal")
def no_loss_abnormal(patch: Patch) -> None:
    patch.setattr(production, "abnormal_units", lambda work, event, good: event.abnormal_scrap)


@fault("a partial completion takes all work in progress")
def partial_takes_all(patch: Patch) -> None:
    def progress(right: Any, work: Any, event: Any, batch: Lot, good: int) -> None:
        class Whole:
            run, expected_remaining = event.run, 0

        right(work, Whole, batch, good)

    wrap(patch, production, "_from_progress", progress)


@fault("a transfer loses the lot number")
def transfer_loses_number(patch: Patch) -> None:
    def moved(right: Any, work: Any, event: Any, line: Any, pick: Any, reference: str) -> Lot:
        lot: Lot = right(work, event, line, pick, reference)
        lot.number = ""
        work.shelf.born[-1] = work.shelf.born[-1]._replace(number="")
        return lot

    wrap(patch, transfer, "_moved", moved)


@fault("a transfer that arrives on another day is there at once")
def arrival_at_once(patch: Patch) -> None:
    patch.setattr(transfer, "_on_road", lambda _: False)


# Customers and suppliers


@fault("a return comes back at the last actual cost")
def return_at_last_cost(patch: Patch) -> None:
    patch.setattr(returns, "_shipped", lambda work, line, source: [])


@fault("a return takes units not yet invoiced before invoiced ones")
def return_of_open_first(patch: Patch) -> None:
    def sold_lot(right: Any, shelf: Shelf, lot: Lot) -> Lot | None:
        return None if lot.quantity else right(shelf, lot)

    wrap(patch, returns, "sold_lot", sold_lot)


@fault("units sold of one line stand in a lot per invoice, not in one")
def sold_lot_per_sale(patch: Patch) -> None:
    patch.setattr(shipment, "sold_lot", lambda shelf, lot: None)


@fault("a supplier return takes the order price as the cost of the units")
def supplier_return_at_order_price(patch: Patch) -> None:
    def part(right: Any, self: Any, name: str, value: int, *args: Any, **dims: Any) -> None:
        if name == "price_variance":
            name, value = "accrual_returned", value
        right(self, name, value, *args, **dims)

    wrap(patch, taking.Work, "part", part)


@fault("a sale is recognised on its own date, even when its goods are shipped later")
def recognised_on_own_date(patch: Patch) -> None:
    def recognise(right: Any, self: Any, key: str, event: Any, _day: str, *more: Any, **how: Any) -> None:
        right(self, key, event, event.date.isoformat(), *more, **how)

    wrap(patch, desk.Desk, "recognise", recognise)


@fault("money of a sale that waits for its goods is not held as a deposit")
def no_deposit(patch: Patch) -> None:
    patch.setattr(desk, "held_draft", lambda *_: None)
    patch.setattr(posting_sale, "_from_deposit", lambda tender, _: tender)


@fault("the last shipment of an order line is recognised first")
def last_shipment_first(patch: Patch) -> None:
    def by_order(right: Any, self: Shelf, order_line: str) -> list[Lot]:
        return list(reversed(right(self, order_line)))

    def matched(right: Any, shelf: Shelf, need: Any) -> Any:
        with Patch.context() as inner:
            wrap(inner, Shelf, "by_order", by_order)
            yield from list(right(shelf, need))

    wrap(patch, shipment, "_matched", matched)


# Landed cost


@fault("landed cost is always shared by value")
def landed_by_value(patch: Patch) -> None:
    patch.setattr(landed, "_weights", lambda work, lots, by: [lot.born_value for lot in lots])


@fault("landed cost is shared by what is on hand now")
def landed_by_what_is_left(patch: Patch) -> None:
    patch.setattr(landed, "_weights", lambda work, lots, by: [max(0, lot.quantity) for lot in lots])


@fault("landed cost is shared half-even, the last lot takes the rest")
def landed_half_even(patch: Patch) -> None:
    def split(value: int, weights: list[int]) -> list[int]:
        return late.shares(value, weights if any(weights) else [1] * len(weights))

    patch.setattr(landed, "split_largest_remainder", split)


# Bills against receipts


@fault("a bill is matched with units received, also those that went back")
def bills_match_what_went_back(patch: Patch) -> None:
    def read(right: Any, self: Any, *args: Any) -> None:
        right(self, *args)
        self.kept, self.allowed = self.received, self.allowed + self.received - self.kept

    wrap(patch, matching._Line, "__init__", read)


@fault("units billed too much are matched all the same")
def over_billed_is_matched(patch: Patch) -> None:
    def read(right: Any, self: Any, *args: Any) -> None:
        right(self, *args)
        billed = self._units("billed") - self._units("credited")
        self.allowed = max(self.allowed, billed) if self.received else self.allowed

    wrap(patch, matching._Line, "__init__", read)


@fault("the rate difference of a bill is a price difference")
def rate_is_price(patch: Patch) -> None:
    def claim(right: Any, self: Any, fact: Any, units: int) -> Any:
        one = right(self, fact, units)
        return one._replace(priced=one.value)

    wrap(patch, matching._Line, "_claim", claim)


@fault("a price difference is taken from the last bill first")
def last_bill_matched_first(patch: Patch) -> None:
    def matched(right: Any, self: Any, bills: Any) -> Any:
        return right(self, list(reversed(bills)))

    wrap(patch, matching._Line, "_matched", matched)


@fault("a credit takes back the units billed first")
def credit_takes_first(patch: Patch) -> None:
    def taken(right: Any, bills: list[Any], units: int) -> Any:
        bills.reverse()
        claim = right(bills, units)
        bills.reverse()
        return claim

    wrap(patch, matching, "_taken_last", taken)


@fault("a price difference of a bill goes to the variance, not to the goods")
def price_to_variance(patch: Patch) -> None:
    def match(right: Any, self: Any) -> Any:
        one = right(self)
        return replace(one, goods=0, variance=one.variance + one.goods)

    wrap(patch, matching._Line, "match", match)


@fault("a bill's price difference has the wrong sign")
def price_with_wrong_sign(patch: Patch) -> None:
    def wanted(right: Any, goods: int, kept: Any) -> Any:
        return right(-goods, kept)

    wrap(patch, price_difference, "_wanted", wanted)


@fault("units sent back to the supplier keep their share of a price difference")
def sent_back_takes_price(patch: Patch) -> None:
    patch.setattr(price_difference, "sent_back", lambda work, lot: frozenset())


@fault("a partial bill waits for the last one before its price counts")
def partial_bill_waits(patch: Patch) -> None:
    def match(right: Any, self: Any) -> Any:
        one = right(self)
        return replace(one, goods=0) if one.open_units > 0 else one

    wrap(patch, matching._Line, "match", match)


@fault("a bill before its goods is never matched when they come")
def goods_do_not_match(patch: Patch) -> None:
    def touched(right: Any, self: Any) -> Any:
        for reference, changing in right(self):
            if self.facts(reference)[-1].kind != "received":
                yield reference, changing

    wrap(patch, matches.ChunkMatches, "touched", touched)


@fault("goods sent back after their bill are not matched again")
def returns_do_not_match(patch: Patch) -> None:
    def touched(right: Any, self: Any) -> Any:
        for reference, changing in right(self):
            if self.facts(reference)[-1].kind != "returned":
                yield reference, changing

    wrap(patch, matches.ChunkMatches, "touched", touched)


@fault("a price difference of a cent is lost")
def price_loses_a_cent(patch: Patch) -> None:
    def match(right: Any, self: Any) -> Any:
        one = right(self)
        lost = min(10**6, abs(one.goods))
        return replace(one, goods=one.goods - lost if one.goods > 0 else one.goods + lost)

    wrap(patch, matching._Line, "match", match)


@fault("a bill that states no quantity bills nothing")
def unsaid_bills_nothing(patch: Patch) -> None:
    patch.setattr(matching._Line, "_bought", lambda self, claim, free, unit: 0)


@fault("closing a receipt short leaves what is owed in grni")
def closing_is_ignored(patch: Patch) -> None:
    def read(right: Any, self: Any, facts: Any, tolerances: Any) -> None:
        right(self, [fact for fact in facts if fact.kind != "closed"], tolerances)

    wrap(patch, matching._Line, "__init__", read)


# Cents


@fault("pins are off: shipped-not-invoiced is rounded per entry")
def pins_off(patch: Patch) -> None:
    patch.setattr(cents, "PINNED", PINNED - {"shipped_not_invoiced"})


@fault("cents of a cost are rounded half up instead of half to even")
def cents_half_up(patch: Patch) -> None:
    patch.setattr(cents, "minor_of_value", minor_as_billed)


@fault("the remainder of an entry goes to rounding, also where it has cost of goods sold")
def remainder_to_rounding(patch: Patch) -> None:
    def close(signed: Any, loose: Any) -> None:
        missing = -sum(signed.values())
        if missing:
            signed[cents.ROUNDING, ""] = signed.get((cents.ROUNDING, ""), 0) + missing

    patch.setattr(cents, "_close", close)


@fault("labour and overhead are rounded half to even")
def labour_half_even(patch: Patch) -> None:
    patch.setattr(cents, "STATED", frozenset())


@fault("a bill clears grni in its own cents instead of exactly")
def bill_in_cents(patch: Patch) -> None:
    def placed(right: Any, rule: Any, draft: Any) -> Any:
        return [item._replace(exact=0) for item in right(rule, draft)]

    wrap(patch, entries, "_placed", placed)


@fault("lines of an invoice are rounded one by one")
def lines_rounded_apart(patch: Patch) -> None:
    def split(total: int, weights: list[int]) -> list[int]:
        return [_half_up(weight, 10**6) for weight in weights]

    patch.setattr(posting_sale, "split_largest_remainder", split)
