"""Entry: the balanced lines of one event, its effect on the books (design 1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final, NamedTuple

from tieout.core.account import AccountKey
from tieout.core.ids import EntryId, EventId
from tieout.core.prior_period import NOTHING, PriorPeriod

REVERSAL: Final = "reversal of "
"""How the rule of an entry begins that takes another one back; then follows that one's rule."""


class Side(Enum):
    """The side of a line: debit or credit."""

    DR = "Dr"
    CR = "Cr"

    def other(self) -> Side:
        """The opposite side."""
        return Side.CR if self is Side.DR else Side.DR


SIDE_TEXTS: Final = {Side.DR: "Dr", Side.CR: "Cr"}
"""How a side is written."""


class Line(NamedTuple):
    """One line: side, account, positive minor units in transaction and in home currency.

    `reference` names the open item the line moves: a receipt line, an invoice, a deposit's order.
    `quantity` is in 10⁻⁶ units of `item`. A line that exists only in home currency (a rounding of
    the conversion) has `minor` 0. Lines of nothing at all are those of a sale given away, and no others.
    """

    side: Side
    account: AccountKey
    minor: int
    home: int
    party: str = ""
    item: str = ""
    quantity: int = 0
    text: str = ""
    reference: str = ""

    @property
    def signed_home(self) -> int:
        """Home minor units, debit above zero."""
        return self.home if self.side is Side.DR else -self.home


def check_balance(lines: Iterable[Line], what: str) -> None:
    """Refuse lines that do not balance in transaction currency and in home currency (law 2).

    Lines of nothing stand by themselves: they are all there is, or there is none.

    Raises:
        ValueError: naming the difference on each side.
        TypeError: an amount that is no whole number (law 1).
    """
    minor = home = count = nothing = 0
    debit = Side.DR
    for line in lines:
        count += 1
        moved, at_home = line.minor, line.home
        if type(moved) is not int or type(at_home) is not int:
            raise TypeError(f"{what}: minor units are whole numbers, not {moved!r} and {at_home!r}")
        if moved < 0 or at_home < 0:
            raise ValueError(f"{what}: a line carries a positive amount on one side, not {line}")
        nothing += not (moved or at_home)
        if line.side is debit:
            minor += moved
            home += at_home
        else:
            minor -= moved
            home -= at_home
    if nothing not in (0, count):
        raise ValueError(f"{what}: a line of nothing stands beside lines with an amount")
    if minor or home:
        raise ValueError(
            f"{what} does not balance: debits less credits are {minor} in its currency, {home} at home"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The effect of one event on the books under one rule.

    `group` says which document it will stand in: entries of one group key are sealed together;
    an empty group gives the entry a document of its own. `document` is that document's type.
    `memo` says in words what `prior` states of earlier periods. `reverses` is the entry it takes back;
    "" = none, or units whose cost goes back anew and by no entry's lines.
    """

    id: EntryId
    event: EventId
    rule: str
    day: date
    currency: str
    rate: str
    lines: tuple[Line, ...]
    document: str
    group: str = ""
    number: str = ""
    party: str = ""
    due: date | None = None
    memo: str = ""
    links: tuple[tuple[str, int], ...] = ()
    prior: PriorPeriod = NOTHING
    reverses: str = ""

    @property
    def is_reversal(self) -> bool:
        """Whether it takes back what was posted."""
        return self.rule.startswith(REVERSAL)

    def __post_init__(self) -> None:
        """Refuse an entry that does not balance or has no lines."""
        if not self.lines:
            raise ValueError(f"entry {self.id} has no lines")
        check_balance(self.lines, f"entry {self.id} ({self.rule})")


def is_of_nothing(lines: Iterable[Line]) -> bool:
    """Whether lines move nothing: those of a sale given away, which still is a sale."""
    return not any(line.minor or line.home for line in lines)
