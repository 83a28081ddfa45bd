"""Late costs: a change of a lot's value follows its takes to where the goods are now (accounting.md 2).

A covering lot may descend from what took the layer it covers: units shipped short come back and cover
their own shortage. There a late cost would run in circles. So each cost carries the way it came, and
a covering take whose layer was taken by someone on that way gets no share. Every circle holds such a
take, so no way is endless.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tieout.core.account import PINNED, account_key
from tieout.core.lot import Flag, Take
from tieout.core.scaled import half_even
from tieout.costing.descent import (
    COVERED,
    MOVED,
    PRICE_VARIANCE,
    RETURNED,
    SHIPPED,
    given,
    is_same_goods,
    never_taken,
    sent_back,
    taken_by,
    takers_of,
    weight_kept,
)
from tieout.costing.genealogy import Lot
from tieout.costing.method import STANDARD
from tieout.costing.sold import SOLD, sold_by_day
from tieout.costing.taking import Work

WIP = "inventory_wip"
"""The role on which runs stand, and what was taken apart."""
ISSUED = "issued"
PROGRESS = "progress"
OUTPUTS = frozenset({"main", "co_product", "by_product", "abnormal"})
LATE_RUN = account_key("production_variance", cause="late_cost")
CIRCULAR = account_key("inventory_adjustment", reason="circular")

Step = int | tuple[int, int]
"""A lot a late cost came through, or the covering lot and the layer it covered."""


class Way(NamedTuple):
    """The way a late cost came: its last steps, and the way before, which ways may share."""

    last: tuple[Step, ...]
    before: Way | None

    def steps(self) -> set[Step]:
        """All its steps."""
        found: set[Step] = set()
        way: Way | None = self
        while way is not None:
            found.update(way.last)
            way = way.before
        return found


class Delta(NamedTuple):
    """A late value (10⁻⁸ home units) on its way to a lot, and the way it came.

    `but` are takers of the lot that have no share in it, as have units of a pool it comes to that went
    back to a supplier; None = all share.
    """

    lot: Lot
    value: int
    path: Way | None
    but: frozenset[int] | None = None


def shares(value: int, weights: Sequence[int]) -> list[int]:
    """`value` by weight, each share half-even at the quantum, the last takes the rest."""
    if not weights:
        return []
    whole = sum(weights)
    parts = [half_even(value * weight, whole) for weight in weights[:-1]]
    return [*parts, value - sum(parts)]


def spread(
    work: Work,
    lot: Lot,
    value: int,
    path: Way | None = None,
    but: frozenset[int] | None = None,
) -> None:
    """Spread a late value of a lot over its takers, in order, and what it still holds.

    `but` are takers without a share, such as units that went back to their supplier.
    """
    waiting = [Delta(lot, value, path, but)]
    while waiting:
        delta = waiting.pop()
        if delta.value and delta.lot.layer == STANDARD:
            _beyond_standard(work, delta)
        elif delta.value:
            waiting.extend(_passed_on(work, delta))


def _beyond_standard(work: Work, delta: Delta) -> None:
    """Units at standard cost take no late cost: it is a variance of what was bought, or made.

    What came through a run was made, wherever the units went since.
    """
    lot = delta.lot
    steps = delta.path.steps() if delta.path else set()
    made = any(isinstance(step, int) and work.shelf.lot(step).account.role == WIP for step in steps)
    if not lot.born_quantity and delta.path:  # units that were short: by what covers them
        covers = delta.path.last[0]
        made = isinstance(covers, int) and not work.shelf.lot(covers).reference
    account = LATE_RUN if made else PRICE_VARIANCE
    work.vary(lot.item, lot.location, delta.value, account, work.late)


def _passed_on(work: Work, delta: Delta) -> Iterator[Delta]:
    takes = work.shelf.takes(delta.lot)
    if delta.lot.account.role == SHIPPED:
        return _over_shipped_line(work, delta, takes)
    if any(take.role in OUTPUTS for take in takes):
        return _over_outputs(work, delta, takes)
    if takes and takes[0].role == ISSUED:
        return _over_completions(work, delta, takes[0])
    return _over_takers(work, delta, takes)


def _to(work: Work, delta: Delta, sink: int, value: int, *steps: Step) -> Delta:
    return Delta(work.shelf.lot(sink), value, Way((delta.lot.id, *steps), delta.path))


def _rest(work: Work, lot: Lot, value: int, days: Sequence[tuple[str, int]] = ()) -> None:
    """A late value comes to rest where the goods, or their cost, stand now.

    `days` are the units it is of by the day they were sold, where they are not all of the lot's own.
    """
    if not value:
        return
    work.shelf.revalue(lot, value, "late cost")
    of = lot.reference if lot.account.role == SHIPPED else ""
    months: dict[str, int] = {}
    for (day, _), part in zip(days, shares(value, [units for _, units in days]), strict=True):
        months[day[:7]] = months.get(day[:7], 0) + part
    if not days:
        months = {"" if lot.account.role in PINNED else lot.day[:7]: value}
    for period, part in months.items():
        account, category = lot.account, lot.category
        work.part(work.late, part, account, category=category, item=lot.item, period=period, reference=of)


def kept(takes: Sequence[Take]) -> list[tuple[Take, int]]:
    """Takes with the weight they still have: what was given back counts off the last ones of its taker.

    Late costs noted beside a take, and units that were never there, weigh nothing.
    """
    standing: list[list[Any]] = []
    for take in takes:
        if take.weight > 0:
            standing.append([take, take.weight])
        left = -take.weight
        for one in reversed(standing) if left > 0 else ():
            if one[0].sink == take.sink and one[0].role == take.role:
                piece = min(left, one[1])
                one[1] -= piece
                left -= piece
    return [(take, weight) for take, weight in standing if weight]


def _over_takers(work: Work, delta: Delta, takes: Sequence[Take]) -> Iterator[Delta]:
    """By quantity over the takers in order of taking, then what is on hand."""
    lot = delta.lot
    taken = kept(takes)
    standing = _but_undone(work, lot, taken)
    weighed = standing if delta.but is None else _but_back(work, lot, standing, delta.but)
    if not weighed and lot.quantity <= 0:
        weighed = standing or taken  # all of it went back, as units of others, or was never taken
    back = _leading_back(work, delta, weighed)
    takers = [one for one in weighed if one[0] not in back]
    if any(not _is_own(work, take) for take in back):
        work.flags.append(Flag("cost_circular", f"{lot.item} at {lot.location}: its cost is circular"))
    weights = [weight for _, weight in takers]
    if lot.quantity > 0:
        weights.append(lot.quantity)
    if not weights:
        if weighed:
            work.part(work.late, delta.value, CIRCULAR, item=lot.item)
        else:
            _rest(work, lot, delta.value)
        return
    parts = shares(delta.value, weights)
    if lot.quantity > 0:
        _rest(work, lot, parts[-1])
    for (take, _), part in zip(takers, parts, strict=False):
        if part:
            work.shelf.note_late(lot, take.sink, part)
        onward = _to(work, delta, take.sink, part, *([(lot.id, take.sink)] if take.role == COVERED else []))
        yield _passing_by(work, onward, delta, take.role)


def _but_undone(work: Work, lot: Lot, takes: Sequence[tuple[Take, int]]) -> list[tuple[Take, int]]:
    """Takes with their weight, less units that were never taken: they came back and covered themselves."""
    never: dict[int, int] = {}
    left = []
    for take, weight in takes:
        if take.role in {MOVED, COVERED} and take.sink not in never:
            never[take.sink] = never_taken(work, lot, work.shelf.lot(take.sink), take.role)
        piece = min(weight, never.get(take.sink, 0))
        never[take.sink] = never.get(take.sink, 0) - piece
        left.append((take, weight - piece))
    return [(take, weight) for take, weight in left if weight]


def _passing_by(work: Work, onward: Delta, delta: Delta, role: str) -> Delta:
    """The same goods farther on: who went back to the supplier has no share there either."""
    if delta.but is None or not is_same_goods(work, delta.lot, onward.lot, role):
        return onward
    return onward._replace(but=sent_back(work, onward.lot))


def _but_back(
    work: Work, lot: Lot, standing: Sequence[tuple[Take, int]], back: frozenset[int]
) -> list[tuple[Take, int]]:
    """Takes with their weight, less units that went back to the supplier: at once, or from farther on."""
    left = [
        (take, weight_kept(work, lot, work.shelf.lot(take.sink), take.role, weight))
        for take, weight in standing
        if take.sink not in back
    ]
    return [(take, weight) for take, weight in left if weight > 0]


def _is_own(work: Work, cover: Take) -> bool:
    """Whether a lot covers units it took itself, as an average does for a receipt told with fewer.

    They are its own before and after: there is nothing for a person to see.
    """
    return work.shelf.lot(cover.lot) in takers_of(work, work.shelf.lot(cover.sink))


def _leading_back(work: Work, delta: Delta, weighed: Sequence[tuple[Take, int]]) -> frozenset[Take]:
    """The covering takes that go to someone the late cost came through."""
    covers = [take for take, _ in weighed if take.role == COVERED]
    way = delta.path.steps() if covers and delta.path else set[Step]()
    return frozenset(
        take
        for take in (covers if way else ())
        if (take.lot, take.sink) in way
        or any(one.sink in way for one in work.shelf.takes(work.shelf.lot(take.sink)))
    )


def _over_shipped_line(work: Work, delta: Delta, takes: Sequence[Take]) -> Iterator[Delta]:
    """By quantity: units that came back, in order; then units sold; then those not yet invoiced."""
    lot, shelf = delta.lot, work.shelf
    sold = next((shelf.lot(take.sink) for take in takes if take.role == SOLD), None)
    back = {sink: units for (sink, _), units in sorted(given(work, lot).items())}
    stand = [pot for pot in (sold, lot) if pot is not None and pot.quantity]
    if not (stand or back):  # all of it came back and covered what was short
        back = {sink: units for (sink, _), units in sorted(taken_by(work, lot).items())}
    if delta.but is not None:
        ours = {sink: weight_kept(work, lot, shelf.lot(sink), RETURNED, back[sink]) for sink in back}
        if stand or any(ours.values()):
            back = {sink: units for sink, units in ours.items() if units}
    parts = shares(delta.value, [*back.values(), *(pot.quantity for pot in stand)])
    for pot, part in zip(stand, parts[len(back) :], strict=True):
        _rest(work, pot, part, sold_by_day(shelf, lot, pot) if pot is sold else ())
    for sink, part in zip(back, parts, strict=False):
        yield _passing_by(work, _to(work, delta, sink, part), delta, RETURNED)


def _over_completions(work: Work, delta: Delta, issued: Take) -> Iterator[Delta]:
    """Issued material: the completions since took their parts of it; the rest is still in progress."""
    yield from _over_progress(work, work.shelf.lot(issued.sink), delta)


def spread_over_run(work: Work, run: Lot, value: int) -> None:
    """Spread a late value of a run as if it had been put in at its beginning."""
    for delta in _over_progress(work, run, Delta(run, value, None), since=0):
        spread(work, delta.lot, delta.value, delta.path)


def _over_progress(work: Work, run: Lot, delta: Delta, *, since: int | None = None) -> Iterator[Delta]:
    first, rest = delta.lot.id if since is None else since, delta.value
    for take in work.shelf.takes(run):
        if take.role == PROGRESS and take.sink > first:
            part = rest if take.weight == take.whole else half_even(rest * take.weight, take.whole)
            rest -= part
            yield _to(work, delta, take.sink, part)
    _rest(work, run, rest)


def _over_outputs(work: Work, delta: Delta, takes: Sequence[Take]) -> Iterator[Delta]:
    """A run passes a late cost on as it passed its cost: scrap, co-products, the rest to main output."""
    standing = kept(takes)
    rest = delta.value
    for take, weight in standing:
        if take.role == "abnormal":
            part = half_even(delta.value * weight, take.whole)
            rest -= part
            yield _to(work, delta, take.sink, part)
    after_scrap = rest
    for take, weight in standing:
        if take.role == "co_product":
            part = half_even(after_scrap * weight, take.whole)
            rest -= part
            yield _to(work, delta, take.sink, part)
    mains = [(take, weight) for take, weight in standing if take.role == "main"]
    for (take, _), part in zip(mains, shares(rest, [weight for _, weight in mains]), strict=True):
        yield _to(work, delta, take.sink, part)


def cover_shortages(work: Work, lot: Lot) -> None:
    """Let a new lot cover what was taken before it came: oldest provisional layers first.

    The covering units leave the lot at their actual value; the difference to the provisional value
    is a late cost of the layer's taker.
    """
    for layer in list(work.shelf.layers(lot.item, lot.location)):
        if lot.quantity <= 0:
            return
        if layer.quantity < 0:
            units = min(-layer.quantity, lot.quantity)
            actual = work.shelf.take(lot, units, layer, COVERED)
            owed, value = -layer.quantity, -layer.value
            provisional = value if units == owed else half_even(value * units, owed)
            work.shelf.add(layer, units, provisional)
            work.part("covering", actual, lot.account, item=lot.item)
            work.part("covered", provisional, layer.account, item=layer.item)
            spread(work, layer, actual - provisional, Way((lot.id,), None))
