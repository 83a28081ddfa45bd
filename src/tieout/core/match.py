"""Match: order, receipt and bill of one receipt line held against each other (accounting.md 5).

What happened to a receipt line is kept as match facts, appended in the order of the log; a `Match` is
how they stand together now. Bills may come in any order, in parts, twice, before the goods or after
they went back: the match depends on what is known, never on what came first.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, NamedTuple

MatchKind = Literal[
    "opened",
    "received",
    "returned",
    "billed",
    "billed without quantity",
    "credited",
    "credited without quantity",
    "taken back",
    "closed",
    "goods",
    "variance",
    "exchange",
    "set apart",
]
"""What may happen to a receipt line; the last are what a difference was settled to, and what was shown
elsewhere at the end of a period."""

SETTLED: Final = frozenset({"goods", "variance", "exchange", "set apart"})
"""Kinds that are no part of what was received and billed."""
BILLS: Final = frozenset({"billed", "billed without quantity"})
CREDITS: Final = frozenset({"credited", "credited without quantity"})


class MatchFact(NamedTuple):
    """One thing that happened to a receipt line.

    `reference` names the line as its open item in grni does (`receipt/line`). `units` are in 10⁻⁶ and
    `value` is what moved on grni in 10⁻⁸ home units, debit above zero; units received, returned,
    billed and credited are above zero, what a revision takes off them below. `amount` is what a bill
    or credit says, in 10⁻⁸ units of `currency`; of a closing, what it accepts without units. `rate`
    is home units per unit of a receipt's currency. `of` is the event that a taking back takes back.
    `day` is the business date, `posted` the date it counts on in the books.
    """

    event: str
    kind: MatchKind
    reference: str
    number: str
    party: str
    day: str
    posted: str
    units: int = 0
    value: int = 0
    amount: int = 0
    currency: str = ""
    rate: str = ""
    of: str = ""


class Tolerances(NamedTuple):
    """How far a bill may be from order and receipt without an exception, as shares (0.05 = 5 %)."""

    price: Decimal = Decimal("0.05")
    quantity: Decimal = Decimal(0)


class LotCarry(NamedTuple):
    """What of the price differences of a receipt line one of its lots carries, as last settled.

    `kept` units (10⁻⁶) of the lot are ours, `carried` (10⁻⁸ home units) is what they and what was made
    of them carry; `gone` units went back to the supplier (or never came) and took `left` with them to
    the price variance.
    """

    event: str
    reference: str
    lot: int
    kept: int
    carried: int
    gone: int
    left: int


class OpenReceipt(NamedTuple):
    """What is open in grni of a receipt line on a day: units (10⁻⁶) and value (10⁻⁸ home units).

    `day` is the business date it has been open since: the receipt's; of what was billed without goods,
    the bill's. `value` is debit above zero: what is owed for goods received stands below zero, what
    was billed beyond them above. `units` are those received and not billed, below zero billed too much.
    """

    reference: str
    supplier: str
    day: str
    units: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How a receipt line stands: units in 10⁻⁶, values in 10⁻⁸ home units.

    `kept` = received less returned; `allowed` = kept, less what was closed short, with what was accepted
    above it. `open_*`: kept and not billed, at order price (what is still owed for). `over_*`: billed
    and not kept, at the price billed. `credit_*`: credited beyond what was billed. `matched_value` is
    what is billed for the units matched at the receipt's rate, `ordered_value` their order price.
    `goods`, `variance` and `exchange` are what has to leave grni in all (debit there above zero): to
    the goods by genealogy, to purchase_price_variance, to fx_gain_loss. `closing_*` are what closing
    the line would state. `currency` and `rate` (home units per unit) are the receipt's; `mixed` = some of
    its bills are in another one.
    """

    reference: str
    party: str
    received: int
    kept: int
    billed: int
    allowed: int
    matched: int
    matched_value: int
    ordered_value: int
    open_units: int
    open_value: int
    over_units: int
    over_value: int
    credit_units: int
    credit_value: int
    goods: int
    variance: int
    exchange: int
    closing_units: int
    closing_amount: int
    bills: tuple[str, ...] = ()
    currency: str = ""
    rate: Fraction | None = None
    mixed: bool = False

    @property
    def named(self) -> bool:
        """Whether it is a receipt line, not the item of a bill or credit that names none."""
        return not self.reference.startswith(("bill ", "credit "))

    @property
    def balance(self) -> int:
        """What stays on grni of the line once it is settled, debit above zero."""
        return self.over_value - self.open_value - self.credit_value
