"""Cents: exact values of a cost entry in minor units, pinned accounts by their rounded cumulatives.

A pinned account's posted balance equals its subledger rounded to the cent at every log position, so
a line is the difference of two rounded cumulatives; what the entry lacks then goes to its cost of
goods sold if it has any, else to rounding (accounting.md 2).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tieout.core.account import PINNED, AccountKey
from tieout.core.entry import Line, Side
from tieout.core.lot import Part
from tieout.core.money import minor_as_billed, minor_of_value, quanta_per_minor

ROUNDING = AccountKey("rounding")
STATED = frozenset({"labour_absorbed", "overhead_absorbed"})
"""Roles of a cost entry whose amounts the source states: rounded as billed, ties away from zero."""


class Exact(NamedTuple):
    """A placed part: account, value with debit above zero, and where it came from.

    The value of a cost is in 10⁻⁸ home units; that of a document in minor units, with the `exact`
    10⁻⁸ home units behind it where it stands on a pinned account.
    """

    account: AccountKey
    value: int
    part: Part
    exact: int = 0


class Pins:
    """Cumulative value of every pinned account, in 10⁻⁸ home units, debit above zero."""

    def __init__(self, home_currency: str, cumulative: dict[AccountKey, int] | None = None) -> None:
        """Start from the cumulatives known so far."""
        self.home_currency = home_currency
        self.quanta_per_minor = quanta_per_minor(home_currency)
        self.cumulative = dict(cumulative or {})

    def add(self, account: AccountKey, value: int) -> int:
        """Add a value; the change of the account's rounded balance in minor units."""
        before = self.cumulative.get(account, 0)
        self.cumulative[account] = after = before + value
        return minor_of_value(after, self.home_currency) - minor_of_value(before, self.home_currency)

    def copy(self) -> Pins:
        """The same cumulatives, to go back to when a chunk is taken back."""
        return Pins(self.home_currency, self.cumulative)


def cent_lines(exact: Iterable[Exact], pins: Pins) -> tuple[Line, ...]:
    """Balanced lines in home minor units; debits first, else accounts in the order they appear.

    Raises:
        ValueError: the exact values do not sum to zero.
    """
    placed = list(exact)
    if sum(item.value for item in placed):
        raise ValueError("the parts of a cost entry do not sum to zero")
    signed: dict[tuple[AccountKey, str], int] = {}
    details: dict[tuple[AccountKey, str], Part] = {}
    loose: dict[AccountKey, int] = {}
    for account, value, part, _ in placed:
        if account.role in PINNED:
            key = (account, part.reference if account.role == "grni" else "")
            signed[key] = signed.get(key, 0) + pins.add(account, value)
            details.setdefault(key, part)
        else:
            loose[account] = loose.get(account, 0) + value
    for account, value in loose.items():
        rounded = minor_as_billed if account.role in STATED else minor_of_value
        signed[account, ""] = rounded(value, pins.home_currency)
    _close(signed, loose)
    debits_first = sorted(signed.items(), key=lambda moved: moved[1] < 0)
    return tuple(_line(key, minor, details.get(key)) for key, minor in debits_first if minor)


def _close(signed: dict[tuple[AccountKey, str], int], loose: dict[AccountKey, int]) -> None:
    """Give what is missing to cost of goods sold if the entry has it, else to rounding."""
    missing = -sum(signed.values())
    if missing:
        sold = sorted(account for account in loose if account.role == "cogs" and loose[account])
        target = (sold[0] if sold else ROUNDING, "")
        signed[target] = signed.get(target, 0) + missing


def _line(key: tuple[AccountKey, str], minor: int, part: Part | None) -> Line:
    side = Side.DR if minor > 0 else Side.CR
    account, reference = key
    party = part.party if part and reference else ""
    return Line(side, account, abs(minor), abs(minor), party=party, reference=reference)
