"""What suppliers billed, held against what was received, line by line (decisions: bills)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from tests.oracle.accounts import Journal, plain
from tests.oracle.exact import ZERO, at_micro, at_quantum, split
from tests.oracle.genealogy import (
    Bearer,
    Cover,
    Expense,
    Lot,
    SameGoods,
    descent,
    is_same_goods,
)

GRNI = plain("grni")
VARIANCE = plain("purchase_price_variance")
EXCHANGE = plain("fx_gain_loss")

TOLERATED = Fraction(95, 100)
"""Of the order price: an amount of so much bills all that is open (decisions: tolerances)."""


@dataclass(eq=False)
class SentBack(Expense):
    """Units that went back to their supplier: a price difference passes them by."""

    line: ReceiptLine | None = None
    """The receipt line they went back as units of, whatever lot gave them."""


class Billed(NamedTuple):
    """Units of one bill or credit for one receipt line, and what they cost: in the books and as billed."""

    units: Fraction
    """None stated (0): a surcharge on the price."""
    home: Fraction
    amount: Fraction
    currency: str


class Claim(NamedTuple):
    """Units billed: what they came to in the books, and at the receipt's rate."""

    units: Fraction
    home: Fraction
    priced: Fraction

    def part(self, units: Fraction) -> Claim:
        """Some of the units with their share, each half-even."""
        if units == self.units:
            return self
        share = units / self.units
        return Claim(units, at_quantum(self.home * share), at_quantum(self.priced * share))

    def less(self, other: Claim) -> Claim:
        return Claim(self.units - other.units, self.home - other.home, self.priced - other.priced)


NOTHING = Claim(ZERO, ZERO, ZERO)


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
    gross: Fraction = ZERO
    """What was received at order price, whatever went back."""
    sent_back: Fraction = ZERO
    gone: dict[Lot, Fraction] = field(default_factory=dict)
    """Units sent back that were of its lots; what they no longer held was negative stock."""
    bills: list[Billed] = field(default_factory=list)
    credits: list[Billed] = field(default_factory=list)
    """Those of units; a credit of the price alone is a bill of no units below zero."""
    lots: list[Lot] = field(default_factory=list)
    held: dict[Lot, Fraction] = field(default_factory=dict)
    """Price differences the kept units of each lot hold."""
    exchange: Fraction = ZERO
    settled: Fraction = ZERO
    """What differences moved in grni so far."""
    unkept: Fraction = ZERO
    """Price differences the variance took because no units are kept."""
    variance: Fraction = ZERO
    """Differences of credits, owed by nobody and borne by the variance."""

    unsaid: bool = False
    """Whether a bill of the line stated no quantity."""
    never_came: dict[int, Fraction] = field(default_factory=dict)
    """Units that a receipt told anew took off its lots, by the lot's ordinal."""

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
    def over_credited(self) -> bool:
        """Whether more units were credited than billed: what that claims stays in grni."""
        return sum(one.units for one in self.credits) > sum(one.units for one in self.bills)

    @property
    def open(self) -> Fraction:
        """Units still to be billed (below zero: billed too much)."""
        return self.kept + self.closed - self.billed

    def unsaid_units(self, amount: Fraction) -> Fraction:
        """Units of a bill that states none: all that is open, or what a smaller amount buys."""
        if not self.received:
            return ZERO
        unit, free, amount = self.gross / self.received, max(ZERO, self.open), at_quantum(amount)
        return free if amount >= free * unit * TOLERATED else at_micro(amount / unit)

    def claim(self, bill: Billed) -> Claim:
        """A bill at the receipt's rate; one in another currency at what it came to in the books."""
        same = bill.currency == self.currency
        return Claim(bill.units, bill.home, at_quantum(bill.amount * self.rate) if same else bill.home)

    def standing(self) -> tuple[list[Claim], Fraction, Fraction]:
        """Bills less what was credited of them, units billed last first.

        And what the credits differ by from what was billed: in price, in rate.
        """
        bills = [self.claim(bill) for bill in self.bills]
        if not self.credits:
            return bills, ZERO, ZERO
        sides = zip(*(self.claim(credit) for credit in self.credits), strict=True)
        credited = Claim(*(sum(side, ZERO) for side in sides))
        credited = credited.part(min(credited.units, sum((bill.units for bill in bills), ZERO)))
        left, taken = credited.units, []
        for place in reversed(range(len(bills))):
            taken.append(
                bills[place].part(min(left, bills[place].units)) if bills[place].units else NOTHING
            )
            bills[place] = bills[place].less(taken[-1])
            left -= taken[-1].units
        price = sum((claim.priced for claim in taken), ZERO) - credited.priced
        home = sum((claim.home for claim in taken), ZERO) - credited.home
        return bills, price, home - price

    def ordered(self, units: Fraction) -> Fraction:
        """The order price of some of the units kept, as a share of what is accrued for them."""
        return at_quantum(self.accrued * units / self.kept) if self.kept else ZERO

    def first(self, bill: Claim, units: Fraction, before: Fraction) -> Claim:
        """The first units of a bill: their order price as accrued, and their share of its difference.

        So a bill at order price differs by nothing, whatever the rounding (README.md: 24).
        """
        if units in (ZERO, bill.units) or not self.kept:
            return bill.part(units)
        differs = bill.priced - at_quantum(self.gross * bill.units / self.received)
        priced = self.ordered(before + units) - self.ordered(before)
        priced += at_quantum(differs * units / bill.units)
        rate = at_quantum((bill.home - bill.priced) * units / bill.units)
        return Claim(units, priced + rate, priced)

    def send_back(self, units: Fraction, owed: Fraction, journal: Journal) -> None:
        """Units went back: the price difference they took along is claimed from the supplier."""
        self.sent_back += units
        self.accrued -= owed
        self.leave_along(journal)

    def leave_along(self, journal: Journal) -> None:
        """The price difference that units took along to the variance is claimed from there."""
        along = ZERO
        for lot in self.lots:
            gone, held = self.sent_of(lot), self.held.get(lot, ZERO)
            moved = gone - self.gone.get(lot, ZERO)
            before = lot.born_quantity - gone + moved
            part = at_quantum(held * moved / before) if before else ZERO
            self.gone[lot], self.held[lot] = gone, held - part
            along += part
        self.move(journal, along, VARIANCE)

    def sent_of(self, lot: Lot) -> Fraction:
        """Units of a lot that went back to the supplier, or never came.

        Also out of the lots they moved to or joined, or came back in from customers, and what they covered
        of a shortage, by the part they are of it (README.md: 37, 40, 41).
        """
        back = self.never_came.get(lot.ordinal, ZERO)
        within: dict[SameGoods, Fraction] = defaultdict(lambda: ZERO, {lot: lot.born_quantity})
        for one in descent(lot):
            for units, taker in one.given() if within[one] else ():
                part = at_micro(within[one] * units / one.whole)
                went = taker.layer if isinstance(taker, Cover) else taker
                if isinstance(taker, SentBack) and taker.line is self:
                    back += part
                elif isinstance(went, SameGoods) and self.carries_on(one, taker):
                    within[went] += part
        return back

    @staticmethod
    def carries_on(one: SameGoods, taker: Bearer) -> bool:
        """Whether what a lot carries goes on with its units: not where they are at standard."""
        at_standard = isinstance(taker, Lot) and taker.differs
        return not at_standard and (not isinstance(one, Lot) or is_same_goods(one, taker))

    def came(self, lot: Lot) -> Fraction:
        """Units a lot came with, as its receipt is told now."""
        return lot.born_quantity - self.never_came.get(lot.ordinal, ZERO)

    def over_lots(self, value: Fraction) -> dict[Lot, Fraction]:
        """A price difference over the lots of the line by units kept."""
        lots = [lot for lot in self.lots if lot.born_quantity > self.sent_of(lot)] or self.lots[:1]
        weights = [max(lot.born_quantity - self.sent_of(lot), ZERO) for lot in lots]
        return dict(zip(lots, split(value, weights) if any(weights) else [value], strict=True))

    def reprice(self, price: Fraction, rate: Fraction) -> Fraction:
        """The receipt at another price, as if told at once: of all that came, less what went back."""

        def of(units: Fraction) -> Fraction:
            return at_quantum(units * price) - at_quantum(units * self.price)

        change = of(self.received) - of(self.sent_back)
        self.price, self.rate = price, rate
        self.accrued, self.gross = self.accrued + change, at_quantum(self.received * price)
        return change

    def retell(self, units: Fraction) -> Fraction:
        """More or fewer units: what the line's value changes by, at the price told now."""
        change = at_quantum(units * self.price) - self.gross
        self.received = units
        self.accrued, self.gross = self.accrued + change, self.gross + change
        return change

    def move(self, journal: Journal, into_grni: Fraction, account: tuple[str, tuple[str, ...]]) -> None:
        if into_grni:
            self.settled += into_grni
            journal.debit(GRNI, into_grni)
            journal.credit(account, into_grni)

    def settle(self, journal: Journal) -> None:
        """Bring price and rate differences of the matched units to what all facts say together."""
        self.leave_along(journal)
        if not self.received or not (self.bills or self.credits or self.closed):
            return
        bills, apart, rates = self.standing()
        left, priced, exchange, before = max(ZERO, self.kept + self.closed), ZERO, rates, ZERO
        for bill in bills:
            units = min(left, bill.units)
            if not units and bill.units:
                continue
            part = self.first(bill, units, before)
            left, before = left - units, before + units
            priced, exchange = priced + part.priced, exchange + part.home - part.priced
        rest_of_returns = not self.kept and any(bill.units for bill in bills)
        price = priced - (ZERO if rest_of_returns else self.accrued - self.ordered(left))
        self.move(journal, self.exchange - exchange, EXCHANGE)
        self.exchange = exchange
        self.move(journal, self.variance - apart, VARIANCE)
        self.variance = apart
        goods = price if self.kept else ZERO
        self.move(journal, self.unkept - (price - goods), VARIANCE)
        self.unkept = price - goods
        parts = self.over_lots(goods)
        for lot in self.lots:
            share = parts.get(lot, ZERO)
            change, self.held[lot] = share - self.held.get(lot, ZERO), share
            journal.credit(GRNI, change)
            self.settled -= change
            lot.bear(change, journal, (), passed_by=SentBack)
        over_billed = any(bill.units > self.kept + self.closed for bill in bills if bill.units)
        if not (self.open or over_billed or self.over_credited):
            assert self.grni == 0 or self.closed, f"grni is not cleared: {self}"

    @property
    def grni(self) -> Fraction:
        """What stands in grni of this line, debit above zero."""
        booked = sum((bill.home for bill in self.bills), ZERO) - sum(
            (one.home for one in self.credits), ZERO
        )
        return booked - self.accrued + self.settled
