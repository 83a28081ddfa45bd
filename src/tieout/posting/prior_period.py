"""Prior periods: what an entry means for periods before the one it posts in.

A late cost never rewrites what is posted (accounting.md 3): the entry in the open period says how much of
it belongs to goods that were sold, scrapped or lost in earlier months. A fact of a closed period says what
the rest of it would have done to the result of its own month.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tieout.core.chart import RESULT
from tieout.core.entry import Line
from tieout.core.lot import Part
from tieout.core.money import minor_of_value
from tieout.core.prior_period import PriorPeriod, by_month

Effects = tuple[tuple[str, int], ...]


def stated(
    parts: Iterable[Part], lines: Iterable[Line], own: date, day: date, currency: str
) -> PriorPeriod:
    """What the entry of a fact of `own` that posts on `day` states; `parts` are those of its cost.

    Posted on its own day, the effect of its parts on earlier months; posted later, the rest of what it
    does to the result too, in its own month: all months together are then what the entry does to it.
    """
    effects = _of_parts(parts, day, currency)
    if own == day:
        return PriorPeriod((), effects)
    return PriorPeriod((own,), _with_rest(effects, lines, own, day))


def taken_back(before: PriorPeriod, lines: Iterable[Line], own: date, day: date) -> PriorPeriod:
    """What taking an entry of `own` back on `day` states, by the mirrored lines: the opposite."""
    opposite = tuple((month, -minor) for month, minor in before.effects)
    days = before.days or ((own,) if own != day else ())
    return PriorPeriod(days, _with_rest(opposite, lines, own, day))


def _of_parts(parts: Iterable[Part], day: date, currency: str) -> Effects:
    month = f"{day:%Y-%m}"
    values: dict[str, int] = {}
    for part in parts:
        if part.period and part.period < month:
            values[part.period] = values.get(part.period, 0) + part.value
    return by_month((period, minor_of_value(value, currency)) for period, value in values.items())


def _with_rest(effects: Effects, lines: Iterable[Line], own: date, day: date) -> Effects:
    month = f"{own:%Y-%m}"
    if month >= f"{day:%Y-%m}":
        return effects
    result = sum(line.signed_home for line in lines if line.account.role in RESULT)
    rest = result - sum(minor for _, minor in effects)
    return by_month((*effects, (month, rest)))
