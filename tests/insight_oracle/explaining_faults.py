"""Faults planted into what explains costs: one wrong reading each, whose parts still sum to the change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from tests.seeded_fault import Fault, Patch, registering, wrap
from tieout.insight import drivers, on_hand, origin, sold, substitution
from tieout.insight.cause import Cause
from tieout.insight.drivers import CAUSES, Key
from tieout.insight.history import LAST
from tieout.insight.known import Known, Moment
from tieout.insight.origin import Origin
from tieout.insight.pool import MADE, Source, Supply
from tieout.runtime import history as reading

FAULTS: list[Fault] = []
fault = registering(FAULTS)


# What a figure is


@fault("freight is taken for price")
def freight_is_price(patch: Patch) -> None:
    patch.setattr(origin, "LANDED", "nothing")


@fault("the price is that in home currency, so a rate changes nothing")
def rate_in_price(patch: Patch) -> None:
    def figures(right: Any, source: Source, supply: Supply) -> Iterator[tuple[str, str, Fraction]]:
        for name, item, value in right(source, supply):
            if name == "price":
                yield name, item, supply.base / supply.units
            else:
                yield name, item, Fraction(1) if name == "rate" else value

    wrap(patch, drivers, "_figures", figures)


@fault("one supplier's currencies are one source")
def currencies_lumped(patch: Patch) -> None:
    def bought(right: Any, self: Origin, pool: Any, draw: Any, units: Fraction) -> None:
        was = self.history.purchases[draw.lot]
        self.history.purchases[draw.lot] = was._replace(currency="")
        right(self, pool, draw, units)
        self.history.purchases[draw.lot] = was

    wrap(patch, Origin, "_bought", bought)


@fault("the BOM is taken without its expected yield")
def yield_forgotten(patch: Patch) -> None:
    def run(right: Any, self: Any, raw: Any, day: str, conversion: Any, asked: Any) -> Any:
        found = right(self, raw, day, conversion, asked)
        known = self._bom(str(raw["outputs"][0]["item"]), day, "")
        less = Fraction(str(known.get("expected_yield") or 1)) if known else Fraction(1)
        return replace_standard(found, less)

    def replace_standard(found: Any, less: Fraction) -> Any:
        return found._replace(standard=tuple((item, each * less) for item, each in found.standard))

    wrap(patch, reading.Raws, "_run", run)


@fault("what a run asks for is that of its whole output, abnormal scrap included")
def asked_for_scrap(patch: Patch) -> None:
    def share(right: Any, self: Origin, *args: Any) -> Any:
        return right(self, *args)[0], Fraction(1)

    wrap(patch, Origin, "_output_share", share)


@fault("units that were scrapped are not among those begun")
def begun_is_good(patch: Patch) -> None:
    def run(right: Any, *args: Any) -> Any:
        found = right(*args)
        return found._replace(started=found.good)

    wrap(patch, reading.Raws, "_run", run)


@fault("what no BOM asked for counts as used of what was asked")
def beside_is_usage(patch: Patch) -> None:
    def made(supply: Supply) -> Iterator[tuple[str, str, Fraction]]:
        both = dict(supply.used)
        for item, units in supply.beside.items():
            both[item] = both.get(item, Fraction(0)) + units
        asked = {item for item, units in supply.standard.items() if units}
        used = {item: units for item, units in both.items() if item in asked}
        beside = {item: units for item, units in both.items() if item not in asked}
        yield from right(replace(supply, used=used, beside=beside))

    right = drivers._made
    patch.setattr(drivers, "_made", made)


# What replaces what


@fault("prices are replaced before quantities")
def price_first(patch: Patch) -> None:
    def order(right: Any, key: Key) -> Any:
        found = right(key)
        return (-1, *found[1:]) if key.name == "price" else found

    wrap(patch, substitution, "_order", order)


@fault("usage is replaced before the BOM")
def usage_first(patch: Patch) -> None:
    def order(right: Any, key: Key) -> Any:
        found = right(key)
        return (-1, *found[1:]) if key.name == "usage" else found

    wrap(patch, substitution, "_order", order)


@fault("volume is valued at what a unit costs now")
def volume_at_new_cost(patch: Patch) -> None:
    def substituted(right: Any, before: Any, after: Any) -> Iterator[Any]:
        changes = list(right(before, after))
        more = Fraction(0)
        if before.units and after.units:
            more = (after.units - before.units) * (after.cost / after.units - before.cost / before.units)
        for one in changes:
            given = {"units": more, substitution.REST: Fraction(0)}.get(one.what, Fraction(0))
            part = one.cause is Cause.PRICE and not changes.index(one) - _first(changes)
            yield one._replace(value=one.value + given - (more if part else 0))

    def _first(changes: list[Any]) -> int:
        return next(at for at, one in enumerate(changes) if one.cause is Cause.PRICE)

    wrap(patch, substitution, "_substituted", substituted)


@fault("a source that one period has not is worth nothing in it")
def absent_is_free(patch: Patch) -> None:
    def value(key: Key, own: Any, _: Any) -> Fraction:
        return Fraction(own.values.get(key, 0))

    patch.setattr(substitution._Tree, "_value", staticmethod(value))


@fault("labour and overhead change places")
def labour_is_overhead(patch: Patch) -> None:
    causes = {**CAUSES, "labour": Cause.OVERHEAD, "overhead": Cause.LABOUR}
    patch.setattr(substitution, "CAUSES", causes)


@fault("by-products are a matter of the BOM")
def by_products_of_bom(patch: Patch) -> None:
    patch.setattr(substitution, "CAUSES", {**CAUSES, "by-products": Cause.BOM})


# When it counts


@fault("a late cost of units of an earlier period is one of this period's")
def prior_is_own(patch: Patch) -> None:
    def late(self: Any, one: Any) -> None:
        self.cost.own += one.value

    patch.setattr(sold._SoldLot, "_late", late)


@fault("a bill told after the sale under a day before its month is part of what was sold")
def earlier_bill_is_own(patch: Patch) -> None:
    def by(self: Known, moment: Moment) -> Callable[[str], bool]:
        facts, last = self._facts, self._last
        return lambda event: facts[event].posted <= last or facts[event].place <= moment.others

    patch.setattr(Known, "by", by)


@fault("what was told once units had come back is counted for them too")
def late_for_returned(patch: Patch) -> None:
    patch.setattr(sold._SoldLot, "_gone", lambda *_: None)


@fault("what was told once units had left stock is counted for them too")
def late_for_left(patch: Patch) -> None:
    def by_leaving(_history: Any, _lot: int, quantity: int, _counts: Any) -> Iterator[tuple[int, int]]:
        yield LAST, quantity

    patch.setattr(on_hand, "_by_leaving", by_leaving)


@fault("a write-down is not seen")
def write_down_unseen(patch: Patch) -> None:
    patch.setattr(Origin, "_revalued", lambda *_: None)


@fault("labour that was put into a run before its completion is not seen")
def issued_labour_unseen(patch: Patch) -> None:
    patch.setattr(Origin, "_put_in", lambda *_: iter(()))


@fault("runs are one source with what stood in stock at the beginning")
def opening_is_made(patch: Patch) -> None:
    def state(right: Any, self: Origin, pool: Any, draw: Any, kind: str, units: Any, value: Any) -> None:
        if kind != "opening_stock":
            right(self, pool, draw, kind, units, value)
            return
        supply = pool.supply(MADE)
        supply.units += units
        supply.started += units
        supply.labour += value

    wrap(patch, Origin, "_state", state)


@fault("what others billed for runs is not seen")
def work_unseen(patch: Patch) -> None:
    patch.setattr(Origin, "_worked", lambda *_: iter(()))
