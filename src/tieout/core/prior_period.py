"""Prior period: what an entry of an open day states for closed days and for months before its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final, NamedTuple

from tieout.core.money import decimal_text

CLOSED: Final = ", whose period is closed"
"""How the words end that name closed days."""


class PriorPeriod(NamedTuple):
    """What is stated of earlier periods by a fact that posts later (accounting.md 3).

    `days` are the closed days of the facts; none where the entry stands on its own day. `effects` is
    what it does to the result of earlier months: (month `YYYY-MM`, home minor units, cost above zero),
    by month, none of them zero.
    """

    days: tuple[date, ...] = ()
    effects: tuple[tuple[str, int], ...] = ()

    def words(self, home_currency: str) -> str:
        """As the end of a memo; "" = it states nothing."""
        said = ""
        if self.effects:
            amounts = (f"{month} {decimal_text(minor, home_currency)}" for month, minor in self.effects)
            said = f"; of earlier periods: {', '.join(amounts)}"
        return f"{said}; of {self.own_days}{CLOSED}" if self.days else said

    @property
    def plain(self) -> list[list[object]]:
        """As plain values, for a store; `prior_period_of` reads them."""
        return [[day.isoformat() for day in self.days], [list(effect) for effect in self.effects]]

    @property
    def own_days(self) -> str:
        """The closed days as text; "" = none."""
        return ", ".join(day.isoformat() for day in self.days)


NOTHING: Final = PriorPeriod()


def prior_period_of(plain: Any) -> PriorPeriod:
    """What plain values state."""
    days, effects = plain
    return PriorPeriod(
        tuple(date.fromisoformat(day) for day in days), tuple((month, minor) for month, minor in effects)
    )


def together(stated: Iterable[PriorPeriod]) -> PriorPeriod:
    """What several entries state as one."""
    days: set[date] = set()
    effects: list[tuple[str, int]] = []
    for one in stated:
        days.update(one.days)
        effects += one.effects
    return PriorPeriod(tuple(sorted(days)), by_month(effects))


def by_month(effects: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """The effects summed per month, in order, without those that come to nothing."""
    sums: dict[str, int] = {}
    for month, minor in effects:
        sums[month] = sums.get(month, 0) + minor
    return tuple((month, minor) for month, minor in sorted(sums.items()) if minor)
