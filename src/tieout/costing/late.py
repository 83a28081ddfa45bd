"""Late costs: a change of a lot's value follows its takes to where the goods are now (accounting.md 2)."""

from __future__ import annotations

from collections.abc import Sequence

from tieout.core.lot import Take
from tieout.core.scaled import half_even
from tieout.costing.shelf import Lot
from tieout.costing.taking import Work


def shares(value: int, weights: Sequence[int]) -> list[int]:
    """`value` by weight, each share half-even at the quantum, the last takes the rest."""
    whole = sum(weights)
    parts = [half_even(value * weight, whole) for weight in weights[:-1]]
    return [*parts, value - sum(parts)]


def spread(work: Work, lot: Lot, value: int, *, on_hand: bool = True) -> None:
    """Spread a late value of a lot over its takers, in order, and what it still holds.

    Units that left the company by return to their supplier take none. `on_hand` False spreads over
    the takers only (a provisional layer holds nothing real).
    """
    takes = [take for take in work.shelf.takes(lot) if take.sink >= 0 and take.role != "covered"]
    if any(take.role in OUTPUT_ROLES for take in takes):
        _spread_over_outputs(work, takes, value)
        return
    weights = [take.weight for take in takes]
    if lot.account.role == "inventory_wip" and lot.value:
        _rest_here(work, lot, value)  # the run goes on: its completions to come take it
        return
    if on_hand and lot.quantity > 0:
        weights.append(lot.quantity)
    if not any(weights):
        _rest_here(work, lot, value)
        return
    parts = shares(value, weights)
    for take, part in zip(takes, parts, strict=False):
        if part:
            arrive(work, take, part)
    if len(parts) > len(takes):
        _rest_here(work, lot, parts[-1])


def arrive(work: Work, take: Take, value: int) -> None:
    """Pass a late value on to the taker of `take`, and on to its takers in turn."""
    spread(work, work.shelf.lot(take.sink), value)


def _rest_here(work: Work, lot: Lot, value: int) -> None:
    if value:
        work.shelf.revalue(lot, value, "late cost")
        work.part("late_cost", value, lot.account, category=lot.category, item=lot.item)


OUTPUT_ROLES = frozenset({"main", "co_product", "by_product", "abnormal"})


def _spread_over_outputs(work: Work, takes: Sequence[Take], value: int) -> None:
    """A run passes a late cost on as it passed its cost: scrap, co-products, the rest to main output."""
    mains = [take for take in takes if take.role == "main"]
    abnormal = [take for take in takes if take.role == "abnormal"]
    good = sum(take.weight for take in mains)
    lost = sum(take.weight for take in abnormal)
    rest = value
    for take in abnormal:
        part = half_even(value * take.weight, good + lost)
        rest -= part
        arrive(work, take, part)
    after_scrap = rest
    for take in takes:
        if take.role == "co_product":
            part = half_even(after_scrap * take.weight, 10**12)
            rest -= part
            arrive(work, take, part)
    for take, part in zip(mains, shares(rest, [take.weight for take in mains]), strict=True):
        arrive(work, take, part)


def cover_shortages(work: Work, lot: Lot) -> None:
    """Let a new lot cover what was taken before it came: oldest provisional layers first.

    The covering units leave the lot at their actual value; the difference to the provisional value
    is a late cost of the layer's takers.
    """
    shelf = work.shelf
    for layer in list(shelf.layers(lot.item, lot.location)):
        if lot.quantity <= 0:
            return
        if layer.quantity < 0:
            units = min(-layer.quantity, lot.quantity)
            provisional = (
                -layer.value if units == -layer.quantity else half_even(layer.value * units, layer.quantity)
            )
            actual = shelf.take(lot, units, layer, "covered")
            layer.quantity += units
            layer.value += provisional
            shelf.touched[layer.id] = layer
            _true_up(work, lot, layer, actual, provisional)


def _true_up(work: Work, lot: Lot, layer: Lot, actual: int, provisional: int) -> None:
    work.part("covering", actual, lot.account, item=lot.item)
    work.part("covered", provisional, layer.account, item=layer.item)
    difference = actual - provisional
    if difference:
        spread(work, layer, difference, on_hand=False)
