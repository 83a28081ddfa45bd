"""Tax strategy: who states the tax of a sales form to QuickBooks, and in which shape (accounting.md 1).

`tax_line`: lines without tax, and one line of a product that posts to the agency's liability account.
`override`: taxable lines with the amount of tax stated. `native`: taxable lines, QuickBooks computes. In
each the tax is the one that was billed; what QuickBooks holds instead is a problem at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from tieout.core.entry import Line

TaxStrategy = Literal["tax_line", "override", "native"]
STRATEGIES: Final[tuple[TaxStrategy, ...]] = get_args(TaxStrategy)
OF_A_CHANNEL: Final = frozenset({"revenue", "shipping_income", "discounts", "returns_allowances"})
"""Roles qualified by the channel first; the lines of a sale that tax may be on."""

WHOLE: Final = ""
"""The key of the whole company among its channels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxPolicy:
    """The strategy per channel, "" = the company's own; the QuickBooks tax code and rate per agency.

    A tax code is a QuickBooks id; outside the US a rate id goes with it.
    """

    strategies: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    rates: Mapping[str, str] = field(default_factory=dict)

    def strategy(self, channel: str) -> TaxStrategy:
        """What counts for a channel."""
        found = self.strategies.get(channel) or self.strategies.get(WHOLE, "tax_line")
        return found if found in STRATEGIES else "tax_line"

    def of(self, lines: Iterable[Line]) -> TaxStrategy:
        """What counts for a sales form of these lines: the strategy of their channel."""
        return self.strategy(channel_of(lines))


def channel_of(lines: Iterable[Line]) -> str:
    """The channel of a sales form, from the first line that has one; "" = none says one."""
    for line in lines:
        if line.account.role in OF_A_CHANNEL and line.account.qualifiers:
            return line.account.qualifiers[0]
    return ""


def agency_of(line: Line) -> str:
    """The agency a line of tax is owed to."""
    return line.account.qualifiers[0] if line.account.qualifiers else ""
