"""Stock: units on hand by item, place and lot, derived from movements; costs for those who may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.problem import Where
from tieout.runtime import actor
from tieout.runtime.access import act, may
from tieout.runtime.company import Company
from tieout.runtime.reservations import reserved, reserving_facts
from tieout.storage.stock import (
    EVER,
    Descent,
    PlainLot,
    ShelfLot,
    descents,
    lots_of,
    plain_lots,
    shelf_lots,
    waiting_facts,
)

MOST_LEVELS = 20
MOST_LOTS = 2000
"""Of a genealogy: how far it is followed, and to how many lots."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLine:
    """Units (10⁻⁶) of an item at a place, of one lot number where lots are asked for.

    `short` is what left before it came, counted in `on_hand` as units below zero. `reserved` is set aside;
    by lot, only what names the lot. `value` is in 10⁻⁸ home units, None where it may not be seen or is
    asked for a past day.
    """

    item: str
    location: str
    lot: str
    on_hand: int
    short: int
    reserved: int
    value: int | None

    @property
    def available(self) -> int:
        """What may still be promised: on hand and not set aside; below zero = more is promised than is."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """Stock at the end of a day, None = as known now; `waiting` facts are accepted and not worked in."""

    lines: tuple[StockLine, ...]
    waiting: int
    as_of: date | None
    currency: str


@act("stock")
def stock(
    company: Company,
    item: str = "",
    location: str = "",
    lot: str = "",
    as_of: date | None = None,
    *,
    by_lot: bool = False,
) -> Stock:
    """What is on hand by item and place; by lot number too where one is asked for, or `by_lot`."""
    costs = as_of is None and may(company, actor.who(), "stock costs")
    with company.database.read() as connection:
        day = as_of.isoformat() if as_of else EVER
        found = shelf_lots(connection, day=day, item=item, location=location, number=lot)
        waiting = waiting_facts(connection)
        facts = reserving_facts(connection, day)
    lots = by_lot or bool(lot)
    held = {
        place: units
        for place, units in reserved(facts, day, by_lot=lots).items()
        if item in ("", place[0]) and location in ("", place[1]) and lot in ("", place[2])
    }
    return Stock(
        lines=tuple(_summed(found, held, by_lot=lots, costs=costs)),
        waiting=waiting,
        as_of=as_of,
        currency=company.settings.home_currency,
    )


def _summed(
    found: Iterable[ShelfLot], held: Mapping[tuple[str, str, str], int], *, by_lot: bool, costs: bool
) -> list[StockLine]:
    sums: dict[tuple[str, str, str], list[int]] = {place: [0, 0, 0] for place in held}
    for one in found:
        known = sums.setdefault((one.item, one.location, one.number if by_lot else ""), [0, 0, 0])
        known[0] += one.units
        known[1] += max(0, -one.units)
        known[2] += one.value
    return [
        StockLine(
            item=item,
            location=location,
            lot=number,
            on_hand=units,
            short=short,
            reserved=held.get((item, location, number), 0),
            value=value if costs else None,
        )
        for (item, location, number), (units, short, value) in sorted(sums.items())
    ]


@act("stock")
def list_lots(company: Company, item: str, number: str, after: int, limit: int) -> list[LotStanding]:
    """Lots that were ever on a shelf, in order of their birth, from behind a lot's id."""
    with company.database.read() as connection:
        ids = lots_of(connection, item, number, after, limit)
        lots = plain_lots(connection, ids)
        held = {one.id: one for one in shelf_lots(connection, item=item, number=number)}
    costs = may(company, actor.who(), "stock costs")
    return [_standing(lots[key], held.get(key), costs=costs) for key in ids]


@dataclass(frozen=True, slots=True, kw_only=True)
class LotStanding:
    """A lot: born with so many units by a fact, and what it holds now (10⁻⁶; value in 10⁻⁸ home units)."""

    id: int
    item: str
    location: str
    lot: str
    day: str
    born: int
    by_kind: str
    by_fact: str
    on_hand: int
    value: int | None


def _standing(lot: PlainLot, held: ShelfLot | None, *, costs: bool) -> LotStanding:
    return LotStanding(
        id=lot.id,
        item=lot.item,
        location=lot.location,
        lot=lot.number,
        day=lot.day,
        born=lot.quantity,
        by_kind=lot.kind,
        by_fact=lot.fact,
        on_hand=held.units if held else 0,
        value=(held.value if held else 0) if costs else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Units that went from one lot to another by a fact; `into_stock` = onto a shelf, else they left."""

    from_lot: int
    to_lot: int
    units: int
    kind: str
    fact: str
    day: str
    into_stock: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LotGenealogy:
    """Where a lot comes from and went to, as far as asked: the lots and the moves between them."""

    lot: LotStanding
    lots: tuple[LotStanding, ...]
    made_from: tuple[Move, ...]
    went_to: tuple[Move, ...]
    cut_off: bool


@act("stock")
def lot_genealogy(company: Company, key: int, levels: int = 1) -> LotGenealogy:
    """The genealogy of a lot in units, `levels` up and down; `cut_off` where it goes on beyond the limits.

    Raises:
        TerminalError: there is no such lot.
    """
    costs = may(company, actor.who(), "stock costs")
    with company.database.read() as connection:
        if key not in plain_lots(connection, [key]):
            raise TerminalError(problem("lot_absent", Where(subject=str(key)), lot=key))
        up, up_cut = _followed(connection, key, levels, forward=False)
        down, down_cut = _followed(connection, key, levels, forward=True)
        ids = {key, *(one for move in (*up, *down) for one in (move.lot, move.sink))}
        lots = plain_lots(connection, ids)
        held: dict[int, ShelfLot] = {}
        for item in {lot.item for lot in lots.values()}:
            held |= {one.id: one for one in shelf_lots(connection, item=item)}
    shown = {
        one: _standing(lot, held.get(one), costs=costs and bool(lot.layer))
        for one, lot in lots.items()
        if lot.layer or one == key
    }
    return LotGenealogy(
        lot=shown.pop(key),
        lots=tuple(shown.values()),
        made_from=tuple(_move(one, lots) for one in up),
        went_to=tuple(_move(one, lots) for one in down),
        cut_off=up_cut or down_cut,
    )


def _move(one: Descent, lots: dict[int, PlainLot]) -> Move:
    return Move(
        from_lot=one.lot,
        to_lot=one.sink,
        units=one.units,
        kind=one.kind,
        fact=one.fact,
        day=one.day,
        into_stock=bool(lots[one.sink].layer),
    )


def _followed(
    connection: Connection, key: int, levels: int, *, forward: bool
) -> tuple[list[Descent], bool]:
    """The moves behind or before a lot, and whether there are more than were followed."""
    found: list[Descent] = []
    seen, front = {key}, [key]
    for _level in range(min(levels, MOST_LEVELS)):
        moves = descents(connection, front, forward=forward)
        found += moves
        reached = {one.sink if forward else one.lot for one in moves} - seen
        seen |= reached
        front = sorted(reached)
        if not front or len(seen) > MOST_LOTS:
            break
    return found, bool(front) and bool(descents(connection, front, forward=forward))
