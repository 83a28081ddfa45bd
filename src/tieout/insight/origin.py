"""Origin: units of a lot followed back to what they were bought, made or stated as.

Units are shared as the engine shares late costs: by quantity, a run's output by its weights, issued
material by the parts completions took. So a cost known by a day adds up to what the lots held then,
but for the quanta each take was rounded by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from tieout.insight.history import (
    COVERED,
    ISSUED,
    LATE,
    MAKING,
    PROGRESS,
    History,
    Run,
    StoredLot,
    StoredTake,
)
from tieout.insight.pool import MADE, ZERO, Pool, Source, Supply, fine
from tieout.insight.progress import left_of, part_of
from tieout.insight.standing import Standing, standing, units_of

DEEPEST: Final = 24
"""Levels of production followed; rework of a run's own output could go on for ever."""

LONGEST: Final = 64
"""Lots of one item passed through in a row; a lot that covers its own shortage never ends."""

REVALUED: Final = "stock_revalued"
LANDED: Final = "landed_cost_billed"
PASSING: Final = frozenset({"inventory_in_transit", "shipped_not_invoiced", "cogs"})


class Draw(NamedTuple):
    """Units of a lot as one take took them; without a take: as they lie there."""

    lot: int
    take: StoredTake | None


Drawn = dict[Draw, Fraction]


class Origin:
    """What is known by a moment of where units came from."""

    def __init__(
        self,
        history: History,
        known: Callable[[str], bool] = lambda _: True,
        stop: frozenset[int] = frozenset(),
    ) -> None:
        """Walk this history; `known` says which events count, `stop` the lots that are not passed.

        What came from these is gathered in `stopped`.
        """
        self.history = history
        self.known = known
        self.stop = stop
        self.stopped: Drawn = {}
        self._into: dict[int, list[Standing]] = {}
        self._out_of: dict[int, list[Standing]] = {}

    def fill(self, pool: Pool, drawn: Iterable[tuple[Draw, Fraction]]) -> None:
        """Add units (10⁻⁶) of the pool's item, and what went into them."""
        self._fill(pool, drawn, 0)

    def _to(self, lot: int) -> list[Standing]:
        """What came into a lot and stands."""
        if lot not in self._into:
            self._into[lot] = standing(self.history.into.get(lot, ()), self.known)
        return self._into[lot]

    def _from(self, lot: int) -> list[Standing]:
        """What left a lot and stands."""
        if lot not in self._out_of:
            self._out_of[lot] = standing(self.history.out_of.get(lot, ()), self.known)
        return self._out_of[lot]

    # -- units of one item -----------------------------------------------------------------------

    def _fill(self, pool: Pool, drawn: Iterable[tuple[Draw, Fraction]], depth: int) -> None:
        roots: Drawn = {}
        for draw, units in drawn:
            for root, part in self._roots(draw, units, pool):
                roots[root] = roots.get(root, ZERO) + part
        below: dict[str, Drawn] = {}
        for draw, units in roots.items():
            self._root(pool, draw, units, below if depth < DEEPEST else None)
        for item, deeper in below.items():
            material = pool.materials.setdefault(item, Pool(item))
            self._fill(material, deeper.items(), depth + 1)

    def _roots(self, draw: Draw, units: Fraction, pool: Pool) -> Iterator[tuple[Draw, Fraction]]:
        """Where the units came into being: past shipments, transfers, returns and covered shortages."""
        waiting = [(draw, units, 0)]
        while waiting:
            one, part, length = waiting.pop()
            if one.lot in self.stop:
                self.stopped[one] = self.stopped.get(one, ZERO) + part
                continue
            before = self._before(one.lot) if length < LONGEST else []
            left = part
            for came, share in before:
                piece = fine(part * share)
                left -= piece
                waiting.append((Draw(came.take.lot, came.take), piece, length + 1))
            if not before:
                yield one, part
            else:
                self._revalued(pool, one, part)
                if self._is_layer(one.lot) and left:
                    yield one, left

    def _before(self, lot: int) -> list[tuple[Standing, Fraction]]:
        """The takes units of a lot passed through to it, with their shares of its units."""
        came = [one for one in self._to(lot) if one.units and one.take.role not in MAKING]
        if not came or self.history.lots[lot].role == "inventory_wip":
            return []
        if self._is_layer(lot):
            came = [one for one in came if one.take.role == COVERED]
            whole = max(units_of(self._from(lot)), units_of(came))
        else:
            came = [one for one in came if one.take.role != COVERED]
            whole = units_of(came)
        return [(one, one.units / whole) for one in came]

    def _is_layer(self, lot: int) -> bool:
        born = self.history.lots[lot]
        return bool(born.layer) and not born.quantity and not born.value

    # -- where units came into being ---------------------------------------------------------------

    def _root(self, pool: Pool, draw: Draw, units: Fraction, below: dict[str, Drawn] | None) -> None:
        lot = self.history.lots[draw.lot]
        made = [one for one in self._to(lot.id) if one.take.role in MAKING]
        if self._is_layer(lot.id):
            self._provisional(pool, draw, units)
        elif lot.layer == "standard":
            self._stated(pool, draw, units, "standard cost")
        elif lot.id in self.history.purchases:
            self._bought(pool, draw, units)
        elif made and made[0].take.role != "by_product" and below is not None:
            self._revalued(pool, draw, units)
            self._made(pool, lot, made[0].take, units, below)
        else:
            self._stated(pool, draw, units, "by-product" if made else self.history.facts[lot.event].kind)

    def _provisional(self, pool: Pool, draw: Draw, units: Fraction) -> None:
        """Units short and not covered yet: at the cost they were taken at."""
        take = draw.take
        value = fine(units * take.value / take.quantity) if take and take.quantity else ZERO
        self._state(pool, draw, "short, not covered", units, value)

    def _stated(self, pool: Pool, draw: Draw, units: Fraction, kind: str) -> None:
        lot = self.history.lots[draw.lot]
        value = fine(units * lot.value / lot.quantity) if lot.quantity else self._as_taken(draw, units)
        for _, event, change in self._later(draw, units):
            value += ZERO if self.history.facts[event].kind == REVALUED else change
        self._revalued(pool, draw, units)
        self._state(pool, draw, kind, units, value)

    def _as_taken(self, draw: Draw, units: Fraction) -> Fraction:
        take = draw.take
        return fine(units * take.value / take.quantity) if take and take.quantity else ZERO

    def _state(self, pool: Pool, draw: Draw, kind: str, units: Fraction, value: Fraction) -> None:
        lot = self.history.lots[draw.lot]
        supply = pool.supply(Source("stated", kind))
        supply.units += units
        supply.base += value
        supply.note("base", *self._named(lot), units, value)

    def _bought(self, pool: Pool, draw: Draw, units: Fraction) -> None:
        """At order price and the day's rate; price differences and landed cost as known."""
        lot, bought = self.history.lots[draw.lot], self.history.purchases[draw.lot]
        supply = pool.supply(Source("bought", bought.supplier, bought.currency))
        base = fine(units * lot.value / lot.quantity) if lot.quantity else ZERO
        supply.units += units
        supply.base += base
        supply.note("base", *self._named(lot), units, base)
        for _, event, change in self._later(draw, units):
            fact = self.history.facts[event]
            if fact.kind == REVALUED:
                continue
            figure = "landed" if fact.kind == LANDED else "base"
            supply.add(figure, change)
            supply.note(figure, fact.kind, fact.external_id, ZERO, change)
            base += change if figure == "base" else ZERO
        supply.amount += fine(base / bought.rate)
        self._revalued(pool, draw, units)

    def _named(self, lot: StoredLot) -> tuple[str, str]:
        """What a lot is called as evidence: its fact, with its receipt line and lot number."""
        fact = self.history.facts[lot.event]
        bought = self.history.purchases.get(lot.id)
        name = bought.receipt if bought else fact.external_id
        return fact.kind, f"{name} lot {lot.number}" if lot.number else name

    # -- changes of value --------------------------------------------------------------------------

    def _later(self, draw: Draw, units: Fraction) -> Iterator[tuple[int, str, Fraction]]:
        """Value the units were given after their lot came into being: (place, event, 10⁻⁸ home units).

        What came to rest on the shelf before the take, by units on hand; what followed the take.
        """
        lot, take = self.history.lots[draw.lot], draw.take
        until = self.history.place(take.event) if take else None
        for change in self.history.changes.get(lot.id, ()):
            place = self.history.facts[change.event].last
            if self.known(change.event) and (until is None or place < until):
                there = self._on_hand(lot, place)
                if there:
                    yield place, change.event, fine(units * change.value / there)
        if take:
            same = units_of(one for one in self._from(lot.id) if one.take.sink == take.sink)
            for late in self.history.out_of.get(lot.id, ()):
                if late.role == LATE and late.sink == take.sink and self.known(late.event) and same:
                    place = self.history.place(late.event)
                    yield place, late.event, fine(units * late.value / same)

    def _on_hand(self, lot: StoredLot, place: int) -> int:
        """Units of a lot there before a place in the log."""
        came = lot.quantity or int(units_of(self._to(lot.id)))
        gone = sum(
            take.quantity
            for take in self.history.out_of.get(lot.id, ())
            if self.history.place(take.event) < place
        )
        return came - gone

    def _revalued(self, pool: Pool, draw: Draw, units: Fraction) -> None:
        """Write-ups and write-downs the units went through on this shelf."""
        lot = self.history.lots[draw.lot]
        if not lot.layer:
            return
        for change in self.history.changes.get(lot.id, ()):
            fact = self.history.facts[change.event]
            until = self.history.place(draw.take.event) if draw.take else None
            if fact.kind != REVALUED or not self.known(change.event):
                continue
            there = self._on_hand(lot, fact.place)
            if there and (until is None or fact.place < until):
                value = fine(units * change.value / there)
                pool.revalued.other += value
                pool.revalued.note("other", fact.kind, fact.external_id, units, value)

    # -- production --------------------------------------------------------------------------------

    def _made(
        self, pool: Pool, lot: StoredLot, making: StoredTake, units: Fraction, below: dict[str, Drawn]
    ) -> None:
        """Materials, labour and overhead of the run, in the part that units of this output bear."""
        batch, stated = making.lot, self.history.runs.get(making.lot)
        share, kept = self._output_share(batch, lot.id, making.role)
        of_lot = self._made_units(lot, batch)
        part = fine(share * units / of_lot) if of_lot else ZERO
        supply = pool.supply(MADE if stated else Source("taken apart"))
        supply.units += units
        run = stated.run if stated else self.history.facts[lot.event].external_id
        name = f"{run} lot {lot.number}" if lot.number else run
        supply.note("made", "run", name, units, ZERO)
        asked = {item for item, each in stated.standard if each} if stated else set()
        for came, of_take in self._materials(batch):
            given = fine(came.units * of_take * part)
            material = self.history.lots[came.take.lot]
            figure, used = ("used", supply.used) if material.item in asked else ("beside", supply.beside)
            used[material.item] = used.get(material.item, ZERO) + given
            supply.note(f"{figure} {material.item}", "run", name, given, ZERO)
            deeper = below.setdefault(material.item, {})
            key = Draw(material.id, came.take)
            deeper[key] = deeper.get(key, ZERO) + given
        credit = -fine(self._by_products(batch) * part)
        supply.by_products -= credit
        supply.note("by-products", "run", name, ZERO, credit)
        for figure, event, value in self._put_in(batch):
            given = fine(value * part) if self.known(event) else ZERO
            supply.add(figure, given)
            supply.note(figure, "run", name, ZERO, given)
        for event, value in self._worked(batch):
            if self.known(event):
                given, bill = fine(value * part), self.history.facts[event]
                supply.landed += given
                supply.note("landed", bill.kind, bill.external_id, ZERO, given)
        if stated:
            self._converted(supply, stated, name, part, kept)

    def _converted(self, supply: Supply, run: Run, name: str, part: Fraction, kept: Fraction) -> None:
        """Labour and overhead, the units begun, and what the BOM asks for."""
        for figure, event, value in run.conversion:
            if self.known(event):
                given = fine(value * part)
                supply.add(figure, given)
                supply.note(figure, "run", name, ZERO, given)
        supply.started += fine(run.started * part)
        for item, each in run.standard:
            asked = fine(each * run.good * part / kept)
            supply.standard[item] = supply.standard.get(item, ZERO) + asked
            supply.note(f"standard {item}", "bom", run.bom, asked, ZERO)

    def _output_share(self, batch: int, lot: int, role: str) -> tuple[Fraction, Fraction]:
        """What part of a run's cost an output bears, and what part abnormal scrap left of it."""
        kept, joint, mains, own, lost = Fraction(1), Fraction(0), ZERO, ZERO, ZERO
        for one in self._from(batch):
            take = one.take
            if take.role == "abnormal":
                kept -= one.weight / take.whole
                lost += one.weight / take.whole if take.sink == lot else ZERO
            elif take.role == "co_product":
                joint += one.weight / take.whole
                own += one.weight / take.whole if take.sink == lot else ZERO
            elif take.role == "main":
                mains += one.weight
                own += one.weight if take.sink == lot else ZERO
        if role == "abnormal":
            return lost, Fraction(1)
        if role == "main":
            own = (1 - joint) * own / mains if mains else ZERO
        return kept * own, kept or Fraction(1)

    def _made_units(self, lot: StoredLot, batch: int) -> int:
        """Units of a lot the run still claims to have made."""
        back = sum(
            take.quantity
            for take in self.history.out_of.get(batch, ())
            if take.sink == lot.id and take.quantity < 0 and self.known(take.event)
        )
        return lot.quantity + back

    def _by_products(self, batch: int) -> Fraction:
        """Stated value of by-products, 10⁻⁸ home units."""
        return Fraction(
            sum(
                take.value
                for take in self.history.out_of.get(batch, ())
                if take.role == "by_product" and self.known(take.event)
            )
        )

    def _materials(self, batch: int) -> Iterator[tuple[Standing, Fraction]]:
        """What a run consumed itself, all of it, and its part of what was issued to it before."""
        for came in self._to(batch):
            if came.take.role == PROGRESS:
                yield from self._issued(came.take.lot, batch)
            elif came.units:
                yield came, Fraction(1)

    def in_progress(self, run: int) -> Iterator[tuple[str, Draw, Fraction]]:
        """Material issued to a run and not in what it completed: its item, the take, and the units."""
        taken = [one.take for one in self._from(run) if one.take.role == PROGRESS]
        for issue in self._to(run):
            if issue.take.role == ISSUED:
                rest = left_of(taken, issue.take.lot)
                for came in self._to(issue.take.lot) if rest else ():
                    material = self.history.lots[came.take.lot]
                    yield material.item, Draw(material.id, came.take), fine(came.units * rest)

    def _issued(self, run: int, batch: int) -> Iterator[tuple[Standing, Fraction]]:
        """Each issue since, in the part this completion took of what earlier ones had left of it."""
        taken = [one.take for one in self._from(run) if one.take.role == PROGRESS]
        for issue in self._to(run):
            if issue.take.role == ISSUED:
                part = part_of(taken, issue.take.lot, batch)
                for came in self._to(issue.take.lot):
                    yield came, fine(part)

    def _worked(self, batch: int) -> Iterator[tuple[str, Fraction]]:
        """Work of suppliers for the run, in the part this completion has of it."""
        for event, value in self.history.work.get(batch, ()):
            yield event, Fraction(value)
        for progress in self._to(batch):
            run = progress.take.lot
            if progress.take.role == PROGRESS and run in self.history.work:
                taken = [one.take for one in self._from(run) if one.take.role == PROGRESS]
                part = part_of(taken, 0, batch)
                for event, value in self.history.work[run]:
                    yield event, value * part

    def _put_in(self, batch: int) -> Iterator[tuple[str, str, Fraction]]:
        """Labour and overhead put into the run before, in the part this completion took of them."""
        for progress in self._to(batch):
            if progress.take.role != PROGRESS:
                continue
            taken = [one.take for one in self._from(progress.take.lot) if one.take.role == PROGRESS]
            for issue in self._to(progress.take.lot):
                figure = self.history.lots[issue.take.lot].reference.rpartition("/")[2]
                if issue.take.role == ISSUED and figure in {"labour", "overhead"}:
                    part = part_of(taken, issue.take.lot, batch)
                    yield figure, issue.take.event, issue.take.value * part
