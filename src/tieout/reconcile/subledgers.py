"""Subledgers: each register of open items against the balance of its control account (accounting.md 8.4).

A register is what the facts leave open on a day; its control account is what sealed documents say by
that day. What lies between the two is in flight, rounding, or a difference (`comparison`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tieout.core.account import AccountKey
from tieout.core.counted import counted
from tieout.core.difference import Difference
from tieout.core.money import decimal_text
from tieout.reconcile.registers.moved import Fact

Standing = Literal["sealed", "waits", "held", "given_up"]
"""Where an entry stands: in a document, waiting for its day to end, held, or its document given up."""

Control = tuple[str, str]
"""The control account of a key, and the key's text where the account holds other things as well."""

Place = tuple[str, str, str]
"""A control account, the part of it a register stands for, and the party within it; "" = the whole."""


class Posted(NamedTuple):
    """What an entry puts on a control account: minor units of its currency and of home, debit above zero.

    `day` is its document's, else its own.
    """

    account: AccountKey
    party: str
    fact: Fact
    minor: int
    home: int
    currency: str
    day: str
    standing: Standing
    document: str
    why: str = ""


@dataclass(slots=True)
class OpenItem:
    """One open item of a register on a day; `value` in 10⁻⁸ home units, debit above zero.

    `original` is what is open of it in the foreign currency it is of, in 10⁻⁸ units of that. `since` is
    the day of the first fact that moved it; `quantity` counts `item` in 10⁻⁶ units. `order` is the order
    that units shipped wait by for their invoice.
    """

    account: AccountKey
    name: str
    party: str = ""
    item: str = ""
    since: str = ""
    quantity: int = 0
    value: int = 0
    minor: int = 0
    currency: str = ""
    original: int = 0
    order: str = ""


class InFlight(NamedTuple):
    """What one fact adds to a control account (home minor units) not yet, or on another day."""

    reason: Literal["waits", "held", "given_up", "another_day"]
    fact: Fact
    minor: int
    day: str
    document: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subledger:
    """A register and its control account on a day, home minor units, debit above zero.

    `part` is the account key where the account holds other things as well (a gateway that pays straight
    to the bank). `total` is the register, `posted` the sealed documents: posted − total is in flight,
    rounding (cents of a pinned account by business date, of foreign documents) or a difference.
    """

    name: str
    account: str
    part: str
    party: str
    roles: tuple[str, ...]
    items: tuple[OpenItem, ...]
    total: int
    posted: int
    in_flight: tuple[InFlight, ...]
    differences: tuple[Difference, ...]

    @property
    def moving(self) -> int:
        """What is in flight, in sum."""
        return sum(one.minor for one in self.in_flight)

    @property
    def difference(self) -> int:
        """What nothing explains; it must be zero."""
        return sum(one.minor for one in self.differences)

    @property
    def rounding(self) -> int:
        """Cents that only rounding explains."""
        return self.posted - self.total - self.moving - self.difference

    @property
    def first(self) -> Difference | None:
        """The first difference by day."""
        return min(self.differences, key=lambda one: (one.day, one.document), default=None)

    @property
    def agrees(self) -> bool:
        """Whether nothing differs, not even in parts that offset each other."""
        return not self.differences


def verdict(registers: Sequence[Subledger], lots: Sequence[Difference], currency: str) -> str:
    """Whether registers come to their accounts, and where the first does not; empty = all do."""
    off = [one for one in registers if not one.agrees]
    if not off and not lots:
        return ""
    found = [each for one in off for each in one.differences] or list(lots)
    first = min(found, key=lambda one: (one.day, one.document))
    total = decimal_text(sum(abs(one.minor) for one in found), currency)
    count = counted(len(off) or len(lots), "register")
    document = f" document {first.document}," if first.document else ""
    return (
        f"NOT TIED OUT: {count} not equal to the account, {total} in sum; "
        f"first on {first.day}:{document} {first.account}, {first.text}"
    )
