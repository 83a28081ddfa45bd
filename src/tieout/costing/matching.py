"""Matching: what is known of a receipt line becomes its match, and the differences it has to settle.

Bills match the units kept in the order they came; a credit with units takes back the units billed last.
What is matched leaves grni whole: its order price against the accrual, the rest as difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from tieout.core.match import BILLS, CREDITS, SETTLED, Match, MatchFact, Tolerances
from tieout.core.scaled import half_even


class Claim(NamedTuple):
    """Units billed or credited: `value` as booked, `priced` at the receipt's rate (10⁻⁸ home units)."""

    units: int
    value: int
    priced: int

    def part(self, units: int) -> Claim:
        """So many of its units, with their share of the amounts; all of them with all of it."""
        if units == self.units:
            return self
        value, priced = (half_even(one * units, self.units) for one in (self.value, self.priced))
        return Claim(units, value, priced)

    def less(self, other: Claim) -> Claim:
        """What is left of it."""
        return Claim(self.units - other.units, self.value - other.value, self.priced - other.priced)


NOTHING: Final = Claim(0, 0, 0)
EXACT: Final = Tolerances()


def summed(claims: Iterable[Claim]) -> Claim:
    """Claims as one."""
    units, value, priced = 0, 0, 0
    for claim in claims:
        units, value, priced = units + claim.units, value + claim.value, priced + claim.priced
    return Claim(units, value, priced)


def match_of(facts: Sequence[MatchFact], tolerances: Tolerances = EXACT) -> Match:
    """How a receipt line stands after these facts, in the order of the log.

    Units billed beyond those received, within the tolerance of quantity, count as matched. A bill that
    states no quantity bills all that is open if its amount comes to that within the tolerance of price.
    """
    return _Line(facts, tolerances).match()


class _Line:
    """A receipt line being matched."""

    def __init__(self, facts: Sequence[MatchFact], tolerances: Tolerances) -> None:
        gone = {fact.of for fact in facts if fact.kind == "taken back"}
        self.base = sum(fact.value for fact in facts if fact.kind not in SETTLED)
        """Also what was billed and taken back: the reversal moved whole cents, the bill did not."""
        self._facts = [fact for fact in facts if not (fact.event in gone and fact.kind in BILLS | CREDITS)]
        self._tolerances = tolerances
        self.received = self._units("received")
        self.kept = max(0, self.received - self._units("returned"))
        self.owed = -sum(fact.value for fact in facts if fact.kind in {"opened", "received", "returned"})
        self.gross = -sum(fact.value for fact in self._facts if fact.kind == "received")
        """What was received at order price, whatever went back."""
        closed = [fact for fact in facts if fact.kind == "closed"]
        self.accepted = sum(fact.amount for fact in closed)
        self.allowed = self.kept - sum(fact.units for fact in closed)
        self.unknown = not self.received and not closed and self._is_opened
        rated = [fact for fact in facts if fact.kind == "received" and fact.rate]
        self._currency = rated[-1].currency if rated else ""
        self._rate = Fraction(rated[-1].rate) if rated else None

    @property
    def _is_opened(self) -> bool:
        return any(fact.kind == "opened" for fact in self._facts)

    def _units(self, kind: str) -> int:
        return sum(fact.units for fact in self._facts if fact.kind == kind)

    def _claim(self, fact: MatchFact, units: int) -> Claim:
        """A fact at the receipt's rate where it is in the receipt's currency, else as it was booked."""
        if self._rate is None or fact.currency != self._currency:
            return Claim(units, fact.value, fact.value)
        exact = self._rate * fact.amount
        priced = half_even(exact.numerator, exact.denominator)
        return Claim(units, fact.value, priced if fact.kind in BILLS else -priced)

    def _claims(self, kinds: frozenset[str]) -> list[Claim]:
        return [self._claim(fact, fact.units) for fact in self._facts if fact.kind in kinds]

    def _bills(self) -> Iterator[Claim]:
        """Each bill; one that states no quantity bills what is open, or what its amount buys of it.

        Units that had gone back when it came were not open any more; those that went back later were.
        """
        free = self.received
        for fact in self._facts:
            if fact.kind == "returned":
                free -= fact.units
            if fact.kind in BILLS:
                claim = self._claim(fact, fact.units)
                if fact.kind != "billed" and free > 0:
                    claim = claim._replace(
                        units=self._bought(claim, free, Fraction(self.gross, self.received))
                    )
                free -= claim.units
                yield claim

    def _bought(self, claim: Claim, free: int, unit: Fraction) -> int:
        worth = unit * free
        if claim.priced >= worth * (1 - Fraction(self._tolerances.price)):
            return free
        bought = claim.priced / unit
        return half_even(bought.numerator, bought.denominator)

    def match(self) -> Match:
        """Bills less credits against what is kept; the differences of what is matched."""
        bills = list(self._bills())
        credited = summed(self._claims(frozenset({"credited"})))
        billed_back = _taken_last(bills, credited.units)
        beyond = credited.part(credited.units - billed_back.units) if credited.units else NOTHING
        credited = credited.less(beyond)
        matched, over, loose = self._matched(bills)
        discounts = summed(self._claims(frozenset({"credited without quantity"})))
        owned = summed([matched, discounts])
        settled = [owned, billed_back, credited]
        variance = billed_back.priced + credited.priced
        exchange = sum(claim.value - claim.priced for claim in settled)
        return self._stated(_Sides(bills, owned, over, loose, beyond), variance, exchange)

    def _matched(self, bills: Sequence[Claim]) -> tuple[Claim, Claim, Claim]:
        """What of the bills is matched with units kept, first billed first; over; over without units."""
        billed = sum(bill.units for bill in bills)
        spare = self.received * Fraction(self._tolerances.quantity)
        left = billed if 0 < billed - self.allowed <= spare else self.allowed
        matched: list[Claim] = []
        over: list[Claim] = []
        loose: list[Claim] = []
        for bill in bills:
            if not bill.units:
                (matched if self.kept else loose).append(bill)
                continue
            units = min(bill.units, max(0, left))
            taken = self._first(bill, units, sum(one.units for one in matched))
            left -= units
            matched.append(taken)
            over.append(bill.less(taken))
        return summed(matched), summed(over), summed(loose)

    def _first(self, bill: Claim, units: int, before: int) -> Claim:
        """The first units of a bill: their order price as accrued, and their share of what it differs.

        So a bill at order price has no difference, however the accrual was rounded for what went back.
        """
        if units in {0, bill.units} or not self.kept:
            return bill.part(units)
        ordered = self._ordered(before + units) - self._ordered(before)
        unit = Fraction(self.gross, self.received)
        differs = bill.priced - half_even(unit.numerator * bill.units, unit.denominator)
        priced = ordered + half_even(differs * units, bill.units)
        exchange = half_even((bill.value - bill.priced) * units, bill.units)
        return Claim(units, priced + exchange, priced)

    def _ordered(self, units: int) -> int:
        """The order price of so many of the units kept, as it is accrued."""
        return half_even(self.owed * units, self.kept)

    def _stated(self, sides: _Sides, variance: int, exchange: int) -> Match:
        open_units, open_value = self._open(sides.matched)
        loose = sides.loose.value + sides.beyond.value - self.accepted
        over_units, over, credit = sides.over.units, sides.over.value + max(0, loose), max(0, -loose)
        if self.received and not self.kept and over_units:
            over -= self.owed  # quanta by which the accruals of what went back were rounded
        if self.unknown:
            variance, exchange, over_units, credit = 0, 0, 0, 0
            over, open_value = max(0, self.base), max(0, -self.base)
        goods = self.base - (over - open_value - credit) - variance - exchange
        if not self.kept:
            goods, variance = 0, variance + goods
        matched = sides.matched
        return Match(
            reference=self._facts[0].reference if self._facts else "",
            party=next((fact.party for fact in self._facts if fact.party), ""),
            received=self.received,
            kept=self.kept,
            billed=sum(bill.units for bill in sides.bills),
            allowed=self.allowed,
            matched=matched.units,
            matched_value=matched.priced,
            ordered_value=self._ordered(matched.units) if self.kept else 0,
            open_units=open_units,
            open_value=open_value,
            over_units=over_units,
            over_value=over,
            credit_units=sides.beyond.units if credit else 0,
            credit_value=credit,
            goods=goods,
            variance=variance,
            exchange=exchange,
            closing_units=open_units - sides.over.units,
            closing_amount=loose,
            bills=tuple(dict.fromkeys(fact.number for fact in self._facts if fact.kind in BILLS)),
            currency=self._currency,
            rate=self._rate,
            mixed=any(fact.currency != self._currency for fact in self._facts if fact.kind in BILLS),
        )

    def _open(self, matched: Claim) -> tuple[int, int]:
        """Units kept and not billed, and what is owed for them."""
        units = max(0, self.allowed - matched.units) if self.kept else 0
        return units, self._ordered(units) if units else 0


class _Sides(NamedTuple):
    """The bills of a line, and what of them is matched, over, over without units, credited beyond them."""

    bills: Sequence[Claim]
    matched: Claim
    over: Claim
    loose: Claim
    beyond: Claim


def _taken_last(bills: list[Claim], units: int) -> Claim:
    """Take units off the bills, last billed first; what they were billed at. `bills` keeps the rest."""
    taken = []
    for place in reversed(range(len(bills))):
        piece = min(units, bills[place].units)
        if piece > 0:
            units -= piece
            one = bills[place].part(piece)
            bills[place] = bills[place].less(one)
            taken.append(one)
    return summed(taken)
