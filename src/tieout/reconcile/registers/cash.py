"""Cash: what captures, payouts, disputes, cards and store credit leave open (accounting.md 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from tieout.core.account import account_key
from tieout.core.event import (
    ChargebackLost,
    ChargebackOpened,
    ChargebackWon,
    GiftCardExpired,
    GiftCardRedeemed,
    GiftCardSold,
    PaymentCaptured,
    PayoutSettled,
    StoreCreditIssued,
    StoreCreditRedeemed,
)
from tieout.core.event.cash import PayoutItem
from tieout.core.money import quanta_per_minor
from tieout.core.scaled import half_up
from tieout.reconcile.registers.moved import Fact, MoneyLine, Moved
from tieout.reconcile.registers.open_book import Claim, OpenBook
from tieout.reconcile.registers.trade import settled, settling
from tieout.reconcile.registers.written import Written

_PAYOUT: Final = "payout"
_REALISED: Final = "exchange difference on clearing"
_BESIDE: Final = "exchange difference of "
"""How rules are called, or begin: the lines of a payout, what an item realised, the rate of the day."""


def payment(book: OpenBook, event: PaymentCaptured) -> list[Moved]:
    """Money at its gateway; it pays the invoice as far as that is recognised and open, the rest is held."""
    day = event.date.isoformat()
    claim = book.claims.get(event.invoice) if event.invoice else None
    doc = book.doc_into(claim, event.currency, event.rate, event.date)
    paid, amount = doc.minor(event.amount), int(event.amount)
    if claim is None:
        settles = _Settles(0, 0, 0, 0)
    elif doc.currency == book.home:
        settles = _at_home(book, event, claim, doc)
    else:
        settles = _in_its_currency(book, claim, paid)
    whole = _worth(book, event, doc, paid)
    used = half_up(whole * settles.paid, paid) if paid else 0
    moves = book.money(event.gateway, event.reference or event.number, day, doc, amount, paid, whole)
    if claim is not None and settles.minor:
        number, party = event.invoice, event.customer
        moves.append(
            book.owed(number, party, doc.currency, day, -settles.minor, -settles.home, -settles.units)
        )
    left = paid - settles.paid
    if left:
        units = book.units(doc, amount - settles.used, left)
        origin, home = event.order or event.invoice, whole - used
        moves.append(book.held("customer_deposits", origin, event.customer, day, doc, -left, -home, -units))
    return moves


class _Settles(NamedTuple):
    """What a payment settles: minor units and home off the claim, its units, minor units used for it.

    `used` is the amount of the source that did it, in 10⁻⁸ units of its currency.
    """

    minor: int
    home: int
    units: int
    paid: int
    used: int = 0


def _at_home(book: OpenBook, event: PaymentCaptured, claim: Claim, doc: Written) -> _Settles:
    """Never more than is open, in the currency that was billed where the claim is converted."""
    owed = book.balance(claim.account, claim.number)
    amount, paid = int(event.amount), doc.minor(event.amount)
    if claim.is_converted_from(event.currency):
        used = min(amount, max(0, owed.units))
        minor = settled(book, claim, used)[0] if used else 0
        return _Settles(minor, minor, used, doc.minor(used), used)
    minor = min(paid, max(0, owed.home))
    used = amount if minor == paid else half_up(amount * minor, paid)
    units = minor * book.unit
    if claim.doc.is_converted:
        share = half_up(minor * claim.amount, claim.minor) if claim.minor else 0
        units = owed.units if minor == owed.home else share
    return _Settles(minor, minor, units, minor, used)


def _in_its_currency(book: OpenBook, claim: Claim, paid: int) -> _Settles:
    """The last payment takes what is left of the claim at home, others go at the claim's rate."""
    unit = quanta_per_minor(claim.doc.currency)
    owed = book.balance(claim.account, claim.number)
    applied = min(paid, max(0, owed.units // unit))
    home = owed.home if applied * unit == owed.units else claim.doc.at_home(applied)
    return _Settles(applied, home, applied * unit, applied)


def _worth(book: OpenBook, event: PaymentCaptured, doc: Written, paid: int) -> int:
    """What was paid, at home: money of a third currency at its own rate, not at the invoice's."""
    if doc.currency in {book.home, event.currency}:
        return doc.at_home(paid)
    return book.doc(event.currency, event.rate, event.date, at_home=True).minor(event.amount)


def called(book: OpenBook, event: PaymentCaptured) -> list[Moved]:
    """A payout may have named the capture by its number before it was told."""
    if event.reference in {"", event.number}:
        return []
    claim = book.claims.get(event.invoice) if event.invoice else None
    doc = book.doc_into(claim, event.currency, event.rate, event.date)
    return book.call(event.gateway, event.reference, event.number, event.date.isoformat(), doc)


def payout(book: OpenBook, event: PayoutSettled) -> list[Moved]:
    """Each item of a payout leaves its gateway; fees of earlier months left on the last day of theirs."""
    doc = book.doc(event.currency, event.rate, event.date)
    day, moves = event.date.isoformat(), list[Moved]()
    for name, gross in _by_name(book, event, doc).items():
        minors = [doc.minor(one) for one in gross]
        home = sum(doc.at_home(minor) for minor in minors)
        if sum(minors) or home:
            moves += book.money(event.gateway, name, day, doc, -sum(gross), -sum(minors), -home)
    account = account_key("clearing", gateway=event.gateway, currency=doc.currency)
    for when, fee in _earlier_fees(event.items, event.date):
        minor = doc.minor(fee)
        there = book.moved(account, event.number, when.isoformat(), doc, -minor, -doc.at_home(minor))
        back = there._replace(value=-there.value, minor=minor, day=day)
        moves += [there, back]
    return moves


def _by_name(book: OpenBook, event: PayoutSettled, doc: Written) -> dict[str, list[int]]:
    """The gross amounts of a payout's items by the name they are kept under, 10⁻⁸ units."""
    found: dict[str, list[int]] = {}
    for item in event.items:
        found.setdefault(book.named(event.gateway, item.reference, doc), []).append(int(item.gross))
    rest = int(event.net) + sum(int(item.fee) - int(item.gross) for item in event.items)
    return found | ({event.number: [rest]} if rest else {})


def _earlier_fees(items: list[PayoutItem], day: date) -> list[tuple[date, int]]:
    """Fees of months before the payout's: the last day of their items, and their sum."""
    months: dict[tuple[int, int], list[PayoutItem]] = {}
    for item in items:
        if (item.date.year, item.date.month) < (day.year, day.month):
            months.setdefault((item.date.year, item.date.month), []).append(item)
    found = [
        (max(one.date for one in some), sum(one.fee for one in some)) for _, some in sorted(months.items())
    ]
    return [(when, fee) for when, fee in found if fee]


def taken_back(fact: Fact, said: Sequence[Moved], lines: Iterable[MoneyLine]) -> Iterator[Moved]:
    """Which of the movements of a fact on a clearing account stood in the lines of a document.

    The lines of a payout are in one journal, its fees of each earlier month in one of theirs.
    """
    posted = [line for line in lines if not line.rule.startswith(_REALISED)]
    if fact.kind != "payout_settled":
        by_line = fact.kind in {"sale_paid", "opening_register"}
        named = {line.reference for line in posted} & {one.name for one in said}
        for one in said:
            name = one.name if one.name in named else ""
            mine = [
                line
                for line in posted
                if not by_line or (line.reference if line.reference in named else "") == name
            ]
            if one.kept and mine:
                yield _part(one, mine)
        return
    paid_on = max((one.day for one in said if one.kept), default="")
    main = any(line.rule == _PAYOUT for line in posted)
    fees = {line.minor for line in posted if line.rule != _PAYOUT}
    for one in said:
        if one.kept or not one.minor:
            wanted = main
        else:
            wanted = main and one.minor > 0 if one.day == paid_on else one.minor in fees
        if wanted:
            yield one


def _part(one: Moved, lines: list[MoneyLine]) -> Moved:
    """As much of a movement as the lines come to; converted money moves with its own document."""
    home = sum(line.home for line in lines)
    minor = sum(line.minor for line in lines if line.currency == one.currency)
    units = minor
    if one.original:
        units = one.units if any(not line.rule.startswith(_BESIDE) for line in lines) else 0
    amount = units if one.original else 0
    return one._replace(units=units, carried=home, minor=minor, amount=amount, value=0, beside=0)


def dispute(book: OpenBook, event: ChargebackOpened | ChargebackWon) -> list[Moved]:
    """A dispute opened takes its money and fee off the gateway; one won gives them back and is over."""
    sign = -1 if isinstance(event, ChargebackOpened) else 1
    doc = book.doc(event.currency, event.rate, event.date)
    day, name = event.date.isoformat(), event.chargeback
    minor, fee = doc.minor(event.amount), doc.minor(event.fee)
    amount = int(event.amount) + int(event.fee)
    home = doc.at_home(minor) + doc.at_home(fee)
    units = book.units(doc, int(event.amount), minor)
    at_home = doc.at_home(minor)
    disputed = book.held("chargebacks", name, "", day, doc, -sign * minor, -sign * at_home, -sign * units)
    return [
        disputed._replace(closed=int(isinstance(event, ChargebackWon))),
        *book.money(event.gateway, name, day, doc, sign * amount, sign * (minor + fee), sign * home),
    ]


def lost(event: ChargebackLost) -> list[Moved]:
    """A dispute lost moves nothing: it is over, and what it took is an expense."""
    account = account_key("chargebacks")
    return [Moved(account, event.chargeback, 0, event.date.isoformat(), closed=1)]


def card(book: OpenBook, event: GiftCardSold | GiftCardExpired) -> list[Moved]:
    """A gift card sold is owed until it is redeemed or expires."""
    doc = book.doc(event.currency, event.rate, event.date)
    day, amount = event.date.isoformat(), int(event.amount)
    minor = doc.minor(event.amount)
    home, units = doc.at_home(minor), book.units(doc, amount, minor)
    if isinstance(event, GiftCardExpired):
        return [book.held("gift_cards", event.card, "", day, doc, minor, home, units)]
    money = book.money(event.gateway, event.card, day, doc, amount, minor, home)
    return [*money, book.held("gift_cards", event.card, "", day, doc, -minor, -home, -units)]


def credit(book: OpenBook, event: StoreCreditIssued) -> list[Moved]:
    """Store credit given to a customer."""
    doc = book.doc(event.currency, event.rate, event.date)
    day, minor = event.date.isoformat(), doc.minor(event.amount)
    home, units = doc.at_home(minor), book.units(doc, int(event.amount), minor)
    return [book.held("store_credit", event.credit, event.customer, day, doc, -minor, -home, -units)]


def redeemed(book: OpenBook, event: GiftCardRedeemed | StoreCreditRedeemed) -> list[Moved]:
    """A card or credit that paid an invoice, at the invoice's own rate."""
    role, name = (
        ("gift_cards", event.card)
        if isinstance(event, GiftCardRedeemed)
        else ("store_credit", event.credit)
    )
    doc, minor, home, units = settling(book, event)
    day = event.date.isoformat()
    return [
        book.held(role, name, event.customer, day, doc, minor, home, units),
        book.owed(event.invoice, event.customer, doc.currency, day, -minor, -home, -units),
    ]
