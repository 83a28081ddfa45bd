"""Revised adjustments, counts, transfers and revaluations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tieout.core.account import account_key
from tieout.core.event import StockAdjusted, StockCounted, StockRevalued, StockTransferred
from tieout.core.event.stock import AdjustmentLine
from tieout.core.scaled import Quantity, half_even
from tieout.costing.adjustment import COUNT, adjust, change_value, count
from tieout.costing.descent import MOVED
from tieout.costing.genealogy import Lot
from tieout.costing.giving_back import (
    brought,
    cover_all,
    give_back,
    had,
    leaving,
    never_there,
    too_few,
    withdraw,
)
from tieout.costing.line_change import line_changes
from tieout.costing.taking import Pick, Work, own_reference
from tieout.costing.transfer import dispatch


def revise_adjustment(
    work: Work, before: StockAdjusted, after: StockAdjusted, earlier: Sequence[str]
) -> None:
    """Units lost after all not, or found after all not; others more."""
    changes = line_changes(
        [(line, before.location, before.reason) for line in before.lines],
        [(line, after.location, after.reason) for line in after.lines],
        lambda one: (one[0].item, one[0].lot, one[0].quantity > 0, one[0].unit_cost, *one[1:]),
        lambda one: abs(int(one[0].quantity)),
    )
    restored: list[Lot] = []
    for change in changes:
        if change.fewer:
            line, place, reason = change.old
            if line.quantity < 0:
                restored += _not_lost(work, line.item, place, line.lot, change.fewer, earlier, reason)
            else:
                _not_found(work, line.item, place, line.lot, change.fewer, earlier, reason)
    cover_all(work, restored)
    for change in changes:
        if change.more:
            line, place, reason = change.new
            sign = 1 if line.quantity > 0 else -1
            further = replace(line, quantity=Quantity(sign * change.more))
            adjust(work, replace(after, location=place, reason=reason, lines=[further]))


def _own(work: Work, earlier: Sequence[str], item: str, location: str, number: str) -> list[Lot]:
    return [
        lot
        for key in reversed(earlier)
        for lot in reversed(work.shelf.by_reference(own_reference(key)))
        if (lot.item, lot.location, lot.number) == (item, location, number)
    ]


def _not_lost(
    work: Work, item: str, location: str, number: str, units: int, earlier: Sequence[str], reason: str
) -> list[Lot]:
    """Units go back from the account of their reason to the lots they were lost from."""
    restored, left = [], units
    for lost in _own(work, earlier, item, location, number):
        piece = min(left, lost.quantity) if lost.account.role == "inventory_adjustment" else 0
        if piece > 0:
            left -= piece
            for pick in brought(work, lost, piece):
                value = give_back(work, [pick], lost, "lost", "", item=item)
                work.shelf.add(lost, -pick.units, -value)
                work.part("adjusted", -value, reason=reason, item=item)
                restored.append(pick.lot)
    if left:
        raise too_few(item, left)
    return restored


def _not_found(
    work: Work, item: str, location: str, number: str, units: int, earlier: Sequence[str], reason: str
) -> None:
    """Units that were not found leave their lot, at their worth."""
    left = units
    for lot in _own(work, earlier, item, location, number):
        there = lot.born_quantity - never_there(work.shelf, lot)
        piece = min(left, there) if lot.layer and lot.born_quantity else 0
        if piece > 0:
            left -= piece
            value = leaving(work, lot, piece)
            account = account_key("inventory_adjustment", reason=reason)
            withdraw(work, lot, piece, value, work.bear(item, location, account, piece, value))
            work.part("lost", value, lot.account, item=item)
            work.part("adjusted", value, reason=reason, item=item)
    if left:
        raise too_few(item, left)


def revise_count(work: Work, before: StockCounted, after: StockCounted, earlier: Sequence[str]) -> None:
    """The difference was frozen when it was counted: it changes by as much as the count does."""
    changes = line_changes(
        [(line, before.location) for line in before.lines],
        [(line, after.location) for line in after.lines],
        lambda one: (one[0].item, one[0].lot, one[1]),
        lambda one: int(one[0].counted),
    )
    added = []
    for change in changes:
        if change.old is None:
            added.append(change.new[0])
            continue
        line, place = change.old
        differed = _difference(work, earlier, line.item, place, line.lot)
        now = differed + change.after - change.before if change.new else 0
        _recount(work, after, (line.item, line.lot, place), differed, now, earlier)
    if added:
        count(work, replace(after, lines=added))


def _difference(work: Work, earlier: Sequence[str], item: str, location: str, number: str) -> int:
    """Units the count found (above zero) or missed, as booked so far."""
    found = 0
    for lot in _own(work, earlier, item, location, number):
        if lot.account.role == "inventory_adjustment":
            found -= sum(had(work, source, lot)[0] for source in work.shelf.sources(lot))
        elif lot.layer:
            found += lot.born_quantity - never_there(work.shelf, lot)
    return found


def _recount(
    work: Work,
    event: StockCounted,
    line: tuple[str, str, str],
    differed: int,
    now: int,
    earlier: Sequence[str],
) -> None:
    item, number, place = line
    if differed < 0 and now > differed:
        back = min(now, 0) - differed
        cover_all(work, _not_lost(work, item, place, number, back, earlier, COUNT))
    if differed > 0 and now < differed:
        _not_found(work, item, place, number, differed - max(now, 0), earlier, COUNT)
    more = now - max(differed, 0) if now > 0 else now - min(differed, 0)
    if (now > 0 and more > 0) or (now < 0 and more < 0):
        further = AdjustmentLine(item=item, lot=number, quantity=Quantity(more))
        adjust(work, StockAdjusted(
            source=event.source, id=event.id, date=event.date, location=place, reason=COUNT, lines=[further]
        ))  # fmt: skip


def revise_transfer(
    work: Work,
    before: StockTransferred,
    after: StockTransferred,
    earlier: Sequence[str],
    move: Callable[[Work, StockTransferred], None] = dispatch,
) -> None:
    """Units that did not move stand where they came from; further ones move as any others."""
    changes = line_changes(
        [(line, before.from_location, before.to_location) for line in before.lines],
        [(line, after.from_location, after.to_location) for line in after.lines],
        lambda one: (one[0].item, one[0].lot, *one[1:]),
        lambda one: int(one[0].quantity),
    )
    restored: list[Lot] = []
    for change in changes:
        if change.fewer:
            line, start, goal = change.old
            restored += _not_moved(work, line, (start, goal), change.fewer, earlier)
    further = [replace(one.new[0], quantity=Quantity(one.more)) for one in changes if one.more]
    if further:
        move(work, replace(after, lines=further))
    cover_all(work, restored)


def _not_moved(
    work: Work, line: Any, places: tuple[str, str], units: int, earlier: Sequence[str]
) -> list[Lot]:
    start, goal = places
    left, restored = units, []
    for key in reversed(earlier):
        for lot in reversed(work.shelf.by_reference(own_reference(key))):
            origin = _came_from(work, lot)
            if (lot.item, lot.location) == (line.item, goal) and (not line.lot or lot.number == line.lot):
                moved = sum(had(work, one, lot)[0] for one in work.shelf.sources(lot))
                piece = min(left, moved) if origin and origin.location == start else 0
                if piece > 0:
                    left -= piece
                    restored += _move_back(work, lot, piece)
    if left:
        raise too_few(line.item, left)
    return restored


def _came_from(work: Work, lot: Lot) -> Lot | None:
    """The lot at the place a transferred lot started from; it may have been on the road between."""
    sources = work.shelf.sources(lot)
    if sources and not sources[0].layer:
        sources = work.shelf.sources(sources[0])
    return sources[0] if sources else None


def _move_back(work: Work, lot: Lot, units: int) -> list[Lot]:
    """From where it went, over the road if it took one, to the lots it came from."""
    (pick,) = brought(work, lot, units)
    value = leaving(work, lot, units, (pick.value, pick.units))
    work.part("transferred_in", -value, lot.account, item=lot.item)
    work.shelf.give_back(pick.lot, units, value, lot, MOVED)
    if pick.lot.layer:
        work.part("transferred", -value, pick.lot.account, item=lot.item)
        return [pick.lot]
    road = pick.lot
    (source,) = brought(work, road, units)
    work.shelf.add(road, -units, -value)
    back = Pick(source.lot, units, value)
    give_back(work, [back], road, "transferred", MOVED, item=lot.item)
    return [source.lot]


def revise_revaluation(
    work: Work, before: StockRevalued, after: StockRevalued, earlier: Sequence[str]
) -> None:
    """What the revalued lots still hold changes by the difference per unit; what left keeps its value.

    Raises:
        NotCostable: a write-down would take more than a lot holds.
    """
    changes = line_changes(
        [(line, before.location, before.reason) for line in before.lines],
        [(line, after.location, after.reason) for line in after.lines],
        lambda one: (one[0].item, one[0].lot, *one[1:]),
        lambda one: int(one[0].per_unit),
    )
    touched = dict.fromkeys(work.shelf.genealogy.revalued(earlier))
    for change in changes:
        line, place, reason = change.new or change.old
        for lot in list(work.shelf.layers(line.item, place)):
            wanted = lot.quantity > 0 and (not line.lot or lot.number == line.lot)
            if wanted and (change.old is None or lot.id in touched):
                value = half_even((change.after - change.before) * lot.quantity, 10**6)
                change_value(work, lot, value, reason)
