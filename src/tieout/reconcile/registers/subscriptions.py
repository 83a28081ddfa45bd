"""Subscriptions: what services billed ahead leave owed, by their schedules (`core.schedule`)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from tieout.core.account import account_key
from tieout.core.event import (
    Event,
    OpeningRegister,
    RefundIssued,
    SubscriptionCancelled,
    SubscriptionChanged,
    SubscriptionRenewed,
)
from tieout.core.money import quanta_per_minor
from tieout.core.scaled import half_up
from tieout.core.schedule import Schedule, ScheduleFact
from tieout.reconcile.registers.moved import Moved
from tieout.reconcile.registers.open_book import Claim, OpenBook
from tieout.reconcile.registers.trade import applied, settled

DEFERRED = account_key("deferred_revenue")
Acts = SubscriptionRenewed | SubscriptionChanged | SubscriptionCancelled
Moves = tuple[list[Moved], list[Moved]]
"""What a revision takes back, and what lasts."""


@dataclass(slots=True)
class _Service:
    subscription: str
    facts: dict[str, ScheduleFact] = field(default_factory=dict)
    done: dict[date, int] = field(default_factory=dict)

    @property
    def schedule(self) -> Schedule:
        return Schedule(tuple(self.facts.values()))

    def renewed(self) -> ScheduleFact | None:
        return next((one for one in self.facts.values() if one.said == "renewed"), None)


class Subscriptions:
    """Schedules by the number they were billed under; what is recognised is the difference to what was."""

    def __init__(self, book: OpenBook) -> None:
        """Nothing is billed ahead yet."""
        self._book = book
        self._services: dict[str, _Service] = {}
        self._numbers: dict[str, set[str]] = {}
        """The schedules each fact is said of."""
        self._touched: set[str] = set()
        self._added: dict[str, tuple[str, int, int]] = {}
        """What a change added to a claim: its number, minor units, amount."""
        self._through = date.min

    def pass_month(self, day: date) -> list[Moved]:
        """What is recognised once a month is over."""
        self._through = max(day, self._through)
        self._touched.update(self._services)
        return self._caught_up()

    def tell(self, event: Acts) -> Moves:
        """What a renewal, change or cancellation moves."""
        self._unsay(key_of(event))
        match event:
            case SubscriptionRenewed():
                moves = self._renewed(event)
            case SubscriptionChanged():
                moves = self._changed(event)
            case SubscriptionCancelled():
                moves = []
                for number in self._of(event.subscription):
                    renewed = self._services[number].renewed()
                    if renewed and renewed.end >= event.date:
                        fact = ScheduleFact(event.date, "cancelled", key_of(event))
                        self._say(number, fact)
        return moves, self._caught_up()

    def _renewed(self, event: SubscriptionRenewed) -> list[Moved]:
        book, day = self._book, event.date.isoformat()
        doc = book.doc(event.currency, event.rate, event.date)
        total, amount = doc.minor(event.amount), int(event.amount)
        claim = Claim(event.number, event.customer, doc, total, amount)
        book.claims[event.number] = claim
        home = doc.at_home(total)
        service = self._services.setdefault(event.number, _Service(event.subscription))
        service.subscription = event.subscription
        key = key_of(event)
        self._say(
            event.number,
            ScheduleFact(event.date, "renewed", key, home, event.service_from, event.service_to),
        )
        moves = [
            book.claimed(claim, day, total, home, book.units(doc, amount, total)),
            book.moved(DEFERRED, event.number, day, doc, -total, -home),
        ]
        return moves + applied(book, "", event.number, event.customer, claim, day)

    def _changed(self, event: SubscriptionChanged) -> list[Moved]:
        number = self._service(event)
        if number is None:
            return []
        book, day, amount = self._book, event.date.isoformat(), int(event.amount)
        claim = book.claims.get(number)
        doc = book.doc_into(claim, event.currency, event.rate, event.date)
        minor, home = doc.minor(abs(amount)), doc.at_home(doc.minor(abs(amount)))
        if claim is not None and amount > 0:
            self._add(number, minor, amount)
            self._added[key_of(event)] = (number, minor, amount)
        elif claim is not None and claim.doc.is_converted:
            minor, home = settled(book, claim, -amount)
        elif claim is not None and claim.doc.currency != book.home:
            home = claim.doc.at_home(minor)
        sign = 1 if amount > 0 else -1
        fact = ScheduleFact(event.date, "changed", key_of(event), sign * home, end=event.service_to)
        self._say(number, fact)
        if not amount:
            return []
        units = book.units(doc, abs(amount), minor)
        return [
            book.owed(number, event.customer, doc.currency, day, sign * minor, sign * home, sign * units),
            book.moved(DEFERRED, number, day, doc, -sign * minor, -sign * home),
        ]

    def refund(self, event: RefundIssued, gross: int) -> Moves:
        """What a credit memo takes off the liability; `gross` is what its lines come to, less discount."""
        if event.refunded not in self._services:
            return [], []
        self._unsay(key_of(event))
        service = self._services.get(event.refunded)
        claim = self._book.claims.get(event.refunded)
        if event.refunds != "invoice" or service is None or claim is None:
            return [], self._caught_up()
        unearned = service.schedule.unearned(event.date)
        doc = claim.doc
        if doc.currency != self._book.home:
            exact = Fraction(unearned) * self._book.unit / quanta_per_minor(doc.currency) / doc.into
            unearned = half_up(exact.numerator, exact.denominator)
        minor = min(unearned, gross)
        home = doc.at_home(minor) if doc.currency != self._book.home else minor
        if minor > 0:
            fact = ScheduleFact(event.date, "refunded", key_of(event), -home)
            self._say(event.refunded, fact)
        day = event.date.isoformat()
        moves = [self._book.moved(DEFERRED, event.refunded, day, doc, minor, home)] if minor > 0 else []
        return moves, self._caught_up()

    def opened(self, event: OpeningRegister) -> list[Moved]:
        """Opening schedules are earned from the opening day to their last."""
        self._unsay(key_of(event))
        doc = self._book.doc(event.currency, event.rate, event.date)
        for line in event.lines if event.register == "deferred_revenue" else ():
            home = doc.at_home(doc.minor(line.amount))
            self._services.setdefault(line.reference, _Service(line.reference))
            last, key = line.due or event.date, key_of(event)
            self._say(line.reference, ScheduleFact(event.date, "renewed", key, home, event.date, last))
        return self._caught_up()

    def _of(self, subscription: str) -> list[str]:
        return sorted(number for number, one in self._services.items() if one.subscription == subscription)

    def _service(self, event: SubscriptionChanged) -> str | None:
        """The period that runs on the day, else the next, else the last."""
        found = []
        for number in self._of(event.subscription):
            renewed = self._services[number].renewed()
            if renewed:
                found.append((renewed.start, renewed.end, number))
        found.sort()
        running = [number for _, end, number in found if event.date <= end]
        return running[0] if running else found[-1][2] if found else None

    def _say(self, number: str, fact: ScheduleFact) -> None:
        self._services[number].facts[fact.key] = fact
        self._numbers.setdefault(fact.key, set()).add(number)
        self._touched.add(number)

    def _add(self, number: str, minor: int, amount: int) -> None:
        claim = self._book.claims[number]
        more = replace(claim, minor=claim.minor + minor, amount=claim.amount + amount)
        self._book.claims[number] = more

    def _unsay(self, key: str) -> None:
        """A revision of a fact: what it said before no longer counts, wherever it was said."""
        if key in self._added:
            number, minor, amount = self._added.pop(key)
            self._add(number, -minor, -amount)
        for number in self._numbers.pop(key, ()):
            del self._services[number].facts[key]
            self._touched.add(number)

    def _caught_up(self) -> list[Moved]:
        touched, self._touched = sorted(self._touched), set()
        return [moved for number in touched for moved in self._recognised(number)]

    def _recognised(self, number: str) -> list[Moved]:
        service = self._services[number]
        wanted, moves = service.schedule.recognised(), []
        doc = self._book.doc(self._book.home, None, date.max)
        for day in sorted({*wanted, *service.done}):
            minor = wanted.get(day, 0) - service.done.get(day, 0)
            if day <= self._through and minor:
                service.done[day] = wanted.get(day, 0)
                moves.append(self._book.moved(DEFERRED, number, day.isoformat(), doc, minor, minor))
        return moves


def key_of(event: Event) -> str:
    """By what the fact of an event is known, all its revisions together."""
    return f"{event.kind} {event.id} of {event.source}"
