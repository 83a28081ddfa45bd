"""Lots, and who bears their cost: the genealogy a late cost travels along (accounting.md 2, 3, 5).

Some of it is the same goods, moved, shipped and given back, or there to cover what was taken short; the
rest was made into something else (README.md: 37, 40, 41).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from tests.oracle.accounts import Account, Journal, plain
from tests.oracle.exact import ZERO, at_micro, at_quantum, split, taken

WIP = plain("inventory_wip")
SHIPPED = plain("shipped_not_invoiced")
SCRAP = plain("scrap")
BOUGHT_LATE = plain("purchase_price_variance")
MADE_LATE: Account = ("production_variance", ("late_cost",))
CIRCULAR: Account = ("inventory_adjustment", ("circular",))
Path = tuple["Bearer", ...]


class Bearer(Protocol):
    """Whoever took cost from a lot, and so bears its later changes."""

    def bear(self, delta: Fraction, journal: Journal, path: Path) -> None:
        """Pass a change of cost on to where the cost stands now."""


@dataclass(eq=False)
class Expense:
    """Cost that left for good, to one account."""

    account: Account

    def bear(self, delta: Fraction, journal: Journal, path: Path) -> None:
        journal.debit(self.account, delta)


@dataclass(eq=False)
class Lot:
    """Units of one item at one place with their value; the root of what was made of them."""

    item: str
    location: str
    number: str
    account: Account
    born_quantity: Fraction
    born_value: Fraction
    quantity: Fraction = ZERO
    value: Fraction = ZERO
    ordinal: int = 0
    differs: Account | None = None
    """Of stock at standard: the account of what a covering leaves; None = late costs follow the units."""
    takes: list[tuple[Fraction, Bearer]] = field(default_factory=list)
    came_from: list[tuple[Fraction, Lot | ShippedLine]] = field(default_factory=list)
    """What its units moved on from, or came back from; none: they came with it, or were taken short."""

    def __post_init__(self) -> None:
        self.quantity, self.value = self.born_quantity, self.born_value

    def undone(self, by: Bearer | None = None) -> Fraction:
        """Its units that covered what the very one they came from had taken short (README.md: 42)."""
        covers = [one for _, one in self.takes if isinstance(one, Cover)]
        return sum((one.undone for one in covers if by in (None, one.layer.bearer)), ZERO)

    @property
    def whole(self) -> Fraction:
        """All units it had to give, without those that were never taken."""
        never = [one.undone(self) for _, one in self.takes if isinstance(one, Lot)]
        return self.born_quantity - self.undone() - sum(never, ZERO)

    def given(self) -> list[tuple[Fraction, Bearer]]:
        """Its takes, without units that were never taken."""
        less = [
            (units - (one.undone if isinstance(one, Cover) else never_taken(one, self)), one)
            for units, one in self.takes
        ]
        return [(units, one) for units, one in less if units]

    def start(self, value: Fraction) -> None:
        """State the value the lot comes into being with."""
        self.born_value = self.value = value

    def take(self, quantity: Fraction, bearer: Bearer) -> Fraction:
        """value × taken ÷ quantity, half-even; the last taker takes the rest (accounting.md 2)."""
        value = taken(self.value, quantity, self.quantity)
        self.quantity -= quantity
        self.value -= value
        self.takes.append((quantity, bearer))
        return value

    def takes_but(self, sort: type[Bearer]) -> Iterator[tuple[Fraction, Bearer]]:
        """Takes without those of one sort of taker, also out of the lots that units went on in whole.

        And out of the lines they were shipped by, and the shortages they covered.
        """
        for units, taker in self.given():
            if (isinstance(taker, Lot) and taker.came_from) or (
                isinstance(taker, ShippedLine | Cover) and is_same_goods(self, taker)
            ):
                units -= taker.part(units, taker.lost_to(sort))
            if units and not isinstance(taker, sort):
                yield units, taker

    def quantity_but(self, sort: type[Bearer]) -> Fraction:
        """Units the lot began with, less those takers of one sort have of them."""
        return self.quantity + sum((units for units, _ in self.takes_but(sort)), ZERO)

    def part(self, units: Fraction, of_lot: Fraction) -> Fraction:
        """Of units that came from one place, those among some of the whole lot's."""
        return at_micro(units * of_lot / self.whole) if of_lot else ZERO

    def lost_to(self, sort: type[Bearer]) -> Fraction:
        """Of its units, those that one sort of taker has since."""
        return self.whole - self.quantity_but(sort)

    def bear(
        self, delta: Fraction, journal: Journal, path: Path, passed_by: type[Bearer] | None = None
    ) -> None:
        """Split a late delta over the takers in order of taking, then what is on hand.

        `passed_by`: takers of this sort have no share (units sent back, of a price difference), unless
        there are no others.
        """
        if not delta:
            return
        if self.differs:
            made = any(isinstance(step, (Completion, Dismantling)) for step in path)
            journal.debit(MADE_LATE if made else BOUGHT_LATE, delta)
            return
        takes = self.given()
        kept = takes if passed_by is None else list(self.takes_but(passed_by))
        takes = kept if kept or self.quantity else takes or self.takes
        shares = [(quantity, bearer) for quantity, bearer in takes if not _leads_back(bearer, path)]
        journal.circular = journal.circular or len(shares) < len(takes)
        hand = [self.quantity] if self.quantity else []
        weights = [quantity for quantity, _ in shares] + hand
        if not weights:
            journal.debit(CIRCULAR, delta)
            return
        parts = split(delta, weights)
        if hand:
            self.value += parts[-1]
            journal.debit(self.account, parts[-1])
        for (_, bearer), part in zip(shares, parts, strict=False):
            if isinstance(bearer, Lot | ShippedLine | Cover):
                passing = passed_by if passed_by and is_same_goods(self, bearer) else None
                bearer.bear(part, journal, (*path, self), passed_by=passing)
            else:
                bearer.bear(part, journal, (*path, self))


@dataclass(eq=False)
class Layer:
    """A provisional layer: units taken before they came, at the last actual cost (accounting.md 5)."""

    item: str
    location: str
    account: Account
    bearer: Bearer
    quantity: Fraction
    value: Fraction
    at_standard: bool = False
    ordinal: Fraction = ZERO
    """After the last lot there was when its units were taken, before what took them."""
    whole: Fraction = ZERO
    """All units that were taken short, covered since or not, without those that were never taken."""

    def __post_init__(self) -> None:
        self.whole = self.quantity

    def given(self) -> list[tuple[Fraction, Bearer]]:
        """Who took short."""
        return [(self.whole, self.bearer)] if self.whole else []

    def lost_to(self, sort: type[Bearer]) -> Fraction:
        """Units taken short that one sort of taker has, or has of them since."""
        if isinstance(self.bearer, Lot):
            return self.whole - self.bearer.quantity_but(sort)
        if isinstance(self.bearer, ShippedLine):
            return self.bearer.part(self.whole, self.bearer.lost_to(sort))
        return self.whole if isinstance(self.bearer, sort) else ZERO

    def never_taken(self, lot: Lot, quantity: Fraction) -> Fraction:
        """Of units that cover it, those that came from who took them: of several lines by units."""
        units = sum((units for units, one in lot.came_from if one is self.bearer), ZERO)
        return at_micro(quantity * units / lot.born_quantity)

    def cover(self, lot: Lot, journal: Journal) -> None:
        """Units of a new lot stand in for the provisional ones; the difference is a late delta."""
        quantity = min(lot.quantity, self.quantity)
        undone = self.never_taken(lot, quantity)
        actual = lot.take(quantity, Cover(self, undone))
        self.whole -= undone
        provisional = taken(self.value, quantity, self.quantity)
        self.quantity -= quantity
        self.value -= provisional
        journal.credit(self.account, actual - provisional)
        if self.at_standard and lot.differs:
            journal.debit(lot.differs, actual - provisional)
        else:
            self.bearer.bear(actual - provisional, journal, (lot,))


@dataclass(eq=False)
class Cover:
    """The units of a lot that covered a layer: their cost is borne by the layer's taker."""

    layer: Layer
    undone: Fraction = ZERO
    """Units that came back from who took short: so these were never taken (README.md: 42)."""

    def part(self, units: Fraction, of_layer: Fraction) -> Fraction:
        """Of units one lot covered, those among some of all that was taken short."""
        return at_micro(units * of_layer / self.layer.whole) if of_layer else ZERO

    def lost_to(self, sort: type[Bearer]) -> Fraction:
        """Of all that was taken short, units that one sort of taker has."""
        return self.layer.lost_to(sort)

    def bear(
        self, delta: Fraction, journal: Journal, path: Path, passed_by: type[Bearer] | None = None
    ) -> None:
        if isinstance(self.layer.bearer, Lot | ShippedLine):
            self.layer.bearer.bear(delta, journal, (*path, self), passed_by=passed_by)
        else:
            self.layer.bearer.bear(delta, journal, (*path, self))


def _leads_back(bearer: Bearer, path: Path) -> bool:
    return isinstance(bearer, Cover) and (bearer in path or bearer.layer.bearer in path)


@dataclass(eq=False)
class Completion:
    """A completed run or part of one: it passes late cost on as it passed its cost."""

    abnormal: Fraction = ZERO
    """Abnormal units ÷ (good + abnormal) units."""
    shared: list[tuple[Fraction, Lot]] = field(default_factory=list)
    """Co-products by their stated share."""
    mains: list[Lot] = field(default_factory=list)
    cost: Fraction = ZERO
    """What was in the run when it was told, late costs apart."""

    def parts(self, cost: Fraction) -> tuple[Fraction, list[Fraction], list[Fraction]]:
        """Abnormal scrap, co-products, main outputs: of the run's cost, or of a late delta."""
        scrap = at_quantum(cost * self.abnormal)
        rest = cost - scrap
        shared = [at_quantum(rest * share) for share, _ in self.shared]
        rest -= sum(shared, ZERO)
        return scrap, shared, split(rest, [lot.born_quantity for lot in self.mains])

    def bear(self, delta: Fraction, journal: Journal, path: Path) -> None:
        scrap, shared, mains = self.parts(delta)
        journal.debit(SCRAP, scrap)
        lots = [lot for _, lot in self.shared] + self.mains
        for lot, part in zip(lots, shared + mains, strict=True):
            lot.bear(part, journal, (*path, self))


@dataclass(eq=False)
class Run:
    """The work in progress of one run, and the part of it each completion took."""

    value: Fraction = ZERO
    taken: list[tuple[Fraction, Bearer]] = field(default_factory=list)
    closed: bool = False
    begun: int | None = None
    """How many completions there had been when something was first put into its progress."""
    completions: list[tuple[Fraction, Completion]] = field(default_factory=list)
    """By the units of main output each made."""

    @property
    def known(self) -> bool:
        """Whether anything was put into it, or completed."""
        return self.begun is not None or bool(self.completions)

    def put(self, value: Fraction) -> None:
        self.value += value
        self.begun = len(self.taken) if self.begun is None else self.begun

    def draw(self, part: Fraction, completion: Bearer) -> Fraction:
        """WIP × good ÷ expected remaining, half-even; all of it at the end (accounting.md 5)."""
        value = self.value if part == 1 else at_quantum(self.value * part)
        self.value -= value
        self.taken.append((part, completion))
        return value


@dataclass(eq=False)
class Issue:
    """Material in a run's work in progress; completions since took their parts of it."""

    run: Run
    since: int

    def bear(self, delta: Fraction, journal: Journal, path: Path) -> None:
        rest = delta
        for part, completion in self.run.taken[self.since :]:
            passed = rest if part == 1 else at_quantum(rest * part)
            rest -= passed
            completion.bear(passed, journal, (*path, self))
        self.run.value += rest
        if rest:
            journal.debit(WIP, rest)


@dataclass(eq=False)
class Dismantling:
    """A lot taken apart: its value is spread over the components by share; the last takes the rest."""

    shares: list[Fraction]
    components: list[Lot] = field(default_factory=list)

    def parts(self, value: Fraction) -> list[Fraction]:
        first = [at_quantum(value * share) for share in self.shares[:-1]]
        return [*first, value - sum(first, ZERO)]

    def bear(self, delta: Fraction, journal: Journal, path: Path) -> None:
        for lot, part in zip(self.components, self.parts(delta), strict=True):
            lot.bear(part, journal, (*path, self))


@dataclass(eq=False)
class Pot:
    """Units of a shipped line that stand at one account, with their cost."""

    account: Account
    quantity: Fraction = ZERO
    value: Fraction = ZERO

    def put(self, quantity: Fraction, value: Fraction) -> None:
        self.quantity += quantity
        self.value += value

    def take(self, quantity: Fraction) -> Fraction:
        value = taken(self.value, quantity, self.quantity)
        self.put(-quantity, -value)
        return value


@dataclass(eq=False)
class ShippedLine:
    """Units shipped: not invoiced, invoiced or returned; each bears its share where it stands now."""

    item: str
    date: str
    open: Pot
    sold: Pot
    returns: list[tuple[Fraction, Bearer]] = field(default_factory=list)
    ordinal: Fraction = ZERO
    """Between the last lot there was when it was shipped, and the next."""

    @property
    def whole(self) -> Fraction:
        """All units of the line: come back, invoiced, and not yet invoiced; not those never taken."""
        return sum((units for units, _ in self.given()), self.sold.quantity + self.open.quantity)

    def given(self) -> list[tuple[Fraction, Bearer]]:
        """What came back, without what covered units the line itself had taken short (README.md: 42)."""
        less = [(units - never_taken(one, self), one) for units, one in self.returns]
        return [(units, one) for units, one in less if units]

    def part(self, units: Fraction, of_line: Fraction) -> Fraction:
        """Of units one lot gave to the line, those among some of the whole line's."""
        return at_micro(units * of_line / self.whole) if of_line else ZERO

    def returns_but(self, sort: type[Bearer]) -> list[tuple[Fraction, Bearer]]:
        """What came back, less units that one sort of taker has of it since."""
        less = [
            (units - one.part(units, one.lost_to(sort)) if isinstance(one, Lot) else units, one)
            for units, one in self.given()
        ]
        return [(units, one) for units, one in less if units]

    def lost_to(self, sort: type[Bearer]) -> Fraction:
        """Units of the line that came back and that one sort of taker has since."""
        left = sum((units for units, _ in self.returns_but(sort)), ZERO)
        return sum((units for units, _ in self.given()), ZERO) - left

    def bear(
        self, delta: Fraction, journal: Journal, path: Path, passed_by: type[Bearer] | None = None
    ) -> None:
        """Returns in order of taking, then invoiced units, then units not yet invoiced.

        `passed_by`: what takers of this sort have of the returns has no share, unless nothing else is left.
        """
        if not delta:
            return
        pots = [pot for pot in (self.sold, self.open) if pot.quantity]
        returns = self.given()
        kept = returns if passed_by is None else self.returns_but(passed_by)
        returns = kept if kept or pots else returns or self.returns
        weights = [quantity for quantity, _ in returns] + [pot.quantity for pot in pots]
        parts = split(delta, weights)
        for pot, part in zip(pots, parts[len(returns) :], strict=True):
            pot.value += part
            journal.debit(pot.account, part)
        for (_, bearer), part in zip(returns, parts, strict=False):
            if isinstance(bearer, Lot):
                bearer.bear(part, journal, (*path, self), passed_by=passed_by)
            else:
                bearer.bear(part, journal, (*path, self))


def never_taken(taker: Bearer, giver: Bearer) -> Fraction:
    """Units a lot has of who gave them, that covered what that very giver had taken short."""
    return taker.undone(giver) if isinstance(taker, Lot) else ZERO


SameGoods = Lot | Layer | ShippedLine
"""Where the same goods can be: on hand, taken short, shipped."""


def is_same_goods(lot: Lot, taker: Bearer) -> bool:
    """Whether what a lot gave is its goods still, moved, shipped, or there to cover what was taken short.

    Not where that is older than the lot, and the lot came of it: the youngest of a circle is not followed
    into what it came of (README.md: 41).
    """
    went = taker.layer if isinstance(taker, Cover) else taker
    if not isinstance(went, SameGoods):
        return False
    return isinstance(went, Lot) or went.ordinal > lot.ordinal or not _leads_to(went, lot)


def _leads_to(older: SameGoods, lot: Lot) -> bool:
    """Whether a lot is the same goods as something older, by way of nothing younger than the lot.

    Whether that way is followed elsewhere or not.
    """
    seen, waiting = set[SameGoods](), [older]
    while waiting:
        one = waiting.pop()
        if one is lot:
            return True
        all_ways = (went for _, went in _ways(one))
        fresh = [went for went in all_ways if went.ordinal <= lot.ordinal and went not in seen]
        seen.update(fresh)
        waiting += fresh
    return False


def _ways(one: SameGoods) -> Iterator[tuple[Bearer, SameGoods]]:
    """Who has the same goods from there, and where they have them."""
    for _, taker in one.given():
        went = taker.layer if isinstance(taker, Cover) else taker
        if isinstance(went, SameGoods):
            yield taker, went


def went_to(one: SameGoods) -> Iterator[SameGoods]:
    """Where the same goods went on to from there, as far as they are followed."""
    return (went for taker, went in _ways(one) if not isinstance(one, Lot) or is_same_goods(one, taker))


def descent(lot: Lot) -> list[SameGoods]:
    """The lot and wherever its goods went, each after all it came of."""
    ordered, seen = list[SameGoods](), set[SameGoods]()

    def visit(one: SameGoods) -> None:
        seen.add(one)
        for went in went_to(one):
            if went not in seen:
                visit(went)
        ordered.append(one)

    visit(lot)
    return ordered[::-1]


def came_of(lot: Lot) -> set[Lot]:
    """Lots that hold, or held, units of a lot: moved, joined to an average, or back from a customer."""
    return {one for one in descent(lot)[1:] if isinstance(one, Lot)}
