"""Clearing item: a charge, refund, dispute or reserve on a clearing account, at its own carrying amount.

It is carried at what it came in at. What leaves takes its share of that, the last takes the rest, so an
item that is settled holds 0.00 in its own currency and at home (accounting.md 2, 8). The carrying amount
follows from what came and what went alone, whatever the order they were told in.
"""

from __future__ import annotations

from typing import NamedTuple

from tieout.core.open_item import OpenItem
from tieout.core.scaled import half_up

_NOTHING = OpenItem(0, 0)


class ClearingItem(NamedTuple):
    """What came under a name (debits) and what went (credits), each at the rate of its day.

    The first of each pair is in a unit of the item's own currency, the second in home minor units.
    `came_on` and `went_on` are the last days (ordinals; 0 = none) on which something came or went.
    """

    came: OpenItem = _NOTHING
    went: OpenItem = _NOTHING
    came_on: int = 0
    went_on: int = 0

    @property
    def open(self) -> int:
        """What is open of it in its own currency, debit above zero."""
        return self.came.minor - self.went.minor

    @property
    def carried(self) -> int:
        """What is open of it at home: the share of the side that is larger, ties away from zero."""
        if self.open >= 0:
            return _left(self.came, self.went)
        return -_left(self.went, self.came)

    def moved(self, minor: int, home: int, day: int) -> ClearingItem:
        """With a movement, debit above zero; one that is settled begins anew with it."""
        kept = self if self.open else ClearingItem()
        if (minor or home) > 0:
            came = OpenItem(kept.came.minor + minor, kept.came.home + home)
            return kept._replace(came=came, came_on=max(kept.came_on, day))
        went = OpenItem(kept.went.minor - minor, kept.went.home - home)
        return kept._replace(went=went, went_on=max(kept.went_on, day))

    def taken_back(self, minor: int, home: int) -> ClearingItem:
        """Without a movement it had, told as it was; what it had less of stands on the other side."""
        came, went = self.came, self.went
        if (minor or home) > 0:
            came = OpenItem(came.minor - minor, came.home - home)
        else:
            went = OpenItem(went.minor + minor, went.home + home)
        if came.minor < 0:
            came, went = _NOTHING, OpenItem(went.minor - came.minor, went.home - came.home)
        elif went.minor < 0:
            came, went = OpenItem(came.minor - went.minor, came.home - went.home), _NOTHING
        return ClearingItem(
            came if came.minor else _NOTHING,
            went if went.minor else _NOTHING,
            self.came_on if came.minor else 0,
            self.went_on if went.minor else 0,
        )

    def joined(self, other: ClearingItem) -> ClearingItem:
        """Two names of one item together; of one that is settled nothing is left to join."""
        own = self if self.open else ClearingItem()
        return ClearingItem(
            OpenItem(own.came.minor + other.came.minor, own.came.home + other.came.home),
            OpenItem(own.went.minor + other.went.minor, own.went.home + other.went.home),
            max(own.came_on, other.came_on),
            max(own.went_on, other.went_on),
        )


def _left(larger: OpenItem, smaller: OpenItem) -> int:
    """What the larger side is carried at once the smaller has taken its share."""
    if not larger.minor:
        return 0
    return larger.home - half_up(larger.home * smaller.minor, larger.minor)
