"""Descent: where the units of a received lot are now, unsold and unworked (accounting.md 2, 5).

Units move to other places, join averages, are shipped and come back from the customer: they are the
receipt's own still. As such they go back to the supplier, and take a price difference of its bill along.
What was made of them is something else. Units that cover a shortage are those that were taken short.

Covering may lead back: units taken short come back and cover their own shortage. At once, they count as
never taken. By way of others such a covering is not followed, so no way of the same goods is endless.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from functools import wraps
from typing import NamedTuple, TypeVar, TypeVarTuple, cast

from tieout.core.account import account_key
from tieout.core.lot import Take
from tieout.core.scaled import half_even
from tieout.costing.genealogy import Lot
from tieout.costing.method import STANDARD
from tieout.costing.shelf import OWN
from tieout.costing.sold import SOLD, sold_lot
from tieout.costing.taking import Work, own_reference

POOLED = "pooled"
"""The role of what a lot gives to the pool it joins (`costing.pool`)."""
MOVED = "moved"
"""The role of what goes on in another place, as a lot of its own."""
RETURNED = "returned"
"""The role of what came back from the customer, as a lot of its own."""
SAME_GOODS = frozenset({POOLED, MOVED, RETURNED})
"""Roles whose takers hold the very units that were taken, unsold and unworked."""
CAME_BACK = frozenset({MOVED, RETURNED})
"""Roles whose takers may cover what the lot they came of had taken short."""
BY_ROAD = "transfer:"
"""What the reference of a lot on the road begins with, that arrives with the event it left with."""
COVERED = "covered"
"""The role of what a lot gives for units that were taken before they came."""
SHIPPED = "shipped_not_invoiced"
"""The role on which shipped lines wait for their invoice."""
PRICE_VARIANCE = account_key("purchase_price_variance")


Units = dict[tuple[int, str], int]
"""Units (10⁻⁶) by who took them, and as what."""


Lots = TypeVarTuple("Lots")
T = TypeVar("T")


def _until_units_move(function: Callable[[Work, *Lots], T]) -> Callable[[Work, *Lots], T]:
    """Work something out of lots once for as long as no units move: a late cost asks it of each taker."""
    name = function.__name__

    @wraps(function)
    def asked(work: Work, *lots: *Lots) -> T:
        known = work.shelf.derived.setdefault(name, {})
        key = tuple(lot.id for lot in cast("tuple[Lot, ...]", lots))
        if key not in known:
            known[key] = function(work, *lots)
        return cast("T", known[key])

    return asked


def sent_back(work: Work, lot: Lot) -> frozenset[int]:
    """The takers whose units went back to the supplier, or never came."""
    takes = work.shelf.takes(lot)
    return frozenset(take.sink for take in takes if work.shelf.lot(take.sink).account == PRICE_VARIANCE)


def sent_back_short(work: Work, takes: Iterable[Take]) -> Iterator[tuple[str, int]]:
    """Receipt lines whose units had gone back to the supplier short, each with what covers them now."""
    for cover in takes:
        for take in work.shelf.takes(work.shelf.lot(cover.sink)) if cover.role == COVERED else ():
            sink = work.shelf.lot(take.sink)
            if sink.account == PRICE_VARIANCE and sink.reference.startswith(OWN):
                yield sink.reference.removeprefix(own_reference(sink.event, "")), cover.lot


def gone_back(work: Work, lot: Lot, line: str, *, onward: bool) -> int:
    """Units of a lot that went back to the supplier as units of its receipt line, or never came.

    What it gave for a return of another receipt, where lots are not looked at, is none of the line's.
    `onward`: also what left the lots its units went on to, by the part of those they are (10⁻⁶, half-even
    at each step). At standard they carry nothing of their line any more.
    """
    follows = _carries_on if onward else _nowhere
    gone, within = 0, {lot.id: lot.born_quantity}
    for one in _in_order(work, lot, follows):
        units, whole = within.pop(one.lot.id, 0), _whole(work, one.lot)
        for (key, role), quantity in one.units.items() if units else ():
            sink = work.shelf.lot(key)
            part = half_even(units * quantity, whole)
            if sink.account == PRICE_VARIANCE:
                gone += part if sink.reference in {"", own_reference(sink.event, line)} else 0
            elif (key, role) in one.onward:
                within[key] = within.get(key, 0) + part
    return gone


class _Passed(NamedTuple):
    """A lot its units went on to, what it gave to whom, and which of these are followed."""

    lot: Lot
    units: Units
    onward: frozenset[tuple[int, str]]


def _in_order(
    work: Work, lot: Lot, follows: Callable[[Work, Lot, Lot, str], bool], known: Container[int] = ()
) -> list[_Passed]:
    """A lot and those its units went on to, each after all of them it came of; without those `known`."""
    entered: dict[int, _Passed] = {}
    finished: dict[int, _Passed] = {}
    waiting = [lot]
    while waiting:
        one = waiting[-1]
        if one.id in entered:
            finished.setdefault(waiting.pop().id, entered[one.id])
            continue
        units = given(work, one)
        onward = frozenset(key for key in units if follows(work, one, work.shelf.lot(key[0]), key[1]))
        entered[one.id] = _Passed(one, units, onward)
        waiting += [
            work.shelf.lot(key) for key, _ in sorted(onward) if not (key in entered or key in known)
        ]
    return list(finished.values())[::-1]


def _nowhere(_work: Work, _lot: Lot, _sink: Lot, _role: str) -> bool:
    return False


def _carries_on(work: Work, lot: Lot, sink: Lot, role: str) -> bool:
    """Whether a taker holds the units of a line, and what they carry: at standard they carry nothing."""
    return sink.layer != STANDARD and is_same_goods(work, lot, sink, role)


def _apart(work: Work, lot: Lot, sink: Lot, role: str) -> bool:
    """Whether a taker holds the very units it took, and not as a part of an average."""
    return role != POOLED and is_same_goods(work, lot, sink, role)


def came_of(work: Work, lots: Iterable[Lot]) -> frozenset[int]:
    """The lots which units of some lots went on to as the same goods, whatever these hold now."""
    ways = (_in_order(work, lot, is_same_goods)[1:] for lot in lots)
    return frozenset(one.lot.id for way in ways for one in way)


def is_same_goods(work: Work, lot: Lot, sink: Lot, role: str) -> bool:
    """Whether a taker holds, or shipped, the very units it took: also those it had taken short.

    What is older, as a shortage or a shipment told again, may have become the lot itself: that leads
    nowhere. So no way is endless: of a circle the youngest is not followed.
    """
    return _is_alike(sink, role) and (sink.id > lot.id or not _leads_to(work, sink, lot))


def _is_alike(sink: Lot, role: str) -> bool:
    is_short = role == COVERED and not sink.born_quantity
    return role in SAME_GOODS or sink.account.role == SHIPPED or is_short


@_until_units_move
def _leads_to(work: Work, older: Lot, lot: Lot) -> bool:
    """Whether units of an older lot became a lot, by way of lots no younger than it, on whatever way."""
    found, waiting = {older.id}, [older]
    while waiting:
        for key, role in given(work, waiting.pop()):
            if key <= lot.id and key not in found and _is_alike(work.shelf.lot(key), role):
                found.add(key)
                waiting.append(work.shelf.lot(key))
    return lot.id in found


@_until_units_move
def given(work: Work, lot: Lot) -> Units:
    """Units a lot gave to each taker, less what came back from it; of a shipped line, what was returned.

    Without those that were never taken (`undone`).
    """
    units = {key: quantity for key, quantity in taken_by(work, lot).items() if quantity}
    for (key, role), quantity in units.items():
        units[key, role] = quantity - never_taken(work, lot, work.shelf.lot(key), role)
    return {key: quantity for key, quantity in units.items() if quantity}


def never_taken(work: Work, lot: Lot, sink: Lot, role: str) -> int:
    """Of the units a taker has of a lot in a role, those that count as never taken (`undone`)."""
    if role in CAME_BACK:
        if is_on_road(lot):  # one lot with what arrives
            return sink.born_quantity - _whole(work, sink)
        return undone(work, _arrived(work, sink), by=lot)
    if role == COVERED:
        return undone(work, lot, short=sink)
    if lot.born_quantity:
        return 0
    taker = _arrived(work, sink)
    return sum(undone(work, work.shelf.lot(back), short=lot, by=taker) for back in _came_to(work, taker))


@_until_units_move
def taken_by(work: Work, lot: Lot) -> Units:
    """Units each taker took of a lot, less what it gave back; of a shipped line, what was returned."""
    is_shipped = lot.account.role == SHIPPED
    units: Units = {}
    for take in _takes_of_line(work, lot) if is_shipped else work.shelf.takes(lot):
        if not is_shipped or take.role != SOLD:
            key = take.sink, RETURNED if is_shipped else take.role
            units[key] = units.get(key, 0) + take.quantity
    return units


def undone(work: Work, back: Lot, *, short: Lot | None = None, by: Lot | None = None) -> int:
    """Units of a lot that came back from, or moved on from, who had taken short, and covered just that.

    They count as never taken. `short` = of this shortage alone, `by` = of this taker's alone. What came of
    several in one lot is of each by units (10⁻⁶, half-even).
    """
    found = 0
    for (key, role), covered in taken_by(work, back).items():
        layer = work.shelf.lot(key)
        if role == COVERED and not layer.born_quantity and short in {None, layer}:
            for taker in takers_of(work, layer):
                units = _came_to(work, taker).get(back.id, 0) if by in {None, taker} else 0
                found += half_even(units * covered, back.born_quantity) if units else 0
    return found


@_until_units_move
def _came_to(work: Work, taker: Lot) -> dict[int, int]:
    """Units that came back or moved on from a taker, at once or by the road, by the lot they are in."""
    came: dict[int, int] = {}
    for (key, how), units in taken_by(work, taker).items():
        if how in CAME_BACK:
            back = _arrived(work, work.shelf.lot(key)).id
            came[back] = came.get(back, 0) + units
    return came


def is_on_road(lot: Lot) -> bool:
    """Whether a lot is what moved between two places until it arrived, as one lot, in the other."""
    return not lot.layer and lot.reference.startswith(BY_ROAD)


def _arrived(work: Work, lot: Lot) -> Lot:
    """What a lot on the road became, if it has arrived; any other lot itself."""
    if is_on_road(lot):
        for key, role in taken_by(work, lot):
            if role == MOVED:
                return work.shelf.lot(key)
    return lot


@_until_units_move
def takers_of(work: Work, lot: Lot) -> list[Lot]:
    """Who took units of a lot, in order: of what left by road, what arrived."""
    sinks = dict.fromkeys(take.sink for take in work.shelf.takes(lot))
    return list(dict.fromkeys(_arrived(work, work.shelf.lot(sink)) for sink in sinks))


def _takes_of_line(work: Work, lot: Lot) -> Iterator[Take]:
    """What was taken from a shipped line: from its units not yet invoiced, and from those sold."""
    yield from work.shelf.takes(lot)
    sold = sold_lot(work.shelf, lot)
    yield from work.shelf.takes(sold) if sold else ()


@_until_units_move
def _whole(work: Work, lot: Lot) -> int:
    """Units a lot had to give; of a shortage those taken; of a shipped line those out, and come back.

    Less those that count as never taken: by it, or of what it had taken short.
    """
    if lot.account.role != SHIPPED and lot.born_quantity:
        return lot.born_quantity - sum(taken_by(work, lot).values()) + sum(given(work, lot).values())
    if lot.account.role != SHIPPED:
        return sum(given(work, lot).values()) + max(0, lot.quantity)
    sold = sold_lot(work.shelf, lot)
    return lot.quantity + (sold.quantity if sold else 0) + sum(given(work, lot).values())


def weight_kept(work: Work, lot: Lot, sink: Lot, role: str, weight: int) -> int:
    """Units a taker has of a lot, less those that went back to the supplier from there or farther on.

    Of a line shipped from several lots, and of a shortage, they are a part (10⁻⁶, half-even). An average
    passes by who went back where they left it.
    """
    if not _apart(work, lot, sink, role):
        return weight
    back = went_on_and_back(work, sink)
    return weight - half_even(weight * back, _whole(work, sink)) if back else weight


def went_on_and_back(work: Work, lot: Lot) -> int:
    """Units of a lot that went back to the supplier: from where it is, or farther on."""
    parts: dict[int, tuple[int, int]] = work.shelf.derived.setdefault("went_on_and_back", {})
    if lot.id in parts:
        return parts[lot.id][0]
    for one in reversed(_in_order(work, lot, _apart, parts)):
        back = 0
        for (key, role), units in one.units.items():
            if work.shelf.lot(key).account == PRICE_VARIANCE:
                back += units
            elif (key, role) in one.onward and parts[key][0]:
                back += half_even(units * parts[key][0], parts[key][1])
        parts[one.lot.id] = back, _whole(work, one.lot) if back else 0
    return parts[lot.id][0]
