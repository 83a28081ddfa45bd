"""Cash: what captures, payouts, disputes, cards and store credit leave open (accounting.md 5)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tieout.core.account import account_key
from tieout.core.event import (
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
from tieout.core.scaled import half_up
from tieout.reconcile.registers.moved import Moved
from tieout.reconcile.registers.open_book import Claim, OpenBook
from tieout.reconcile.registers.trade import settling
from tieout.reconcile.registers.written import Written


def payment(book: OpenBook, event: PaymentCaptured) -> list[Moved]:
    """Money at its gateway; off the invoice where that is recognised, else a deposit."""
    day = event.date.isoformat()
    claim = book.claims.get(event.invoice) if event.invoice else None
    doc = book.doc_into(claim, event.currency, event.rate, event.date)
    paid, amount = doc.minor(event.amount), int(event.amount)
    home = _worth(book, event, doc, paid)
    name = event.reference or event.number
    moves = [book.money(event.gateway, name, day, doc, amount, paid, home)]
    if claim is None:
        origin = event.order or event.invoice
        return [*moves, book.held("customer_deposits", origin, event.customer, day, doc, -paid, -home)]
    if doc.currency != book.home:
        released = _released(book, claim, paid, home)
        return [*moves, _settled(book, event, doc, day, -paid, -released)]
    settled = paid
    if event.currency == claim.doc.original and event.currency != doc.currency:
        exact = Fraction(claim.minor * amount, claim.amount)
        settled = half_up(exact.numerator, exact.denominator)
    return [*moves, _settled(book, event, doc, day, -settled, -settled)]


def _settled(
    book: OpenBook, event: PaymentCaptured, doc: Written, day: str, minor: int, home: int
) -> Moved:
    return book.owed(event.invoice, event.customer, doc.currency, day, minor, home)


def _worth(book: OpenBook, event: PaymentCaptured, doc: Written, paid: int) -> int:
    """What was paid, at home: money of a third currency at its own rate, not at the invoice's."""
    if doc.currency in {book.home, event.currency}:
        return doc.at_home(paid)
    return book.doc(event.currency, event.rate, event.date, at_home=True).minor(event.amount)


def _released(book: OpenBook, claim: Claim, paid: int, home: int) -> int:
    """What a payment takes off the receivable at home: the last one what is left, the rest as paid."""
    balance = book.balance(claim.account, claim.number)
    applied = min(paid, max(0, balance.units))
    at_invoice = balance.home if applied == balance.units else claim.doc.at_home(applied)
    return at_invoice + home - half_up(home * applied, paid)


def payout(book: OpenBook, event: PayoutSettled) -> list[Moved]:
    """Each item of a payout leaves its gateway; fees of earlier months left on the last day of theirs."""
    doc = book.doc(event.currency, event.rate, event.date)
    day = event.date.isoformat()
    fees = doc.minor(sum(item.fee for item in event.items))
    gross = doc.minor(event.net) + fees
    earlier = [(when, doc.minor(fee)) for when, fee in _earlier_fees(event.items, event.date)]
    homes = [doc.at_home(minor) for _, minor in earlier]
    home = sum(homes) + doc.at_home(gross - sum(minor for _, minor in earlier))
    amount = int(event.net) + sum(int(item.fee) for item in event.items)
    whole = book.money(event.gateway, event.number, day, doc, -amount, -gross, -home)
    moves = _by_item(event, doc, whole)
    for (when, minor), value in zip(earlier, homes, strict=True):
        back = whole._replace(value=value * book.unit, minor=minor, kept="", units=0)
        moves += [back, back._replace(value=-back.value, minor=-minor, day=when.isoformat())]
    return moves


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


def _by_item(event: PayoutSettled, doc: Written, whole: Moved) -> list[Moved]:
    """The whole of a payout told apart by its items; what they leave stands under its number."""
    rest, moves = whole, []
    each = Fraction(whole.value, whole.minor) if whole.minor else Fraction(0)
    for item in event.items:
        minor = -doc.minor(item.gross)
        value = half_up((each * minor).numerator, (each * minor).denominator)
        moves.append(whole._replace(name=item.reference, value=value, minor=minor, kept="", units=0))
        rest = rest._replace(value=rest.value - value, minor=rest.minor - minor)
    return [*moves, rest]


def dispute(book: OpenBook, event: ChargebackOpened | ChargebackWon) -> list[Moved]:
    """A dispute opened takes its money and fee off the gateway; one won gives them back."""
    sign = -1 if isinstance(event, ChargebackOpened) else 1
    doc = book.doc(event.currency, event.rate, event.date)
    day, name = event.date.isoformat(), event.chargeback
    minor, fee = doc.minor(event.amount), doc.minor(event.fee)
    amount = int(event.amount) + int(event.fee)
    home = doc.at_home(minor) + doc.at_home(fee)
    disputed = book.moved(
        account_key("chargebacks"), name, day, doc, -sign * minor, -sign * doc.at_home(minor)
    )
    return [
        disputed,
        book.money(event.gateway, name, day, doc, sign * amount, sign * (minor + fee), sign * home),
    ]


def card(book: OpenBook, event: GiftCardSold | GiftCardExpired) -> list[Moved]:
    """A gift card sold is owed until it is redeemed or expires."""
    doc = book.doc(event.currency, event.rate, event.date)
    day, minor = event.date.isoformat(), doc.minor(event.amount)
    home = doc.at_home(minor)
    if isinstance(event, GiftCardExpired):
        return [book.held("gift_cards", event.card, "", day, doc, minor, home)]
    money = book.money(event.gateway, event.card, day, doc, int(event.amount), minor, home)
    return [money, book.held("gift_cards", event.card, "", day, doc, -minor, -home)]


def credit(book: OpenBook, event: StoreCreditIssued) -> list[Moved]:
    """Store credit given to a customer."""
    doc = book.doc(event.currency, event.rate, event.date)
    day, minor = event.date.isoformat(), doc.minor(event.amount)
    return [book.held("store_credit", event.credit, event.customer, day, doc, -minor, -doc.at_home(minor))]


def redeemed(book: OpenBook, event: GiftCardRedeemed | StoreCreditRedeemed) -> list[Moved]:
    """A card or credit that paid an invoice, at the invoice's own rate."""
    role, name = (
        ("gift_cards", event.card)
        if isinstance(event, GiftCardRedeemed)
        else ("store_credit", event.credit)
    )
    doc, minor, home = settling(book, event)
    day = event.date.isoformat()
    return [
        book.held(role, name, event.customer, day, doc, minor, home),
        book.owed(event.invoice, event.customer, doc.currency, day, -minor, -home),
    ]
