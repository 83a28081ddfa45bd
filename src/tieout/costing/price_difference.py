"""Price differences: what a bill differs from its receipt follows the goods (accounting.md 5).

Each lot of a receipt line carries its part of the difference by the units it has kept, whatever became
of them. Units that went back to the supplier, or never came, carry none: what they had taken along to
the price variance comes back from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tieout.core.lot import CostFacts
from tieout.core.match import LotCarry, Match
from tieout.core.scaled import half_even
from tieout.costing.cost import facts_of
from tieout.costing.descent import gone_back, sent_back
from tieout.costing.genealogy import Lot
from tieout.costing.late import shares, spread
from tieout.costing.taking import Work


class Settled(NamedTuple):
    """What was settled of a receipt line so far, in 10⁻⁸ home units: variance and exchange, as posted."""

    variance: int = 0
    exchange: int = 0


class Settlement(NamedTuple):
    """What settling a receipt line did: to lots, to grni (`goods`, `variance`, `exchange` leave it)."""

    facts: CostFacts
    carries: tuple[LotCarry, ...]
    goods: int
    variance: int
    exchange: int


def settle(
    work: Work, match: Match, settled: Settled, lots: Sequence[Lot], carries: Mapping[int, LotCarry]
) -> Settlement:
    """Bring what the lots carry, the variance and the exchange difference to what the match says.

    `lots` are those the receipt line stocked, `carries` what they carried when last settled.
    """
    work.late = "price_difference"
    now = [_now(work, lot, match, carries.get(lot.id)) for lot in lots]
    wanted = _wanted(match.goods, [one.kept for one in now])
    goods, made = 0, []
    for lot, one, target in zip(lots, now, wanted, strict=True):
        change = target - one.carried
        if change:
            spread(work, lot, change, but=sent_back(work, lot))
        goods += change
        made.append(one._replace(carried=target))
    variance = match.variance + match.goods - sum(wanted) - settled.variance - sum(one.left for one in now)
    exchange = match.exchange - settled.exchange
    _note(work, match, goods, variance, exchange)
    kept = tuple(one for one in made if _is_news(one, carries.get(one.lot)))
    return Settlement(facts_of(work, ()), kept, goods, variance, exchange)


def _is_news(carry: LotCarry, before: LotCarry | None) -> bool:
    return bool(carry.carried) if before is None else carry[3:] != before[3:]


def _wanted(goods: int, kept: Sequence[int]) -> list[int]:
    """What each lot should carry: by units kept; nothing where none is kept."""
    holding = [units for units in kept if units > 0]
    parts = iter(shares(goods, holding))
    return [next(parts) if units > 0 else 0 for units in kept]


def _now(work: Work, lot: Lot, match: Match, before: LotCarry | None) -> LotCarry:
    """What a lot carries now: units gone since took their share with them, units back brought theirs."""
    reference = match.reference
    returned = match.kept < match.received or bool(before and before.gone)
    gone = gone_back(work, lot, reference, onward=returned)
    kept = lot.born_quantity - gone
    if before is None:
        return LotCarry(work.event, reference, lot.id, kept, 0, gone, 0)
    moved, carried, left = gone - before.gone, before.carried, before.left
    if moved > 0 and before.kept > 0:
        moving = half_even(carried * moved, before.kept)
    elif moved < 0 and before.gone > 0:
        moving = -half_even(left * -moved, before.gone)
    else:
        moving = 0
    return LotCarry(work.event, reference, lot.id, kept, carried - moving, gone, left + moving)


def _note(work: Work, match: Match, goods: int, variance: int, exchange: int) -> None:
    """The parts beside those of the lots: variance, exchange, and what leaves grni."""
    work.part("settled_variance", variance)
    work.part("rate_difference", exchange)
    whole = goods + variance + exchange
    work.part("difference_settled", whole, reference=match.reference, party=match.party)
