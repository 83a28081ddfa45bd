"""Exchange: source amounts in the currency and minor units a document is written in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from tieout.core.account import account_key
from tieout.core.currency import minor_places
from tieout.core.master import MasterData
from tieout.core.money import decimal_text, minor_as_billed, quanta_per_minor
from tieout.core.open_item import Billed, OpenItem, Registers
from tieout.core.scaled import half_even, half_up

MOST_PLACES: Final = 2
"""Places QuickBooks stores of an amount (fact sheet 11, rounding): finer currencies are converted."""


RATE_PLACES: Final = 12
"""Places of a rate that follows from two amounts; as many as a stated rate may have."""


class NoRate(Exception):
    """No rate is known for a currency on a day."""

    def __init__(self, currency: str, day: date) -> None:
        super().__init__(f"no rate of {currency} is known on {day}")
        self.currency = currency
        self.day = day


@dataclass(frozen=True, slots=True)
class Exchange:
    """How amounts of one source document become amounts of the books.

    `rate` is home units per 1 unit of `original`, a fraction where it follows from two amounts;
    `currency` is what the document is written in (accounting.md 1, currency); `home_rate` is home
    units per 1 unit of that, None at home. `told` is the rate that a person is told, where `rate` only
    follows from rounded amounts.
    """

    original: str
    currency: str
    rate: Decimal | Fraction
    source: str
    home: str
    home_rate: Decimal | None = None
    told: str = ""

    def minor(self, amount: int) -> int:
        """A source amount (10⁻⁸ units) in the document's minor units, rounded once, ties away from zero."""
        if self.original == self.currency:
            return minor_as_billed(amount, self.currency)
        exact = Fraction(self.rate) / Fraction(self.home_rate or 1) * amount
        exact /= quanta_per_minor(self.currency)
        return half_up(exact.numerator, exact.denominator)

    def exact(self, amount: int) -> int:
        """A source amount in 10⁻⁸ home units, half-even; 0 of a document in a currency of its own.

        QuickBooks makes the home amounts of such a document: there is nothing finer than its cents.
        """
        if self.home_rate is not None:
            return 0
        exact = Fraction(self.rate) * amount
        return half_even(exact.numerator, exact.denominator)

    @property
    def rate_text(self) -> str:
        """The rate as the document states it; empty at home."""
        return "" if self.home_rate is None else format(self.home_rate, "f")

    @property
    def converted_from(self) -> str:
        """The foreign currency amounts were converted from to home currency; empty where they were not."""
        return self.original if self.home_rate is None and self.original != self.home else ""

    @property
    def converted_at(self) -> str:
        """The rate amounts were converted to home currency at; empty where they were not."""
        return _shown(self.rate) if self.converted_from else ""

    def note(self, amount: int) -> str:
        """What the memo keeps of a converted document (S001-53); empty where nothing is converted."""
        if self.original == self.currency:
            return ""
        stated = decimal_text(minor_as_billed(amount, self.original), self.original)
        return f"Original {self.original} {stated} at {self.told or _shown(self.rate)} ({self.source})"


def _shown(rate: Decimal | Fraction) -> str:
    if isinstance(rate, Decimal):
        return str(rate)
    scaled = half_up(rate.numerator * 10**RATE_PLACES, rate.denominator)
    return format(Decimal(scaled).scaleb(-RATE_PLACES).normalize(), "f")


def exchange_of(
    currency: str, rate: Decimal | None, day: date, master: MasterData, *, at_home: bool = False
) -> Exchange:
    """The exchange of a document: its own rate, else the rate table's of the day.

    `at_home`: the document is converted whatever the company's setting says.

    Raises:
        NoRate: neither is known.
    """
    home = master.home_currency
    if currency == home:
        return Exchange(home, home, Decimal(1), "home", home)
    known, source = (rate, "as stated") if rate is not None else _table_rate(currency, day, master)
    if at_home or not writes_own(currency, master):
        return Exchange(currency, home, known, source, home)
    return Exchange(currency, currency, known, source, master.home_currency, known)


def writes_own(currency: str, master: MasterData) -> bool:
    """Whether documents of the currency are written in it: the setting, and what QuickBooks can store."""
    return master.own_currencies and minor_places(currency) <= MOST_PLACES


def _table_rate(currency: str, day: date, master: MasterData) -> tuple[Decimal, str]:
    known = master.rate(currency, day)
    if known is None:
        raise NoRate(currency, day)
    return known


def exchange_into(
    billed: Billed | None, currency: str, rate: Decimal | None, day: date, master: MasterData
) -> Exchange:
    """The exchange of what settles an invoice: in the invoice's currency, whatever was paid in.

    Money of the invoice's own currency keeps its own rate, the day's; other money becomes the
    invoice's at the two rates of the day.

    Raises:
        NoRate: a rate is not known.
    """
    if billed is None or billed.currency == master.home_currency:
        return exchange_of(currency, rate, day, master, at_home=billed is not None)
    if currency == billed.currency:
        known, source = (rate, "as stated") if rate is not None else _table_rate(currency, day, master)
        return Exchange(currency, currency, known, source, master.home_currency, known)
    paid = exchange_of(currency, rate, day, master)
    into, _ = _table_rate(billed.currency, day, master)
    return Exchange(currency, billed.currency, paid.rate, paid.source, paid.home, into)


def at_invoice_rate(
    exchange: Exchange, billed: Billed | None, amount: int, registers: Registers, *, rest: bool = True
) -> Exchange:
    """The exchange of a journal or credit of `amount` (10⁻⁸ units) against an invoice: at its own rate.

    So it takes off the receivable what the invoice put there; the rate that moved since is a
    difference of what it was settled with, never of the receivable. `exchange` is into the invoice's
    currency (`exchange_into`). Of an invoice converted to home
    currency the rate follows from what was billed; what settles the last of it takes all it is open
    with, to the cent. Without `rest` nothing is settled: the amount only stands at that rate.
    """
    if billed is None:
        return exchange
    if exchange.home_rate is not None:
        return replace(exchange, home_rate=Decimal(billed.rate), source="of the invoice")
    if not (is_converted(billed, exchange.home) and exchange.original == billed.original_currency):
        return exchange
    owed = owed_of(billed, registers) if rest else OpenItem(0, 0)
    rate = Fraction(settled_minor(billed, amount, owed) * quanta_per_minor(exchange.home), amount)
    return replace(exchange, rate=rate, source="of the invoice", told=billed.rate)


def is_converted(billed: Billed, home: str) -> bool:
    """Whether an invoice in a foreign currency is written in home currency."""
    return billed.currency == home != billed.original_currency and billed.original > 0


def owed_of(billed: Billed, registers: Registers) -> OpenItem:
    """What a converted invoice is open with: 10⁻⁸ units of its original currency, and at home."""
    account = str(account_key("accounts_receivable", currency=billed.currency))
    left = registers.original(account, billed.number)
    return OpenItem(left, registers.open_item(account, billed.number).home)


def settled_minor(billed: Billed, amount: int, owed: OpenItem) -> int:
    """Home minor units that `amount` (10⁻⁸ of the original currency) takes off a converted invoice.

    In proportion to what was billed, ties away from zero; the last of it takes the rest.
    """

    def share(part: int) -> int:
        return half_up(billed.minor * part, billed.original)

    if 0 < owed.minor <= amount:
        return owed.home + share(amount - owed.minor)
    return min(share(amount), max(0, owed.home)) if owed.minor > 0 else share(amount)


def implied_rate(home_minor: int, minor: int, currency: str, home: str) -> Decimal:
    """The rate at which minor units of a currency come to minor units of home, to twelve places."""
    rate = Fraction(home_minor, minor) * Fraction(10) ** (minor_places(currency) - minor_places(home))
    scaled = half_up(rate.numerator * 10**RATE_PLACES, rate.denominator)
    return Decimal(scaled).scaleb(-RATE_PLACES)
