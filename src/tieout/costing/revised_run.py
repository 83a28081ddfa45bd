"""Revised production: other materials, labour, overhead, output of a run that was costed.

The run keeps its lots. What its cost and output are now is shared anew; each lot made takes the
difference as a late cost, so that it reaches whatever was made or sold of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from tieout.core.account import account_key
from tieout.core.event import DisassemblyCompleted, MaterialsIssued, ProductionClosed, ProductionCompleted
from tieout.core.event.production import Consumed
from tieout.core.scaled import Amount, Quantity, half_even
from tieout.costing.genealogy import Lot
from tieout.costing.giving_back import brought, cover_all, give_back, had, leaving, recosted, too_few
from tieout.costing.late import OUTPUTS, kept, shares, spread
from tieout.costing.line_change import LineChange, line_changes
from tieout.costing.method import WITHOUT_LOTS
from tieout.costing.production import (
    SCRAP,
    SHARE_SCALE,
    abnormal_units,
    absorbed,
    issue,
    note_expected,
    output_values,
)
from tieout.costing.taking import NotCostable, Work, hand_over, own_reference, picks, worth

VARIANCE = account_key("production_variance", cause="late_cost")
OutputKey = tuple[str, str, str, str]
"""Item, location, lot number and role of an output."""


class Made(NamedTuple):
    """What an output of a run is: its quantity, its value, and its share of a late cost."""

    quantity: int
    value: int
    weight: int
    whole: int


def _consumed(work: Work, event: Any) -> list[tuple[str, str, str, int]]:
    if isinstance(event, DisassemblyCompleted):
        return [(event.item, event.location, event.lot, int(event.quantity))]
    lines: Sequence[Consumed] = event.consumed
    return [
        (one.item, one.location or event.location, one.lot, int(one.quantity))
        for one in lines
        if work.master.is_stocked(one.item)
    ]


def _changes(work: Work, before: Any, after: Any) -> list[LineChange]:
    old, new = _consumed(work, before), _consumed(work, after)
    return line_changes(old, new, lambda one: one[:3], lambda one: int(one[3]))


def _removed(work: Work, before: Any) -> list[LineChange]:
    return line_changes(_consumed(work, before), [], lambda one: one[:3], lambda one: int(one[3]))


def _rework(work: Work, batch: Lot, changes: Sequence[LineChange], name: str) -> tuple[int, list[Lot]]:
    """Material more or less of a run; the change of its cost, and the lots that got some back."""
    cost, restored = 0, []
    for change in changes:
        item, location, number = (change.old or change.new)[:3]
        if change.fewer:
            picked = _brought(work, batch, change)
            cost -= give_back(work, picked, batch, name, "", item=item)
            restored += [pick.lot for pick in picked]
    for change in changes:
        item, location, number = (change.old or change.new)[:3]
        if change.more:
            taken = picks(work, item, location, number, change.more)
            hand_over(work, taken, batch, name, item=item)
            cost += worth(taken)
    return cost, restored


def _brought(work: Work, batch: Lot, change: LineChange) -> list[Any]:
    """What a line's material brought: of its own lot number first, else of what was short for it."""
    item, location, number = change.old[:3]
    named = [
        lot
        for lot in work.shelf.sources(batch)
        if (lot.item, lot.location) == (item, location)
        and (not number or lot.number in {number, ""} or lot.layer in WITHOUT_LOTS)
    ]
    allowed = {lot.id for lot in named}
    return brought(work, batch, change.fewer, lambda lot: lot.id in allowed)


def revise_issue(
    work: Work, before: MaterialsIssued, after: MaterialsIssued, earlier: Sequence[str]
) -> None:
    """Less material comes off the run's work in progress, or off what has been completed of it since."""
    same = before.run == after.run
    changes = _changes(work, before, after) if same else _removed(work, before)
    restored: list[Lot] = []
    for change in changes:
        if change.fewer:
            restored += _not_issued(work, change, earlier)
    extra = [
        Consumed(item=one.new[0], location=one.new[1], lot=one.new[2], quantity=Quantity(one.more))
        for one in changes
        if one.more
    ]
    nothing: dict[str, Any] = {"consumed": [], "labour": Amount(0), "overhead": Amount(0)}
    _absorbed_anew(work, before, after if same else replace(before, **nothing), earlier)
    further = replace(after, **{**nothing, "consumed": extra}) if same else after
    if further.consumed or further.labour or further.overhead:
        issue(work, further)
    cover_all(work, restored)


def _absorbed_anew(
    work: Work, before: MaterialsIssued, after: MaterialsIssued, earlier: Sequence[str]
) -> None:
    """Other labour or overhead of a run: a late cost of what was put in, else put in now."""
    old, new = absorbed(work, before), absorbed(work, after)
    for name in old:
        change = new[name] - old[name]
        known = [lot for key in earlier for lot in work.shelf.by_reference(own_reference(key, name))]
        if change and not known:
            put_in: dict[str, Any] = {"labour": Amount(0), "overhead": Amount(0), name: Amount(change)}
            issue(work, replace(after, consumed=[], **put_in))
        elif change:
            work.part(f"{name}_reissued", change, item=after.run)
            recosted(
                work,
                "re_issued",
                lambda lot=known[0], change=change: spread(work, lot, change),  # type: ignore[misc]
            )


def _not_issued(work: Work, change: LineChange, earlier: Sequence[str]) -> list[Lot]:
    item, location, number, _ = change.old
    left, restored = change.fewer, []
    for key in reversed(earlier):
        for issued in reversed(work.shelf.by_reference(own_reference(key))):
            sources = [
                lot
                for lot in work.shelf.sources(issued)
                if (lot.item, lot.location) == (item, location)
                and (not number or lot.number in {number, ""} or lot.layer in WITHOUT_LOTS)
            ]
            units = min(left, sum(had(work, lot, issued)[0] for lot in sources))
            if units > 0:
                left -= units
                picked = brought(work, issued, units)
                value = give_back(work, picked, issued, "issued_back", "", item=item)
                restored += [pick.lot for pick in picked]
                recosted(
                    work,
                    "re_issued",
                    lambda issued=issued, value=value: spread(work, issued, -value),  # type: ignore[misc]
                )
    if left:
        raise too_few(item, left)
    return restored


def revise_run(
    work: Work, before: ProductionCompleted, after: ProductionCompleted, earlier: Sequence[str]
) -> None:
    """Materials, labour and overhead as they are now; the work in progress it took stays what it took."""
    batch = work.shelf.by_reference(own_reference(earlier[0]))[0]
    told, now = absorbed(work, before), absorbed(work, after)
    base = sum(told.values()) + sum(
        had(work, source, batch, late=False)[1] for source in work.shelf.sources(batch)
    )
    change, restored = _rework(work, batch, _changes(work, before, after), "consumed")
    for name in told:
        more = now[name] - told[name]
        work.part(name, more, item=after.run)
        change += more
    note_expected(work, after, sum(output.quantity for output in after.outputs if output.role == "main"))
    old, new = _made_of(work, before, base), _made_of(work, after, base + change)
    further = _share_anew(work, batch, old, new, "re_produced")
    cover_all(work, [*restored, *further])


def revise_closing(
    work: Work,  # noqa: ARG001 - the shape of every revision
    before: ProductionClosed,
    after: ProductionClosed,
    earlier: Sequence[str],  # noqa: ARG001 - the shape of every revision
) -> None:
    """A run that is over stays so; only the day of it may change.

    Raises:
        NotCostable: it names another run.
    """
    if before.run != after.run:
        raise NotCostable("run_not_reopened", run=before.run)


def _made_of(work: Work, event: ProductionCompleted, cost: int) -> dict[OutputKey, Made]:
    """What a run of that cost makes: its outputs, and abnormal scrap under the role `abnormal`."""
    good = sum(output.quantity for output in event.outputs if output.role == "main")
    cost -= sum(int(output.value or 0) for output in event.outputs if output.role == "by_product")
    found: dict[OutputKey, Made] = {}
    abnormal = abnormal_units(work, event, good)
    if abnormal:
        value = half_even(cost * abnormal, good + abnormal)
        main = next(output.item for output in event.outputs if output.role == "main")
        found[main, event.location, "", "abnormal"] = Made(abnormal, value, abnormal, good + abnormal)
        cost -= value
    for output, value in zip(event.outputs, output_values(event, cost), strict=True):
        share = int(Decimal(output.share or 0) * SHARE_SCALE) if output.role == "co_product" else 0
        weight, whole = (share, SHARE_SCALE) if share else (int(output.quantity), 0)
        key = (output.item, event.location, output.lot, output.role)
        known = found.get(key, Made(0, 0, 0, whole))
        found[key] = Made(
            known.quantity + output.quantity, known.value + value, known.weight + weight, whole
        )
    return found


def revise_disassembly(
    work: Work, before: DisassemblyCompleted, after: DisassemblyCompleted, earlier: Sequence[str]
) -> None:
    """Other units taken apart, or other shares of their value."""
    batch = work.shelf.by_reference(own_reference(earlier[0]))[0]
    base = sum(had(work, source, batch, late=False)[1] for source in work.shelf.sources(batch))
    change, restored = _rework(work, batch, _changes(work, before, after), "taken_apart")
    old, new = _parts_of(before, base), _parts_of(after, base + change)
    further = _share_anew(work, batch, old, new, "re_won")
    cover_all(work, [*restored, *further])


def _parts_of(event: DisassemblyCompleted, cost: int) -> dict[OutputKey, Made]:
    weights = [int(Decimal(component.share) * SHARE_SCALE) for component in event.components]
    found: dict[OutputKey, Made] = {}
    for part, value, weight in zip(event.components, shares(cost, weights), weights, strict=True):
        key = (part.item, event.location, part.lot, "main")
        known = found.get(key, Made(0, 0, 0, 0))
        found[key] = Made(known.quantity + part.quantity, known.value + value, known.weight + weight, 0)
    return found


def _share_anew(
    work: Work, batch: Lot, old: Mapping[OutputKey, Made], new: Mapping[OutputKey, Made], name: str
) -> list[Lot]:
    """Bring every lot made to its part of the cost as it is now; the further lots that came of it."""
    further: list[Lot] = []
    nothing = Made(0, 0, 0, 0)
    lots = _lots_made(work, batch)
    for key in {**old, **new}:
        one = _OutputChange(work, batch, key, old.get(key, nothing), new.get(key, nothing), name)
        further += one.revise(lots.get(key, []))
    return further


def _lots_made(work: Work, batch: Lot) -> dict[OutputKey, list[Lot]]:
    found: dict[OutputKey, list[Lot]] = {}
    for take in work.shelf.takes(batch):
        if take.role in OUTPUTS:
            lot = work.shelf.lot(take.sink)
            number = "" if take.role == "abnormal" else lot.number
            lots = found.setdefault((lot.item, lot.location, number, take.role), [])
            if lot not in lots:
                lots.append(lot)
    return found


class _OutputChange:
    """One output of a run, as it was and as it is now."""

    def __init__(self, work: Work, batch: Lot, key: OutputKey, old: Made, new: Made, name: str) -> None:
        self.work, self.batch, self.key, self.old, self.new, self.name = work, batch, key, old, new, name
        self.stock = key[3] != "abnormal"

    def revise(self, lots: Sequence[Lot]) -> list[Lot]:
        """Units first, at what they came at; then the change of value, by units, as a late cost."""
        gone, further = 0, []
        if self.new.quantity < self.old.quantity:
            gone = self._fewer(lots, self.old.quantity - self.new.quantity)
        elif self.new.quantity > self.old.quantity:
            further = [self._more(self.new.quantity - self.old.quantity)]
        there = [lot for lot in lots if self._units(lot)]
        change = self.new.value - self.old.value - sum(lot.value for lot in further) + gone
        if there:
            weights = [self._units(lot) for lot in there]
            for lot, value in zip(there, shares(change, weights), strict=True):
                recosted(
                    self.work,
                    self.name,
                    lambda lot=lot, value=value: spread(self.work, lot, value),  # type: ignore[misc]
                )
        elif change:
            self._left_over(change)
        self._weigh(lots, further)
        return further

    def _left_over(self, value: int) -> None:
        """A late cost of units that were not made after all has no lot to go to: a variance."""
        item, location, *_ = self.key
        self.work.bear(item, location, VARIANCE, 0, value)
        self.work.part(self.name, value, VARIANCE, item=item)

    def _units(self, lot: Lot) -> int:
        """Units of the lot this run still claims to have made."""
        back = sum(
            take.quantity
            for take in self.work.shelf.takes(self.batch)
            if take.sink == lot.id and take.quantity < 0
        )
        return lot.born_quantity + back

    def _fewer(self, lots: Sequence[Lot], units: int) -> int:
        """Units that were not made leave their lots, youngest first; what they came at."""
        gone = 0
        for lot in reversed(lots):
            piece = min(units, self._units(lot))
            if piece > 0:
                units -= piece
                gone += self._unmake(lot, piece)
        if units:
            raise too_few(self.key[0], units)
        return gone

    def _unmake(self, lot: Lot, piece: int) -> int:
        """At their worth; those handed on since at what they came at."""
        if lot.layer:
            value = leaving(self.work, lot, piece)
        else:
            value = self.work.shelf.worth(lot, piece)
            self.work.shelf.add(lot, -piece, -value)
        self.work.shelf.move(self.batch, -piece, -value, lot, self.key[3], 0)
        self.work.shelf.add(self.batch, -piece, -value)
        self.work.part(self.name, -value, lot.account, item=lot.item)
        return value

    def _more(self, units: int) -> Lot:
        item, location, number, role = self.key
        value = (
            half_even(self.new.value * units, self.new.quantity) if self.old.quantity else self.new.value
        )
        if self.stock:
            value = self.work.shelved(item, location, units, value)
            lot = self.work.stock(item, location, units, value, number=number, cost="actual")
        else:
            lot = self.work.bear(item, location, SCRAP, units, value)
        self.work.shelf.move(self.batch, 0, 0, lot, role, 0)
        self.work.part(self.name, value, lot.account, item=item)
        return lot

    def _weigh(self, lots: Sequence[Lot], further: Sequence[Lot]) -> None:
        """The weights by which a late cost of the run will be shared from now on."""
        role = self.key[3]
        for take, weight in kept(self.work.shelf.takes(self.batch)):
            if take.role == role and take.sink in {lot.id for lot in lots}:
                back = self.work.shelf.lot(take.sink)
                self.work.shelf.move(self.batch, 0, 0, back, role, -weight, take.whole)
        standing = [lot for lot in (*lots, *further) if self._units(lot) > 0]
        parts = shares(self.new.weight, [self._units(lot) for lot in standing]) if standing else []
        for lot, weight in zip(standing, parts, strict=True):
            if weight:
                self.work.shelf.move(self.batch, 0, 0, lot, role, weight, self.new.whole)
