"""Faults planted into what the wider histories show: methods, runs that close, closed books."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.seeded_fault import Fault, Patch, wrap
from tieout.core.event import rank
from tieout.core.master import MasterData
from tieout.core.period import Periods
from tieout.costing import (
    adjustment,
    cost,
    descent,
    landed,
    late,
    pool,
    price_difference,
    production,
    purchase,
    revised_purchase,
    standard,
    taking,
    transfer,
    transit,
)
from tieout.costing import matching as costing_matching
from tieout.costing.taking import Work, home_value
from tieout.cycle import matching, taking_back
from tieout.cycle.matches import ChunkMatches
from tieout.posting import reversal

WIDE: list[Fault] = []
SELDOM: list[Fault] = []
"""Those that histories show in which seldom things happen often (`rare.py`)."""

TRAVELLED: list[Fault] = []
"""Those that show where goods move, come back and go to their supplier: no small history draws it all."""

CHANGED: list[Fault] = []
"""Those that show where items change their costing method (`changed.py`)."""

ONWARD: list[Fault] = []
"""Those that show where customers give goods back that go on to their supplier (`onward.py`)."""

SHORT: list[Fault] = []
"""Those that show where goods go out before they come (`short.py`)."""

ANEW: list[Fault] = []
"""Those that histories show in which facts are told anew."""


Plant = Callable[[Patch], None]


def fault(what: str, among: list[Fault] = WIDE) -> Callable[[Plant], Plant]:
    """Register a fault under the name of the function that plants it."""

    def register(plant: Plant) -> Plant:
        among.append(Fault(plant.__name__, what, plant))
        return plant

    return register


def _nothing(*_: Any, **__: Any) -> None:
    return None


# First in first out, average


@fault("at first in first out what a receipt holds no more is short, though others are there", SELDOM)
def fifo_return_is_short(patch: Patch) -> None:
    patch.setattr(purchase, "WITHOUT_LOTS", frozenset({"average"}))


@fault(
    "what units took of a bill is not claimed when they leave an average, or came back from elsewhere",
    SELDOM,
)
def not_claimed_onward(patch: Patch) -> None:
    wrap(patch, price_difference, "gone_back", lambda right, *args, **_: right(*args, onward=False))


@fault("units sent back out of an average or another lot share what a bill differs", SELDOM)
def sent_back_shares_onward(patch: Patch) -> None:
    patch.setattr(descent, "SAME_GOODS", frozenset())


@fault("units that came back from elsewhere and went to the supplier share what a bill differs", TRAVELLED)
def travelled_shares(patch: Patch) -> None:
    patch.setattr(descent, "SAME_GOODS", frozenset({descent.POOLED}))


@fault("goods that moved take of a bill's difference for units that went back too", TRAVELLED)
def travelled_weighs_all(patch: Patch) -> None:
    patch.setattr(late, "weight_kept", lambda _work, _lot, _sink, _role, weight: weight)


@fault("a supplier return looks at its receipt's own lot alone, though units of it came back", ONWARD)
def own_lot_alone(patch: Patch) -> None:
    patch.setattr(purchase, "came_of", lambda *_: frozenset())


@fault("what came of a receipt gives before the receipt's own lot", ONWARD)
def own_lot_last(patch: Patch) -> None:
    def holders(right: Any, work: Any, lots: Any, units: int) -> Iterator[Any]:
        own, *others = right(work, lots, units + sum(lot.quantity for lot in lots))
        yield from (*others, own)

    wrap(patch, purchase, "_holders", holders)


@fault("units that came back from a customer are the receipt's no more: they claim nothing", ONWARD)
def given_back_is_anothers(patch: Patch) -> None:
    patch.setattr(descent, "SAME_GOODS", descent.SAME_GOODS - {descent.RETURNED})


@fault("a shipped line takes of a bill's difference for units that came back and went on, too", ONWARD)
def shipped_weighs_all(patch: Patch) -> None:
    def kept(right: Any, work: Any, lot: Any, sink: Any, role: str, weight: int) -> int:
        return weight if role == descent.RETURNED or not role else int(right(work, lot, sink, role, weight))

    wrap(patch, late, "weight_kept", kept)


@fault("what came back of a line shipped from several lots is all of the lot that is asked for", ONWARD)
def back_of_one_lot(patch: Patch) -> None:
    def kept(right: Any, work: Any, lot: Any, sink: Any, role: str, weight: int) -> int:
        if sink.account.role != descent.SHIPPED:
            return int(right(work, lot, sink, role, weight))
        return weight - min(weight, descent.went_on_and_back(work, sink))

    wrap(patch, late, "weight_kept", kept)


@fault("units that cover a shortage are not followed to who took short", SHORT)
def covering_is_not_followed(patch: Patch) -> None:
    def same(right: Any, work: Any, lot: Any, sink: Any, role: str) -> bool:
        return role != descent.COVERED and bool(right(work, lot, sink, role))

    wrap(patch, descent, "is_same_goods", same)


@fault(
    "a covering lot bears of a bill for units that came back from who took short and went on, too", SHORT
)
def covering_weighs_all(patch: Patch) -> None:
    def kept(right: Any, work: Any, lot: Any, sink: Any, role: str, weight: int) -> int:
        return weight if role == descent.COVERED else int(right(work, lot, sink, role, weight))

    wrap(patch, late, "weight_kept", kept)


@fault("of a shortage a covering lot is one unit less than it should be of all that was taken short", SHORT)
def shortage_of_more(patch: Patch) -> None:
    def whole(right: Any, work: Any, lot: Any) -> int:
        return int(right(work, lot)) + (10**6 if lot.quantity <= 0 and lot.born_quantity <= 0 else 0)

    wrap(patch, descent, "_whole", whole)


@fault("a lot of a circle is followed into what it came of by nobody, nor is any other", SHORT)
def everything_leads_back(patch: Patch) -> None:
    patch.setattr(descent, "_leads_to", lambda *_: True)


@fault("what came back and covered its own shortage counts for the line it came from", SHORT)
def own_cover_was_taken(patch: Patch) -> None:
    for module in (descent, late):
        patch.setattr(module, "never_taken", lambda *_: 0)


@fault("a receipt line whose units went back short is not settled again when they are there", SHORT)
def never_there(patch: Patch) -> None:
    patch.setattr(matching, "sent_back_short", lambda *_: iter(()))


@fault("at standard what a receipt and what came of it do not hold is short, with others there", ONWARD)
def standard_return_is_short(patch: Patch) -> None:
    patch.setattr(purchase, "STANDARD", "")


@fault("a lot that gave its units to a supplier return gives them once more", SELDOM)
def gives_twice(patch: Patch) -> None:
    wrap(patch, taking, "_pieces", lambda right, *args: right(*args[:-1], ()))


@fault("a lot number that is named decides, by whatever method the item is costed")
def number_always_looked_at(patch: Patch) -> None:
    patch.setattr(taking, "WITHOUT_LOTS", frozenset())


@fault("a count by lot is taken of an item that is not costed by lots", SELDOM)
def counts_by_any_lot(patch: Patch) -> None:
    patch.setattr(adjustment, "_by_lots", _nothing)


@fault("what comes in does not join the average")
def average_never_moves(patch: Patch) -> None:
    patch.setattr(cost, "blend", _nothing)


@fault("units found join the average only after the event")
def found_joins_late(patch: Patch) -> None:
    patch.setattr(adjustment, "blend_at", _nothing)


@fault("an average is worked over lots short of units before they are covered")
def joins_before_it_covers(patch: Patch) -> None:
    patch.setattr(adjustment, "cover_shortages", _nothing)
    patch.setattr(pool, "cover_shortages", _nothing)


@fault("units that went back bear a price difference where they left an average", SELDOM)
def sent_back_bears_in_the_pool(patch: Patch) -> None:
    patch.setattr(late, "sent_back", lambda *_: frozenset())


# Standard cost


@fault("a new standard revalues nothing")
def standard_not_restated(patch: Patch) -> None:
    patch.setattr(standard, "restate", _nothing)


@fault("stock opens at another cost than its standard", SELDOM)
def opens_at_any_cost(patch: Patch) -> None:
    wrap(patch, purchase, "open_stock", _standard_unknown)


def _standard_unknown(right: Any, *args: Any) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Work, "at_standard", lambda *_: None)
        return right(*args)


@fault("freight by value goes by the standard of goods, not by their order value")
def freight_by_standard(patch: Patch) -> None:
    patch.setattr(landed, "STANDARD", "never")


@fault("late costs of what was made at standard are price variances")
def late_run_is_price(patch: Patch) -> None:
    patch.setattr(late, "LATE_RUN", descent.PRICE_VARIANCE)


@fault("late costs follow stock at standard to its takers")
def late_follows_standard(patch: Patch) -> None:
    patch.setattr(late, "STANDARD", "never")


@fault("a return at standard scraps what it differs", SELDOM)
def return_not_at_standard(patch: Patch) -> None:
    patch.setattr("tieout.costing.returns.VARIANCE", production.SCRAP)


@fault("usage forgets components that are asked for and not used")
def usage_of_what_was_used(patch: Patch) -> None:
    def materials(right: Any, work: Any, recipe: Any, outputs: Any, used: Any) -> Any:
        asked = tuple(part for part in recipe.components if part.item in used)
        return right(work, replace(recipe, components=asked), outputs, used)

    wrap(patch, standard, "_materials", materials)


@fault("what the bill of materials asks for forgets the expected yield")
def asked_without_yield(patch: Patch) -> None:
    def told(right: Any, work: Any, event: Any, recipe: Any, good: int) -> Any:
        return right(work, event, replace(recipe, expected_yield=None), good)

    wrap(patch, standard, "_told", told)


@fault("work in progress a run took is no part of its usage")
def progress_is_no_usage(patch: Patch) -> None:
    def told(right: Any, *args: Any) -> Any:
        parts = list(right(*args))
        usages = [place for place, (cause, _) in enumerate(parts) if cause == "usage"]
        return [part for place, part in enumerate(parts) if place != usages[-1]]

    wrap(patch, standard, "_told", told)


@fault("labour efficiency counts as rate", SELDOM)
def efficiency_is_rate(patch: Patch) -> None:
    def labour(right: Any, *args: Any) -> Any:
        return [("labour_rate", value) for _, value in right(*args)]

    wrap(patch, standard, "_labour", labour)


# Runs


@fault("what is left of a closed run is scrap")
def closing_is_scrap(patch: Patch) -> None:
    patch.setattr(production, "variance", lambda _: production.SCRAP)


@fault("a run without anything in progress is not closed: a late cost stays in progress", SELDOM)
def only_runs_with_progress_close(patch: Patch) -> None:
    def close(right: Any, work: Any, event: Any) -> None:
        if any(run.value for run in work.shelf.by_reference(production.run_reference(event.run))):
            right(work, event)

    wrap(patch, production, "close", close)


@fault("components that are not stocked are absorbed overhead, whatever their item says")
def all_is_overhead(patch: Patch) -> None:
    def absorbed(right: Any, work: Any, event: Any) -> dict[str, int]:
        found = right(work, event)
        labour = int(event.labour)
        return {"labour": labour, "overhead": found["overhead"] + found["labour"] - labour}

    wrap(patch, production, "absorbed", absorbed)


@fault("a component that is not stocked costs its standard, whatever its line states")
def stated_value_ignored(patch: Patch) -> None:
    def stated(right: Any, work: Any, line: Any, place: str) -> Any:
        known = work.master.standard_cost(line.item)
        return right(work, line if known is None else replace(line, value=None), place)

    wrap(patch, production, "_stated", stated)


@fault("an alternate is in effect like any version")
def alternate_in_effect(patch: Patch) -> None:
    def recipe(self: MasterData, item: str, day: Any, bom: str = "") -> Any:
        known = self._boms.get(item, [])
        named = [one for one in known if bom and one.bom == bom]
        fitting = named or [one for one in known if one.date <= day]
        return fitting[-1] if fitting else None

    patch.setattr(MasterData, "recipe", recipe)


@fault("work of a supplier for several runs goes to the first")
def work_to_the_first_run(patch: Patch) -> None:
    def join(right: Any, work: Any, event: Any, value: int) -> Any:
        return right(work, replace(event, runs=event.runs[:1]), value)

    wrap(patch, landed, "_join_runs", join)


@fault("work of a supplier for a run goes to its completions alike, whatever they made")
def work_alike(patch: Patch) -> None:
    patch.setattr(landed, "_made", lambda *_: 1)


@fault("work of a supplier stays with what is in progress, completed parts have none")
def work_stays_in_progress(patch: Patch) -> None:
    patch.setattr(landed, "spread_over_run", lambda work, run, value: late._rest(work, run, value))


# The road


@fault("goods that are not costed by lots lose their lot number on the road", SELDOM)
def road_loses_number(patch: Patch) -> None:
    patch.setattr(transfer, "number_of", lambda line, pick: line.lot)


@fault("more comes off the road than went on", SELDOM)
def road_gives_more(patch: Patch) -> None:
    patch.setattr(transit, "on_the_road", _nothing)


@fault("goods arrive after the production of their day", SELDOM)
def arrives_late_in_the_day(patch: Patch) -> None:
    patch.setattr(rank, "RANK", {**rank.RANK, "transfer_arrived": 50})


@fault("what is lost on the road is lost to the reason of a count", SELDOM)
def lost_as_counted(patch: Patch) -> None:
    wrap(patch, transit, "as_loss", lambda right, event: replace(right(event), reason="count"))


@fault("units given for a return of another receipt take a price difference of their own along", SELDOM)
def gone_for_another(patch: Patch) -> None:
    def gone(work: Any, lot: Any, _: str, **__: Any) -> int:
        back = descent.sent_back(work, lot)
        return sum(take.quantity for take in work.shelf.takes(lot) if take.sink in back)

    patch.setattr(price_difference, "gone_back", gone)


# Methods that change


@fault("a change of method takes effect at once", CHANGED)
def changes_at_once(patch: Patch) -> None:
    wrap(patch, taking, "method_at", lambda _, __, master, item, *___: (_stated(master, item), None))


@fault("a place keeps the method it once had", CHANGED)
def changes_never(patch: Patch) -> None:
    first: dict[tuple[Any, ...], str] = {}

    def method_at(right: Any, shelf: Any, master: Any, item: str, location: str) -> Any:
        method, flag = right(shelf, master, item, location)
        return first.setdefault((id(shelf), item, location), method), flag

    wrap(patch, taking, "method_at", method_at)


@fault("stock at standard has none any more when its item is costed otherwise", CHANGED)
def standard_goes_with_the_item(patch: Patch) -> None:
    patch.setattr(MasterData, "standing_standard", MasterData.standard_cost)


@fault("a late cost of what an average held joins the layers a place holds now", CHANGED)
def joins_what_is_no_average(patch: Patch) -> None:
    def blend_at(right: Any, work: Any, item: str, location: str) -> None:
        layers = work.shelf.layers(item, location)
        former = [lot.layer for lot in layers]
        for lot in layers:
            lot.layer = "average"
        right(work, item, location)
        for lot, layer in zip(list(layers), former, strict=False):
            lot.layer = layer

    wrap(patch, pool, "blend_at", blend_at)


@fault("a late cost of what was made is a price variance where it stands at standard now", CHANGED)
def made_is_bought(patch: Patch) -> None:
    patch.setattr(late, "LATE_RUN", descent.PRICE_VARIANCE)


def _stated(master: MasterData, item: str) -> str:
    return str(master.costed_as(item).costing_method)


# Facts told anew


@fault("what a reversal left of a bill below a cent ends in the goods", ANEW)
def parts_of_a_cent_in_the_goods(patch: Patch) -> None:
    patch.setattr(matching, "_left_on_grni", lambda *_: {})


@fault("a reversal moves a pinned account by the cents posted, whatever its subledger rounds to", ANEW)
def reversal_not_pinned(patch: Patch) -> None:
    def unpinned(back: Any, pins: Any) -> Any:
        reversal.repinned(back, pins)
        return back

    patch.setattr(taking_back, "repinned", unpinned)


@fault("a bill told again is billed twice where it had come to no cent", ANEW)
def billed_twice(patch: Patch) -> None:
    patch.setattr(ChunkMatches, "take_off", _nothing)


@fault("a receipt at another price moves what is owed, not the goods", ANEW)
def price_told_anew_is_lost(patch: Patch) -> None:
    patch.setattr(revised_purchase, "recosted", _nothing)


@fault("further units of a receipt are owed at the whole line's price", ANEW)
def further_units_at_the_whole(patch: Patch) -> None:
    def more(right: Any, self: Any, value: int) -> Any:
        return right(self, value + 1_000_000)

    wrap(patch, revised_purchase._Receipt, "_more", more)


@fault("a bill for units that went back is held against a price mixed of two", ANEW)
def price_mixed_of_two(patch: Patch) -> None:
    def read(right: Any, self: Any, *args: Any) -> None:
        right(self, *args)
        self.gross -= sum(fact.value for fact in self._facts if fact.kind == "returned" and not fact.units)

    wrap(patch, costing_matching._Line, "__init__", read)


@fault("at another price also units are owed that went back out of other stock", ANEW)
def other_stock_gave_nothing(patch: Patch) -> None:
    def own(self: Any) -> int:
        return sum(self._gave_back(lot) for lot in self.lots)

    patch.setattr(revised_purchase._Receipt, "_went_back", own)


@fault("another price of several lots is rounded lot by lot", ANEW)
def repriced_lot_by_lot(patch: Patch) -> None:
    def reprice(self: Any, _: int) -> None:
        for lot in self.lots:
            units = lot.born_quantity - self._gave_back(lot)
            change = home_value(units, self.unit) - home_value(units, self.old)
            self._accrue(change)
            late.spread(self.work, lot, change, but=descent.sent_back(self.work, lot))
        self._stock(0, 0)

    patch.setattr(revised_purchase._Receipt, "_reprice", reprice)


# Closed books


@fault("a late fact posts into its closed period")
def closed_is_open(patch: Patch) -> None:
    patch.setattr(Periods, "posting_date", lambda _, day: day)


@fault("a fact of an open day posts on the first open day all the same")
def all_on_the_first_open_day(patch: Patch) -> None:
    def posting_date(self: Periods, day: Any) -> Any:
        return self.closed_through or day

    patch.setattr(Periods, "posting_date", posting_date)
