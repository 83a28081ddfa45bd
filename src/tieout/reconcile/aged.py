"""Aged: what stands open per party, by how long it has (the aged list of receipts, of invoices)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from tieout.core.money import minor_of_value
from tieout.reconcile.subledgers import OpenItem

LIMITS: Final = (30, 60, 90)
"""Days: up to the first, up to the second, up to the third, and older."""


class Aged(NamedTuple):
    """What stands open of one party, home minor units, debit above zero; one sum per age."""

    party: str
    sums: tuple[int, ...]

    @property
    def total(self) -> int:
        """All ages together."""
        return sum(self.sums)


def age_days(item: OpenItem, day: date) -> int:
    """How many days an item has stood open at the end of a day; 0 on its first."""
    return (day - date.fromisoformat(item.since)).days


def aged(items: Iterable[OpenItem], day: date, currency: str) -> list[Aged]:
    """Open items summed per party and age, by party; each item rounded to the cent as it is listed."""
    parties: dict[str, list[int]] = {}
    for item in items:
        sums = parties.setdefault(item.party, [0] * (len(LIMITS) + 1))
        place = sum(age_days(item, day) > limit for limit in LIMITS)
        sums[place] += minor_of_value(item.value, currency)
    return [Aged(party, tuple(sums)) for party, sums in sorted(parties.items())]
