"""Comparison: registers against control accounts, fact by fact.

What a fact moves is held against all that was ever posted for it. A fact of which both say the same, but
not by the same day, is in flight (held, not sealed yet, posted on another day); a fact of which they do
not is a difference, named by its first document. Pinned accounts are posted as differences of rounded
cumulatives, so one entry may differ by less than a cent; their totals may not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from tieout.core.account import PINNED, AccountKey
from tieout.core.difference import Difference
from tieout.core.money import decimal_text, minor_of_value, quanta_per_minor
from tieout.core.scaled import half_even
from tieout.reconcile.registers.moved import REGISTERS, Fact, Moved
from tieout.reconcile.subledgers import Control, InFlight, OpenItem, Place, Posted, Subledger

PER_PARTY: Final = frozenset({"accounts_receivable"})
"""Roles whose control account is one balance per party."""

CLOSED: Final = "lost disputes, an expense"
"""What is left of disputes that are over: it stays on the account, and nobody waits for it."""
ITEMS_IN_OWN: Final = frozenset({"clearing"})
"""Roles whose account is compared in its own currency as well: their items settle by that."""

CARRIED: Final = "exchange differences carried"
SETTLED: Final = frozenset({"accounts_receivable"})
"""Roles whose items are settled when nothing of their own currency is left; cents of rounding may be."""


@dataclass(slots=True)
class _Sums:
    """One fact at one place: the register (10⁻⁸) and the postings (cents), of all days and by the day."""

    moved: int = 0
    moved_by: int = 0
    posted: int = 0
    posted_by: int = 0
    rows: int = 0
    foreign: bool = False
    day: str = ""
    document: str = ""
    late: Posted | None = None


@dataclass(slots=True)
class _Register:
    """What is gathered of one place."""

    values: dict[AccountKey, list[int]] = field(default_factory=dict)
    items: dict[tuple[AccountKey, str], OpenItem] = field(default_factory=dict)
    left: dict[tuple[AccountKey, str], dict[str, int]] = field(default_factory=dict)
    """What is left of each item: converted money by the currency it came in, else minor units under ""."""
    own: dict[tuple[AccountKey, str], int] = field(default_factory=dict)
    """Register less postings of each account in a currency of its own, in minor units of that."""
    closed: dict[tuple[AccountKey, str], int] = field(default_factory=dict)
    """How many facts that stand end an item."""
    facts: dict[Fact, _Sums] = field(default_factory=dict)

    def sums(self, fact: Fact, day: str) -> _Sums:
        found = self.facts.get(fact)
        if found is None:
            found = self.facts[fact] = _Sums(day=day)
        elif day < found.day:
            found.day = day
        return found


class Comparison:
    """Movements of registers and postings of control accounts, gathered in one pass over each."""

    def __init__(self, account_of: Callable[[AccountKey], Control], through: date, currency: str) -> None:
        """`account_of` names the control account of a key; `currency` is the home currency."""
        self._control_of = account_of
        self._through = through
        self._day = through.isoformat()
        self._currency = currency
        self._unit = quanta_per_minor(currency)
        self._controls: dict[AccountKey, Control] = {}
        self._places: dict[Place, _Register] = {}
        self._held: dict[tuple[AccountKey, str], int] = {}
        """What lots come to by costing, over all days."""

    def moved(self, fact: Fact, one: Moved) -> None:
        """Take in what a fact moves."""
        register = self._register(one.account, one.party)
        sums = register.sums(fact, one.day)
        sums.moved += one.value
        sums.foreign = sums.foreign or one.currency not in {"", self._currency}
        if one.account.role in PINNED and one.account.role != "grni":
            key = (one.account, one.item)
            self._held[key] = self._held.get(key, 0) + one.value
        self._in_own(register, one.account, one.currency, one.minor)
        values = register.values.setdefault(one.account, [0, 0])
        values[0] += one.value
        if one.day <= self._day:
            values[1] += one.value
            sums.moved_by += one.value
            self._count(register, one)

    @staticmethod
    def _count(register: _Register, one: Moved) -> None:
        key = (one.account, one.name)
        item = register.items.get(key)
        if item is None:
            item = register.items[key] = OpenItem(one.account, one.name, since=one.day)
        item.since = min(item.since, one.day)
        item.party = item.party or one.party
        item.item = item.item or one.item
        item.quantity += one.quantity
        item.value += one.value
        item.minor += one.minor
        item.currency = one.original or item.currency or one.currency
        register.closed[key] = register.closed.get(key, 0) + one.closed
        left = register.left.setdefault(key, {})
        left[one.original] = left.get(one.original, 0) + (one.amount if one.original else one.minor)

    def posted(self, one: Posted) -> None:
        """Take in what an entry posts."""
        register = self._register(one.account, one.party)
        self._in_own(register, one.account, one.currency, -one.minor)
        sums = register.sums(one.fact, one.day)
        sums.posted += one.home
        sums.rows += 1
        sums.foreign = sums.foreign or one.currency != self._currency
        sums.document = sums.document or one.document
        if one.standing == "sealed" and one.day <= self._day:
            sums.posted_by += one.home
        else:
            sums.late = one

    def _in_own(self, register: _Register, account: AccountKey, currency: str, minor: int) -> None:
        if account.role in ITEMS_IN_OWN and currency not in {"", self._currency}:
            key = (account, currency)
            register.own[key] = register.own.get(key, 0) + minor

    def _register(self, account: AccountKey, party: str) -> _Register:
        control = self._controls.get(account)
        if control is None:
            control = self._controls[account] = self._control_of(account)
        place = (*control, party if account.role in PER_PARTY else "")
        found = self._places.get(place)
        if found is None:
            found = self._places[place] = _Register()
        found.values.setdefault(account, [0, 0])
        return found

    def lots(self, held: Mapping[tuple[AccountKey, str], int]) -> list[Difference]:
        """Where lots hold (by account and item, 10⁻⁸) other than what was costed: both must agree."""
        found = []
        for key in sorted({*self._held, *held}):
            has, costed = held.get(key, 0), self._held.get(key, 0)
            if has != costed:
                minor = minor_of_value(has - costed, self._currency)
                text = (
                    f"lots of {key[1]} on {key[0]} hold {self._text(minor_of_value(has, self._currency))}, "
                    f"what was costed comes to {self._text(minor_of_value(costed, self._currency))}"
                )
                name, _ = self._controls.get(key[0]) or self._control_of(key[0])
                found.append(
                    Difference(
                        account=name, day=self._through, reason="unexplained", minor=minor, text=text
                    )
                )
        return found

    def result(self) -> list[Subledger]:
        """Every register that ever held something, by control account and party."""
        return [self._subledger(place, self._places[place]) for place in sorted(self._places)]

    def _subledger(self, place: Place, register: _Register) -> Subledger:
        roles = tuple(sorted({key.role for key in register.values}))
        total = sum(minor_of_value(by, self._currency) for _, by in register.values.values())
        differences = list(self._differences(place, register))
        return Subledger(
            name=_name(roles, place[1]),
            account=place[0],
            part=place[1],
            party=place[2],
            roles=roles,
            items=tuple(self._items(register)),
            total=total,
            posted=sum(sums.posted_by for sums in register.facts.values()),
            in_flight=tuple(self._in_flight(register)),
            differences=tuple(sorted(differences, key=lambda one: (one.day, one.document, one.text))),
        )

    # -- what is open -----------------------------------------------------------------------------

    def _items(self, register: _Register) -> Iterator[OpenItem]:
        """Items that stand open, by name; what is left of those that are over is one item of each sort."""
        over: dict[tuple[AccountKey, str], OpenItem] = {}
        for key, item in sorted(register.items.items()):
            words = _over(item, register.left[key], register.closed[key])
            if item.value and words:
                rest = over.setdefault(
                    (item.account, words), OpenItem(item.account, words, since=item.since)
                )
                rest.value += item.value
                rest.since = min(rest.since, item.since)
            elif item.value:
                yield self._in_both(item, register.left[key])
        yield from (rest for rest in over.values() if rest.value)

    def _in_both(self, item: OpenItem, left: Mapping[str, int]) -> OpenItem:
        """The item with what is open of it in a foreign currency, where it is of one."""
        if item.currency in {"", self._currency}:
            item.currency = ""
        elif item.currency in left:
            item.original = left[item.currency]
        else:
            item.original = item.minor * quanta_per_minor(item.currency)
        return item

    # -- what differs -----------------------------------------------------------------------------

    def _gap(self, register: _Register, sums: _Sums) -> int:
        """Postings less register of a fact over all days, in cents; what rounding may leave is none."""
        off = sums.posted * self._unit - sums.moved
        pinned = any(key.role in PINNED for key in register.values)
        allowed = max(sums.rows, 1) * self._unit if pinned or sums.foreign else 0
        return 0 if abs(off) <= allowed else half_even(off, self._unit)

    def _differences(self, place: Place, register: _Register) -> Iterator[Difference]:
        named = 0
        for fact, sums in register.facts.items():
            gap = self._gap(register, sums)
            named += gap
            if gap and sums.day <= self._day:
                register_minor = half_even(sums.moved, self._unit)
                text = (
                    f"{fact}: posted {self._text(sums.posted)}, "
                    f"the register has {self._text(register_minor)}"
                )
                yield self._difference(place, sums, gap, text)
        yield from self._cents(place, register, named)
        yield from self._off_in_own(place, register)

    def _cents(self, place: Place, register: _Register, named: int) -> Iterator[Difference]:
        """A pinned account is its register rounded to the cent; what no fact is off by is off somewhere."""
        if not all(key.role in PINNED for key in register.values):
            return
        whole = sum(minor_of_value(value, self._currency) for value, _ in register.values.values())
        rest = sum(sums.posted for sums in register.facts.values()) - whole - named
        if rest:
            fact, sums = max(
                register.facts.items(),
                key=lambda one: (one[1].posted * self._unit - one[1].moved) * (1 if rest > 0 else -1),
            )
            text = f"off by {self._text(rest)} in cents, most likely by {fact}"
            yield self._difference(place, sums, rest, text)

    def _off_in_own(self, place: Place, register: _Register) -> Iterator[Difference]:
        """An account in a currency of its own is its register in that currency too, over all days."""
        for (account, currency), off in sorted(register.own.items()):
            if off:
                text = f"{account}: the register is off by {decimal_text(off, currency)} {currency}"
                yield Difference(
                    account=place[0], day=self._through, reason="unexplained", minor=0, text=text
                )

    def _difference(self, place: Place, sums: _Sums, minor: int, text: str) -> Difference:
        return Difference(
            account=place[0],
            day=date.fromisoformat(sums.day),
            reason="unexplained",
            minor=minor,
            document=sums.document,
            text=text,
        )

    def _in_flight(self, register: _Register) -> Iterator[InFlight]:
        """Facts both sides have whole, but not by the day: what is posted beside the register by then."""
        for fact, sums in register.facts.items():
            if sums.day > self._day:
                continue
            off = (sums.posted_by - sums.posted) * self._unit - (sums.moved_by - sums.moved)
            minor = half_even(off, self._unit)
            if minor:
                yield _flying(fact, sums, minor)

    def _text(self, minor: int) -> str:
        return decimal_text(minor, self._currency)


def _over(item: OpenItem, left: Mapping[str, int], closed: int) -> str:
    """What the rest of an item that is over stands under; empty = it is open."""
    if closed > 0:
        return CLOSED
    return "" if any(left.values()) or item.account.role not in SETTLED else CARRIED


def _flying(fact: Fact, sums: _Sums, minor: int) -> InFlight:
    late = sums.late
    if late is None:
        return InFlight("another_day", fact, minor, sums.day, sums.document)
    reason = "another_day" if late.standing == "sealed" else late.standing
    return InFlight(reason, fact, minor, late.day, late.document, late.why)


def _name(roles: tuple[str, ...], part: str) -> str:
    """What the register is called; money a gateway brings straight to the bank waits for no payout."""
    if part and roles == ("clearing",):
        return "money received"
    return ", ".join(dict.fromkeys(REGISTERS[role][0] for role in roles))
