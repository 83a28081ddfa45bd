"""Re-costing: every lot's and take's value worked out again, from what came in down to what was sold.

What is taken as it is kept are facts: births, takes and revaluations in the order they happened, with
their units; what documents stated (prices, stated values, labour and overhead of runs); write-downs. All
value that moved is worked out anew, by the rules of `costing.shelf`, `costing.production` and
`costing.late`, and compared with what is kept. A value that differs is named once: what follows from it
is reckoned on from what it comes to, so that one changed figure is one finding.

In plain integers and in order, which a lot's takes need: each leaves the rest to the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tieout.core.event.stock import ROAD
from tieout.core.lot import CostedStep, LotBorn, Revalued, Take
from tieout.core.scaled import half_even
from tieout.costing.descent import COVERED, POOLED, PRICE_VARIANCE
from tieout.costing.giving_back import WITHDRAWN
from tieout.costing.late import ISSUED, OUTPUTS, PROGRESS
from tieout.costing.late_again import LATE_COST, LateAgain
from tieout.costing.method import STANDARD
from tieout.costing.production import WIP, of_run
from tieout.costing.reckoning import Earlier, Miscost, Reckoning, Rest
from tieout.costing.run_share import OF_A_RUN, run_shares
from tieout.costing.shelf import LATE, OWN, RECEIPT
from tieout.costing.shipment import OWED
from tieout.costing.stated_cost import StatedCosts, price_value

COMPLETED: Final = of_run("")
"""How the order line of what a run completed begins."""

IN_PROGRESS: Final = "late costs of runs that are in progress"
TOLD_AGAIN: Final = "units of facts told again"
SHORT: Final = "units short, at an order price, opening or standard cost"
BY_PRODUCT: Final = "outputs of runs whose by-product stands at standard"
"""What it was stated at, and so what the others share, is not kept with the cost."""


class Recosting(Reckoning):
    """Works one step after the other again, and compares what it comes to with what is kept."""

    def step(self, step: CostedStep) -> None:
        """Work one step again.

        Raises:
            ValueError: a lot is missing.
            IndexError: something was taken from or into a lot that does not exist.
            ZeroDivisionError: something is a share of nothing.
        """
        _StepAgain(self, step).work()


class _StepAgain:
    """One step being worked again."""

    def __init__(self, whole: Recosting, step: CostedStep) -> None:
        self.whole, self.event = whole, step.event
        self.lots, self.units, self.values = whole.lots, whole.units, whole.values
        self.step = step
        self.first = len(whole.lots)
        self.came: dict[int, int] = {}
        """What takes of this step brought to lots born in it."""
        self.waiting: dict[int, list[int]] = {}
        """Revaluations kept of this step that were not applied yet, by lot."""
        self.early: dict[tuple[int, int], int] = {}
        """Those applied before they were worked out, lot and value."""
        self.last_cost: dict[int, tuple[int, int, int] | None] = {}
        """What units short cost by, as of the birth of their layer."""
        self.shared: dict[int, list[int]] = {}
        """What is still to leave a run in this step, the next take's last."""
        self.fixed: dict[int, int] = {}
        """What lots born in this step were stated at, of those that something was brought to."""
        self.kept_back: dict[int, int] = {}
        """Units that did not go back to the supplier after all, by the variance they had left to."""
        self.stated = StatedCosts(step)
        self._late: LateAgain | None = None

    def work(self) -> None:
        """Births, takes, revaluations; then what the births came to."""
        step = self.step
        for change in step.revalued:
            self.waiting.setdefault(change.lot, []).append(change.value)
        if step.born:
            self._bear(step)
        if step.revalued:
            self._late = self._late_again(self._earlier())
        for take in step.takes:
            if take.role == LATE:
                self._come_late(self.late.follow(take))
            elif take.role in OF_A_RUN:
                self._leave_run(take)
            elif take.role != OWED:
                self._move(take)
            else:
                self.whole.keep(take)
        self._settle()

    @property
    def late(self) -> LateAgain:
        """The late costs of the step."""
        if self._late is None:
            self._late = self._late_again({})
        return self._late

    def _late_again(self, earlier: Earlier) -> LateAgain:
        return LateAgain(self.step, self.stated, self.whole, earlier)

    def _earlier(self) -> Earlier:
        """What the lots that give or take units in this step hold, and gave so far."""
        keys = {key for take in self.step.takes if take.role != LATE for key in (take.lot, take.sink)}
        return {key: (self.units[key], list(self.whole.takes.get(key, ()))) for key in keys}

    def _settle(self) -> None:
        """What is left at the step's end: revaluations, units kept back, births to compare."""
        if self._late is not None:
            self._come_late(self.late.rest())
            self._compare_late()
        for lot, units in self.kept_back.items():
            self._give_up(lot, units)
        for born in self.step.born:
            if born.id in self.came:
                self._compare_birth(born)

    # -- births -------------------------------------------------------------------------------

    def _bear(self, step: CostedStep) -> None:
        brought = self._brought(step)
        for born in step.born:
            if born.id != len(self.lots):
                raise ValueError(f"lot {born.id} is kept where lot {len(self.lots)} is the next")
            by = brought.get(born.id)
            self.lots.append(born)
            self.units.append(born.quantity)
            self.values.append(value := self._begins_with(born, by))
            if born.layer:
                place = (born.item, born.location)
                if not born.quantity:
                    self.last_cost[born.id] = self.whole.last_costs.get(place)
                elif _states_cost(born, by):
                    self.whole.last_costs[place] = (born.id, born.value if by else value, born.quantity)

    def _brought(self, step: CostedStep) -> dict[int, str]:
        """The lots born in the step that got something by its takes, with the role of the last of them."""
        return {
            take.sink: take.role
            for take in step.takes
            if take.sink >= self.first and take.role != LATE and self._brings(take)
        }

    def _brings(self, take: Take) -> bool:
        """Whether a take brings something: one that only weighs what a run told again made does not."""
        return take.role not in OUTPUTS or take.lot >= self.first or bool(take.quantity)

    def _begins_with(self, born: LotBorn, by: str | None) -> int:
        """What a lot holds before anything is brought to it.

        By-products, units at standard and variances of returns hold what is stated, whatever it is of.
        """
        if not born.quantity and not born.value:
            is_put_in = born.account == WIP and born.reference.startswith(OWN)
            return self.stated.put_in(born) if is_put_in else 0
        if by is None or by == "by_product" or born.layer == STANDARD or born.account == PRICE_VARIANCE:
            value = self._state(born)
            if by is not None:
                self.fixed[born.id] = value
            return value
        self.came[born.id] = 0
        return 0

    def _state(self, born: LotBorn) -> int:
        """A value that no lot gave: at its price, else as the step's cost states it for the item."""
        self.whole.stated += 1
        if not born.value or born.value == price_value(born) or self.stated.says(born):
            return born.value
        due = self.stated.rather(born)
        self._differs("lot", born.id, 0, born.value, due)
        return born.value if due is None else due

    def _compare_birth(self, born: LotBorn) -> None:
        self.whole.reckoned += 1
        came = self.came[born.id]
        if came == born.value:
            return
        self._differs("lot", born.id, 0, born.value, came)
        place = (born.item, born.location)
        if self.whole.last_costs.get(place, (0, 0, 0))[0] == born.id:
            self.whole.last_costs[place] = (born.id, came, born.quantity)

    # -- takes --------------------------------------------------------------------------------

    def _move(self, take: Take) -> None:
        due = self._due(take)
        if due != take.value and take.lot in self.waiting:
            due = self._after_late(take, due)
        self._compare_take(take, due)
        self.units[take.lot] -= take.quantity
        self.values[take.lot] -= due
        self.whole.keep(take)
        self._arrive(take, due)

    def _compare_take(self, take: Take, due: int) -> None:
        self.whole.reckoned += 1
        if due != take.value:
            self._differs("take", take.lot, take.sink, take.value, due)

    def _due(self, take: Take) -> int:
        """What a take brings of what its lot holds now."""
        value, role = self.values[take.lot], take.role
        if take.quantity > 0 and role != WITHDRAWN:
            held = self.units[take.lot]
            if take.quantity == held:
                return value
            return half_even(value * take.quantity, held) if held > 0 else self._short(take)
        if role == ISSUED:
            return value
        if role == PROGRESS:
            return value if take.weight == take.whole else half_even(value * take.weight, take.whole)
        self.whole.as_kept[TOLD_AGAIN] += 1
        return take.value

    def _short(self, take: Take) -> int:
        """Units that were not there: at the last cost of their place, where one was known."""
        known = self.last_cost.get(take.lot)
        if known is None or self._at_standard(take.lot):
            self.whole.as_kept[SHORT] += 1
            return take.value
        return half_even(known[1] * take.quantity, known[2])

    def _arrive(self, take: Take, due: int) -> None:
        """Let the taker have what a take brings."""
        sink, units = take.sink, take.quantity
        taker = self.whole.lot(sink)
        if take.role == COVERED:
            self._cover(take, due)
        elif taker.account == WIP:
            if sink >= self.first or take.role == ISSUED:
                self.values[sink] += due
        elif taker.account == PRICE_VARIANCE and units < 0:
            self.kept_back[sink] = self.kept_back.get(sink, 0) - units
        else:
            if sink < self.first or not taker.quantity:
                self.units[sink] += units
            self._bring(sink, due)
            if take.role == WITHDRAWN and taker.account == PRICE_VARIANCE:
                self.whole.unheld.add(sink)

    def _bring(self, sink: int, due: int) -> None:
        if sink in self.came:
            self.came[sink] += due
        if sink not in self.fixed:
            self.values[sink] += due

    def _cover(self, take: Take, due: int) -> None:
        """Units that were owed are there: their provisional value leaves the layer; the rest is late."""
        layer = take.sink
        owed, value = -self.units[layer], -self.values[layer]
        provisional = value if take.quantity == owed else half_even(value * take.quantity, owed)
        self.units[layer] += take.quantity
        self.values[layer] += provisional
        if due != provisional:
            self._come_late(self.late.cover(layer, due - provisional, take.lot))

    def _give_up(self, variance: int, units: int) -> None:
        """Units that did not go back to the supplier leave the variance with their share of it."""
        value, held = self.values[variance], self.units[variance]
        self.values[variance] -= value if units == held else half_even(value * units, held)
        self.units[variance] -= units

    # -- runs ---------------------------------------------------------------------------------

    def _leave_run(self, take: Take) -> None:
        """What a run made, or its variance, takes its part of the run's cost.

        A run told again only weighs anew what it made, or takes back units at what they came at.
        """
        self.whole.keep(take)
        if take.lot < self.first or take.quantity:
            self.units[take.sink] += take.quantity
            self.values[take.sink] += take.value
            return
        due = self._shared(take.lot).pop()
        self._compare_take(take, due)
        self.values[take.lot] -= due
        self._bring(take.sink, due)

    def _shared(self, run: int) -> list[int]:
        if run not in self.shared:
            if self.whole.lot(run).order_line.startswith(COMPLETED):
                self.values[run] += self.stated.absorbed()
            takes = [take for take in self.step.takes if take.lot == run and take.role in OF_A_RUN]
            if any(take.role == "by_product" and self._at_standard(take.sink) for take in takes):
                self.whole.as_kept[BY_PRODUCT] += len(takes)
                self.shared[run] = [take.value for take in reversed(takes)]
            else:
                self.shared[run] = run_shares(self.values[run], takes, self.fixed)[::-1]
        return self.shared[run]

    def _at_standard(self, lot: int) -> bool:
        return self.whole.lot(lot).layer == STANDARD

    # -- revaluations -------------------------------------------------------------------------

    def _come_late(self, rests: Iterable[Rest]) -> None:
        """Let late costs come to rest in the lots they were worked out for."""
        for lot, sink, value in rests:
            self.whole.reckoned += 1
            if sink:
                continue
            if self.early.get((lot, value)):
                self.early[lot, value] -= 1
                continue
            self.values[lot] += value
            waiting = self.waiting.get(lot, [])
            if value in waiting:
                waiting.remove(value)

    def _compare_late(self) -> None:
        """Late costs that are kept otherwise; write-downs, and late costs of runs, as they are kept."""
        late = self.late
        differences = list(late.differences())
        for lot, sink, kept, due in differences:
            self._differs("late", lot, sink, kept, due)
        for account, (kept, due) in () if differences else late.unstated().items():
            lot = next(
                key for key, sink, _ in late.kept if not sink and self.whole.lot(key).account == account
            )
            self._differs("late", lot, 0, kept, due)
        for change in self.step.revalued:
            is_late = change.why == LATE_COST
            if not is_late:
                self._state_change(change)
            elif not late.in_progress(change.lot):
                continue
            waiting = self.waiting[change.lot]
            if change.value in waiting:
                waiting.remove(change.value)
                self.values[change.lot] += change.value
                if is_late:
                    self.whole.as_kept[IN_PROGRESS] += 1

    def _state_change(self, change: Revalued) -> None:
        """A write-down or write-up, as the step notes it for the item."""
        self.whole.stated += 1
        if not self.stated.changes(self.whole.lot(change.lot).item, change.value):
            self._differs("revalued", change.lot, 0, change.value, None)

    def _after_late(self, take: Take, due: int) -> int:
        """What a take brings where a late cost of the same step came to its lot first, if so it is kept.

        Which of them was first is not kept.
        """
        before, waiting = self.values[take.lot], self.waiting[take.lot]
        for place, change in enumerate(waiting, start=1):
            self.values[take.lot] += change
            if self._due(take) == take.value:
                for value in waiting[:place]:
                    self.early[take.lot, value] = self.early.get((take.lot, value), 0) + 1
                del waiting[:place]
                return take.value
        self.values[take.lot] = before
        return due

    def _differs(self, what: str, lot: int, sink: int, kept: int, due: int | None) -> None:
        self.whole.found.append(Miscost(what, lot, sink, self.event, kept, due))


def _states_cost(born: LotBorn, by: str | None) -> bool:
    """Whether a lot of stock states the last cost of its place: received, made, moved there, came back.

    Stock that was there first or was found does not, nor a pool, nor goods on the road.
    """
    if born.location.startswith(ROAD):
        return False
    if not born.reference.startswith(OWN):
        return born.reference.startswith(RECEIPT) or by != POOLED
    return by is not None or "/" in born.reference
