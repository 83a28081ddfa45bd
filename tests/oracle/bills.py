"""What suppliers billed, held against what was received, line by line (decisions: bills against receipts)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from tests.oracle.accounts import Journal, plain
from tests.oracle.exact import ZERO, at_micro, at_quantum
from tests.oracle.genealogy import Expense, Lot

GRNI = plain("grni")
VARIANCE = plain("purchase_price_variance")
EXCHANGE = plain("fx_gain_loss")
TOLERATED = Fraction(95, 100)
"""Of the order price: an amount of so much bills all that is open (decisions: tolerances)."""


@dataclass(eq=False)
class SentBack(Expense):
    """Units that went back to their supplier: a price difference passes them by."""


@dataclass
class Billed:
    """Units of one bill for one receipt line, and what they cost: in the books and as billed."""

    units: Fraction
    """None stated (0): a surcharge on the price."""
    home: Fraction
    amount: Fraction
    currency: str

    def part(self, units: Fraction) -> tuple[Fraction, Fraction]:
        """Of some of the units: value in the books, and amount as billed."""
        if units == self.units:
            return self.home, self.amount
        return at_quantum(self.home * units / self.units), self.amount * units / self.units


@dataclass
class ReceiptLine:
    """One receipt line with its bills: worked out as a whole after every fact of it."""

    price: Fraction = ZERO
    """Order price at the receipt's rate."""
    currency: str = ""
    rate: Fraction = Fraction(1)
    received: Fraction = ZERO
    accrued: Fraction = ZERO
    """What stands in grni of the goods: received less sent back, at order price."""
    sent_back: Fraction = ZERO
    bills: list[Billed] = field(default_factory=list)
    credits: list[Billed] = field(default_factory=list)
    """Those of units; a credit of the price alone is a bill of no units below zero."""
    lots: list[Lot] = field(default_factory=list)
    price_held: Fraction = ZERO
    """Price differences the kept units hold."""
    exchange: Fraction = ZERO
    variance: Fraction = ZERO
    """Differences of credits, owed by nobody and borne by the variance."""

    closed: Fraction = ZERO
    """Units billed too much (above zero) or too few that somebody approved to leave it at."""

    @property
    def kept(self) -> Fraction:
        return self.received - self.sent_back

    @property
    def billed(self) -> Fraction:
        billed = sum((bill.units for bill in self.bills), ZERO)
        return billed - min(billed, sum((credit.units for credit in self.credits), ZERO))

    @property
    def open(self) -> Fraction:
        """Units still to be billed (below zero: billed too much)."""
        return self.kept + self.closed - self.billed

    def unsaid_units(self, amount: Fraction) -> Fraction:
        """Units of a bill that states none: all that is open, or what a smaller amount buys."""
        owed = max(ZERO, self.open) * self.price
        return max(ZERO, self.open) if amount >= owed * TOLERATED else at_micro(amount / self.price)

    def at_receipt(self, home: Fraction, amount: Fraction, currency: str) -> Fraction:
        """What an amount comes to at the receipt's rate; in another currency what it came to."""
        return at_quantum(amount * self.rate) if currency == self.currency else home

    def standing(self) -> tuple[list[Billed], Fraction, Fraction]:
        """Bills less what was credited of them, units billed last first.

        And what credits differ by from what was billed: in price, in rate.
        """
        bills, apart, rates = [replace(bill) for bill in self.bills], ZERO, ZERO
        for credit in self.credits:
            left = credit.units
            while left and any(bill.units for bill in bills):
                last = next(bill for bill in reversed(bills) if bill.units)
                part = min(left, last.units)
                value, amount = last.part(part)
                given, given_amount = credit.part(part)
                price = self.at_receipt(value, amount, last.currency)
                price -= self.at_receipt(given, given_amount, credit.currency)
                apart, rates = apart + price, rates + value - given - price
                last.units, last.home, last.amount = last.units - part, last.home - value, last.amount - amount
                left -= part
                if not last.units:
                    bills.remove(last)
        return bills, apart, rates

    def send_back(self, units: Fraction, owed: Fraction, journal: Journal) -> None:
        """Units go back: the price difference they took along is claimed from the supplier."""
        along = at_quantum(self.price_held * units / self.kept) if self.kept else ZERO
        along = self.price_held if units == self.kept else along
        self.price_held -= along
        self.sent_back += units
        self.accrued -= owed
        self.move(journal, along, VARIANCE)

    @staticmethod
    def move(journal: Journal, into_grni: Fraction, account: tuple[str, tuple[str, ...]]) -> None:
        if into_grni:
            journal.debit(GRNI, into_grni)
            journal.credit(account, into_grni)

    def settle(self, journal: Journal) -> None:
        """Bring price and rate differences of the matched units to what all facts say together."""
        if not self.received or not (self.bills or self.credits or self.closed):
            return
        bills, apart, rates = self.standing()
        left, value, exchange = self.kept + self.closed, ZERO, ZERO
        for bill in bills:
            units = min(left, bill.units)
            left -= units
            if units or not bill.units:
                home, amount = bill.part(units)
                value += home
                exchange += home - self.at_receipt(home, amount, bill.currency)
        price = value - exchange - (self.accrued - at_quantum(left * self.price))
        self.move(journal, self.exchange - exchange - rates, EXCHANGE)
        self.exchange = exchange + rates
        self.move(journal, self.variance - apart, VARIANCE)
        self.variance = apart
        change, self.price_held = price - self.price_held, price
        if change:
            journal.credit(GRNI, change)
            self.bear(change, journal)

    def bear(self, change: Fraction, journal: Journal) -> None:
        """The change goes where the kept units are; where none is kept the variance takes it."""
        if not self.kept:
            journal.debit(VARIANCE, change)
            self.price_held -= change
        elif len(self.lots) == 1:
            self.lots[0].bear(change, journal, (), passed_by=SentBack)
        else:
            raise AssertionError("histories receive a line once")
