"""Open book: what stands open by the facts told so far: claims, liabilities, money at gateways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from tieout.core.account import AccountKey, account_key
from tieout.core.currency import minor_places
from tieout.core.event import SalePaid
from tieout.core.master import MasterData
from tieout.core.money import quanta_per_minor
from tieout.core.scaled import half_up
from tieout.reconcile.registers.carried import Carried
from tieout.reconcile.registers.moved import Moved
from tieout.reconcile.registers.unsettled import Items, Place
from tieout.reconcile.registers.written import STORED_PLACES, Written, written


@dataclass(frozen=True, slots=True)
class Claim:
    """An invoice or sale as recognised: how it is written, its total as posted and as the source has it.

    `minor` is in minor units of the document, `amount` in 10⁻⁸ units of its original currency.
    """

    number: str
    party: str
    doc: Written
    minor: int
    amount: int

    @property
    def account(self) -> AccountKey:
        """The receivable it stands on."""
        return receivable(self.doc.currency)

    def share(self, amount: int) -> int:
        """What was billed for so much of the original amount, in minor units, ties away from zero."""
        return half_up(self.minor * amount, self.amount) if self.amount else 0

    def is_converted_from(self, currency: str) -> bool:
        """Whether it was billed in this currency and is written in home currency."""
        return self.doc.is_converted and currency == self.doc.original


def receivable(currency: str) -> AccountKey:
    """The receivable of a currency."""
    return account_key("accounts_receivable", currency=currency)


class OpenBook:
    """Balances of open items by account and name, moved by facts in the order they were worked."""

    def __init__(self, master: MasterData) -> None:
        """Nothing stands open yet; `master` knows the rates."""
        self.master = master
        self.home = master.home_currency
        self.unit = quanta_per_minor(self.home)
        self.claims: dict[str, Claim] = {}
        self.items = Items()
        self._kept: dict[tuple[AccountKey, str], Carried] = {}
        self._spoken_for: dict[tuple[str, str], tuple[str, int]] = {}
        self._for_sales: dict[str, int] = {}

    def balance(self, account: AccountKey, name: str) -> Carried:
        """What stands open under a name on an account."""
        return self._kept.setdefault((account, name), Carried())

    def undo(self, moves: Iterable[Moved]) -> list[Moved]:
        """Take movements back, as a revision of their fact does; the opposite movements."""
        backs = [
            one._replace(
                value=self._value_back(one),
                minor=-one.minor,
                quantity=-one.quantity,
                units=-one.units,
                carried=-one.carried,
                amount=-one.amount,
                closed=-one.closed,
            )
            for one in moves
        ]
        for one in backs:
            if one.kept and one.account.role != "clearing":
                self.balance(one.account, one.kept).add(one.units, one.carried)
        return backs

    def _value_back(self, one: Moved) -> int:
        """The value of an opposite movement: an item on clearing is carried at what is left of it."""
        if not one.kept or one.account.role != "clearing":
            return -one.value
        place = Place(str(one.account), one.original, one.kept)
        return (self.items.take_back(place, one.units, one.carried) + one.beside) * self.unit

    # -- how documents are written --------------------------------------------------------------

    def doc(self, currency: str, rate: Decimal | None, day: date, *, at_home: bool = False) -> Written:
        """How a document of its own is written."""
        return written(currency, rate, day, self.master, at_home=at_home)

    def doc_into(self, claim: Claim | None, currency: str, rate: Decimal | None, day: date) -> Written:
        """How what settles a claim is written: in the claim's currency, at its own day's rates."""
        if claim is None or claim.doc.currency == self.home:
            return self.doc(currency, rate, day, at_home=claim is not None)
        paid = self.doc(currency, rate, day, at_home=True).rate
        if currency == claim.doc.currency:
            return Written(currency, currency, self.home, paid, paid)
        known = self.master.rate(claim.doc.currency, day)
        return Written(
            currency, claim.doc.currency, self.home, paid, Fraction(known[0] if known else claim.doc.into)
        )

    # -- movements ------------------------------------------------------------------------------

    def units(self, doc: Written, amount: int, minor: int) -> int:
        """The measure of what is kept: 10⁻⁸ units of the currency billed or taken in.

        Of a converted document that is the source's amount, of one in its own currency its minor units.
        """
        return amount if doc.is_converted else minor * quanta_per_minor(doc.currency)

    def moved(
        self, account: AccountKey, name: str, day: str, doc: Written, minor: int, home: int, party: str = ""
    ) -> Moved:
        """A movement that nothing is carried for."""
        return Moved(account, name, home * self.unit, day, party, minor, doc.currency)

    def claimed(self, claim: Claim, day: str, minor: int, home: int, units: int) -> Moved:
        """What moves on the receivable under a claim's number."""
        return self.owed(claim.number, claim.party, claim.doc.currency, day, minor, home, units)

    def owed(
        self, number: str, party: str, currency: str, day: str, minor: int, home: int, units: int
    ) -> Moved:
        """What moves on a customer's receivable under a number."""
        account = receivable(currency)
        self.balance(account, number).add(units, home)
        moved = Moved(account, number, home * self.unit, day, party, minor, currency)
        return moved._replace(kept=number, units=units, carried=home)

    def keep(self, sale: SalePaid, doc: Written, units: int) -> None:
        """Keep so much of the deposits of its order for a sale that waits for its goods; 0 = none."""
        fact = (sale.source, sale.id)
        name, before = self._spoken_for.pop(fact, ("", 0))
        if before:
            self._for_sales[name] -= before
        if units:
            name = self.kept("customer_deposits", sale.order, sale.customer, doc)
            self._spoken_for[fact] = (name, units)
            self._for_sales[name] = self.kept_for_sales(name) + units

    def kept_for_sales(self, name: str) -> int:
        """What sales that wait for their goods will take of a deposit."""
        return self._for_sales.get(name, 0)

    def kept(self, role: str, name: str, party: str, doc: Written) -> str:
        """Under which name an item is kept: deposits per customer, all but disputes per currency."""
        if role == "chargebacks":
            return name
        of = f" of {party}" if party and name and role == "customer_deposits" else ""
        currency = doc.original if doc.is_converted else doc.currency
        return f"{name}{of} in {currency}" if currency != self.home and name else f"{name}{of}"

    def held(
        self, role: str, name: str, party: str, day: str, doc: Written, minor: int, home: int, units: int
    ) -> Moved:
        """What moves on a liability kept by name and currency, at what it is carried at."""
        account, kept = account_key(role), self.kept(role, name, party, doc)
        balance = self.balance(account, kept)
        if name and (doc.is_converted or doc.currency != self.home):
            home = balance.move(units, home)
        else:
            balance.add(units, home)
        moved = Moved(account, kept, home * self.unit, day, party, minor, doc.currency)
        return moved._replace(kept=kept, units=units, carried=home)

    def money(
        self, gateway: str, name: str, day: str, doc: Written, amount: int, minor: int, home: int
    ) -> list[Moved]:
        """What moves of an item on the clearing account of a gateway and currency.

        `amount` is the source's, in 10⁻⁸ units of its own currency: the measure of money whose documents
        are converted. What the item realises counts on the later day of the two that it comes of.
        """
        account, place = self._place(gateway, name, doc)
        units = amount if place.currency else minor
        more, met = self.items.move(place, units, home, day)
        later = more - home if met > day else 0
        moved = Moved(account, name, (more - later) * self.unit, day, "", minor, doc.currency)
        moved = moved._replace(kept=name, units=units, carried=home, beside=later)
        moved = moved._replace(original=place.currency, amount=amount if place.currency else 0)
        if not later:
            return [moved]
        beside = moved._replace(day=met, value=later * self.unit, minor=0, amount=0)
        return [moved, beside._replace(kept="", units=0, carried=0, beside=0)]

    def named(self, gateway: str, name: str, doc: Written) -> str:
        """The item that a payout names: it may name a capture by its number."""
        return self.items.called(self._place(gateway, name, doc)[1]).name

    def call(self, gateway: str, name: str, number: str, day: str, doc: Written) -> list[Moved]:
        """Let the number of a capture stand for its item; what a payout took by it before is the item's."""
        account, place = self._place(gateway, name, doc)
        return [
            Moved(
                account,
                one.name,
                more * self.unit,
                day,
                "",
                more if place.currency else units,
                doc.currency,
                original=place.currency,
                amount=units if place.currency else 0,
            )
            for one, more, units in self.items.call(place, number)
        ]

    def _place(self, gateway: str, name: str, doc: Written) -> tuple[AccountKey, Place]:
        account = account_key("clearing", gateway=gateway, currency=doc.currency)
        converted = doc.currency == self.home != doc.original and not self._is_own(doc.original)
        return account, Place(str(account), doc.original if converted else "", name)

    def _is_own(self, currency: str) -> bool:
        return self.master.own_currencies and minor_places(currency) <= STORED_PLACES
