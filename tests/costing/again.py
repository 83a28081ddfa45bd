"""A floor whose every step is kept, to be worked again, changed or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.costing.floor import Floor
from tieout.core.lot import CostedStep, CostFacts, LotBorn, Revalued, Take
from tieout.costing.reckoning import Miscost
from tieout.costing.recosting import Recosting


class KeptFloor(Floor):
    """Costs statements and keeps what each did, as the store does."""

    def __init__(self, *statements: str) -> None:
        super().__init__()
        self.steps: list[CostedStep] = []
        for statement in statements:
            facts = self.do(statement)
            self.keep(f"event {len(self.steps)}", facts)

    def keep(self, event: str, facts: CostFacts) -> None:
        parts = list(facts.parts)
        facts = facts._replace(born=tuple(lot._replace(event=event) for lot in facts.born))
        self.steps.append(CostedStep(event, facts.born, facts.takes, facts.revalued, lambda: parts))

    def held(self) -> list[tuple[int, int, int]]:
        """What every lot holds now."""
        return [(key, lot.quantity, lot.value) for key, lot in self.shelf._lots.items()]

    def again(self) -> Recosting:
        anew = Recosting()
        for step in self.steps:
            anew.step(step)
        anew.compare_held(self.held())
        return anew

    def found(self) -> list[Miscost]:
        return self.again().found

    def change_take(self, place: int, change: Callable[[Take], Take]) -> Take:
        """Change the take that stands at a place among all of them; as it was."""
        takes = [(step, nth) for step, one in enumerate(self.steps) for nth in range(len(one.takes))]
        step, nth = takes[place]
        kept = list(self.steps[step].takes)
        before, kept[nth] = kept[nth], change(kept[nth])
        self.steps[step] = self.steps[step]._replace(takes=kept)
        return before

    def change_revaluation(self, place: int, change: Callable[[Revalued], Revalued]) -> Revalued:
        """Change the revaluation that stands at a place among all of them; as it was."""
        all_ = [(step, nth) for step, one in enumerate(self.steps) for nth in range(len(one.revalued))]
        step, nth = all_[place]
        kept = list(self.steps[step].revalued)
        before, kept[nth] = kept[nth], change(kept[nth])
        self.steps[step] = self.steps[step]._replace(revalued=kept)
        return before

    def change_lot(self, key: int, change: Callable[[LotBorn], LotBorn]) -> None:
        self.steps = [
            step._replace(born=[change(lot) if lot.id == key else lot for lot in step.born])
            for step in self.steps
        ]

    def all_takes(self) -> Iterable[Take]:
        return [take for step in self.steps for take in step.takes]
