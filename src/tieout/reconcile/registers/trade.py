"""Trade: what invoices, sales, refunds and write-offs leave open (accounting.md 5, order to cash)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from tieout.core.account import account_key
from tieout.core.event import (
    GiftCardRedeemed,
    InvoiceIssued,
    RefundIssued,
    SalePaid,
    StoreCreditRedeemed,
    WriteOffApproved,
)
from tieout.core.event.sale import TaxPart, Tender
from tieout.core.money import quanta_per_minor, split_largest_remainder
from tieout.reconcile.registers.moved import Moved
from tieout.reconcile.registers.open_book import Claim, OpenBook
from tieout.reconcile.registers.written import Written

LIABILITIES = {"gift_card": "gift_cards", "store_credit": "store_credit", "deposit": "customer_deposits"}


Settling = GiftCardRedeemed | StoreCreditRedeemed | WriteOffApproved
"""What settles an invoice by a journal."""


class Recognition(NamedTuple):
    """Where a sale stands: the day its revenue counts on, and the day its money was held until then.

    `day` empty = it waits for its goods, or waited; then `held` empty = its money is no deposit yet.
    """

    day: str
    held: str = ""


class Paid(NamedTuple):
    """A tender of a sale, and what it comes to in minor units of the document."""

    tender: Tender
    minor: int


def taxes(
    book: OpenBook, role: str, parts: list[TaxPart], doc: Written, day: str, sign: int
) -> list[Moved]:
    """Tax per agency, by month; `sign` +1 = debit."""
    moves = []
    for tax in parts:
        minor = sign * doc.minor(tax.amount)
        if minor:
            account = account_key(role, agency=tax.agency)
            name = f"{tax.agency} {day[:7]}"
            moves.append(book.moved(account, name, day, doc, minor, doc.at_home(minor)))
    return moves


def invoice(book: OpenBook, event: InvoiceIssued, stands: Recognition) -> tuple[list[Moved], list[Moved]]:
    """What an invoice claims and its tax; then what deposits of its order or number pay of it.

    The second part stays when the invoice is revised: money applied stays applied.
    """
    if not stands.day:
        return [], []
    doc = book.doc(event.currency, event.rate, event.date)
    total, amount = doc.minor(event.total), int(event.total)
    claim = Claim(event.number, event.customer, doc, total, amount)
    book.claims[event.number] = claim
    units = book.units(doc, amount, total)
    moves = [book.claimed(claim, stands.day, total, doc.at_home(total), units)]
    moves += taxes(book, "sales_tax", event.taxes, doc, stands.day, -1)
    paid = applied(book, event.order, event.number, event.customer, claim, stands.day) if total else []
    return moves, paid


def applied(book: OpenBook, order: str, number: str, customer: str, claim: Claim, day: str) -> list[Moved]:
    """Deposits of the customer, in the currency billed: those of the order, then of the number itself."""
    moves, deposits = [], account_key("customer_deposits")
    for origin in dict.fromkeys((order or number, number)):
        name = book.kept("customer_deposits", origin, customer, claim.doc)
        owed = book.balance(claim.account, claim.number)
        taken = min(-book.balance(deposits, name).units - book.kept_for_sales(name), owed.units)
        if taken > 0:
            minor, home = settled(book, claim, taken)
            moves.append(
                book.held("customer_deposits", origin, customer, day, claim.doc, minor, home, taken)
            )
            moves.append(book.claimed(claim, day, -minor, -home, -taken))
    return moves


def settled(book: OpenBook, claim: Claim, units: int, *, rest: bool = True) -> tuple[int, int]:
    """What so many units take off a claim at its own rate: minor units of it, and at home.

    Of a converted claim in proportion to what was billed; with `rest`, the last takes what is left.
    """
    if not claim.doc.is_converted:
        minor = units // quanta_per_minor(claim.doc.currency)
        return minor, claim.doc.at_home(minor)
    owed = book.balance(claim.account, claim.number)
    home = claim.share(units)
    if rest and 0 < owed.units <= units:
        home = owed.home + claim.share(units - owed.units)
    elif rest and owed.units > 0:
        home = min(home, max(0, owed.home))
    return home, home


def sale(book: OpenBook, event: SalePaid, stands: Recognition) -> list[Moved]:
    """What a sale was tendered with, and its tax; money of one that waits is a deposit under its order."""
    doc = book.doc(event.currency, event.rate, event.date)
    minors = _minors(event, doc)
    money = [
        Paid(tender, minor)
        for tender, minor in zip(event.tenders, minors, strict=False)
        if tender.type == "gateway"
    ]
    moves: list[Moved] = []
    for tender, minor in money:
        name, came = tender.reference or event.number, stands.held or stands.day
        home = doc.at_home(minor)
        moves += book.money(tender.gateway, name, came, doc, int(tender.amount), minor, home)
    if stands.held and money:
        place = ("customer_deposits", event.order)
        moves.append(_of_item(book, event, place, stands.held, doc, money, sign=-1))
    if stands.day:
        return [*moves, *_revenue(book, event, doc, stands.day, moves_deposit=False)]
    book.keep(event, doc, _spoken_for(book, event, doc, minors, held=bool(stands.held)))
    return moves


def recognised(book: OpenBook, event: SalePaid, day: str) -> list[Moved]:
    """What a sale moves on the day it is recognised, of the money it was held with and by other tenders."""
    doc = book.doc(event.currency, event.rate, event.date)
    return _revenue(book, event, doc, day, moves_deposit=True)


def _minors(event: SalePaid, doc: Written) -> list[int]:
    """Each tender in minor units of the document."""
    return split_largest_remainder(
        doc.minor(event.total), [int(one.amount) for one in event.tenders] or [1]
    )


def _revenue(
    book: OpenBook, event: SalePaid, doc: Written, day: str, *, moves_deposit: bool
) -> list[Moved]:
    parts: dict[tuple[str, str], list[Paid]] = {}
    for tender, minor in zip(event.tenders, _minors(event, doc), strict=False):
        if tender.type != "gateway":
            name = tender.reference or (event.order if tender.type == "deposit" else "")
            parts.setdefault((LIABILITIES[tender.type], name), []).append(Paid(tender, minor))
        elif moves_deposit:
            parts.setdefault(("customer_deposits", event.order), []).append(Paid(tender, minor))
    moves = [_of_item(book, event, place, day, doc, paid) for place, paid in parts.items()]
    book.keep(event, doc, 0)
    total = doc.minor(event.total)
    book.claims[event.number] = Claim(event.number, event.customer, doc, total, int(event.total))
    return [*moves, *taxes(book, "sales_tax", event.taxes, doc, day, -1)]


def _of_item(
    book: OpenBook,
    event: SalePaid,
    place: tuple[str, str],
    day: str,
    doc: Written,
    paid: Sequence[Paid],
    sign: int = 1,
) -> Moved:
    """What a sale moves of one item of money held, in one step: an item rounds what leaves it once."""
    role, name = place
    minor = sign * sum(one.minor for one in paid)
    home = sign * sum(doc.at_home(one.minor) for one in paid)
    units = sign * sum(book.units(doc, int(one.tender.amount), one.minor) for one in paid)
    return book.held(role, name, event.customer, day, doc, minor, home, units)


def _spoken_for(book: OpenBook, event: SalePaid, doc: Written, minors: list[int], *, held: bool) -> int:
    """What a sale that waits will take of the money under its order: its own, where that is held there."""
    return sum(
        book.units(doc, int(tender.amount), minor)
        for tender, minor in zip(event.tenders, minors, strict=False)
        if (tender.type == "gateway" and held)
        or (tender.type == "deposit" and tender.reference in {"", event.order})
    )


def called(book: OpenBook, event: SalePaid) -> list[Moved]:
    """A payout may name the one tender of a gateway by the number of its sale."""
    doc = book.doc(event.currency, event.rate, event.date)
    names: dict[str, set[str]] = {}
    for one in event.tenders:
        if one.type == "gateway":
            names.setdefault(one.gateway, set()).add(one.reference or event.number)
    moves: list[Moved] = []
    for gateway, found in names.items():
        name = min(found)
        if len(found) == 1 and name != event.number:
            moves += book.call(gateway, name, event.number, event.date.isoformat(), doc)
    return moves


def refund(book: OpenBook, event: RefundIssued) -> list[Moved]:
    """What a refund takes off its invoice, its tax, the deposit, and the money that left."""
    day, amount = event.date.isoformat(), int(event.total)
    claim = book.claims.get(event.refunded) if event.refunds == "invoice" else None
    doc = book.doc(event.currency, event.rate, event.date)
    if event.refunds == "invoice":
        doc = book.doc_into(claim, event.currency, event.rate, event.date)
    total = doc.minor(event.total)
    home, moves = doc.at_home(total), list[Moved]()
    if event.gateway or event.refunds != "invoice":
        moves += book.money(event.gateway, event.number, day, doc, -amount, -total, -home)
    if event.refunds == "deposit":
        units = book.units(doc, amount, total)
        return [
            *moves,
            book.held("customer_deposits", event.refunded, event.customer, day, doc, total, home, units),
        ]
    if event.refunds == "sale":
        return [*moves, *taxes(book, "sales_tax", event.taxes, doc, day, 1)]
    return [*moves, *_credited(book, event, claim, doc, total)]


def lines_of(book: OpenBook, event: RefundIssued) -> int:
    """What the lines of a credit memo come to less their discount, in minor units of its document."""
    claim = book.claims.get(event.refunded)
    gross = sum(int(line.amount) for line in event.lines)
    discount = sum(int(line.discount) for line in event.lines)
    if claim is not None and claim.is_converted_from(event.currency):
        return claim.share(gross) - claim.share(discount)
    doc = book.doc_into(claim, event.currency, event.rate, event.date)
    return doc.minor(gross) - doc.minor(discount)


def _credited(
    book: OpenBook, event: RefundIssued, claim: Claim | None, doc: Written, total: int
) -> list[Moved]:
    """A credit memo at its invoice's own rate; money that left puts the claim there again."""
    day, amount = event.date.isoformat(), int(event.total)
    home, units = doc.at_home(total), book.units(doc, amount, total)
    at_rate = doc
    if claim is not None and doc.currency != book.home:
        at_rate = replace(doc, into=claim.doc.into)
        home = claim.doc.at_home(total)
    elif claim is not None and claim.is_converted_from(event.currency):
        total, home = settled(book, claim, amount, rest=not event.gateway)
        at_rate = replace(doc, rate=Fraction(total * book.unit, amount))
    moves = taxes(book, "sales_tax", event.taxes, at_rate, day, 1)
    number, party = event.refunded, event.customer
    moves.append(book.owed(number, party, doc.currency, day, -total, -home, -units))
    if event.gateway:
        moves.append(book.owed(number, party, doc.currency, day, total, home, units))
    return moves


def write_off(book: OpenBook, event: WriteOffApproved) -> list[Moved]:
    """What was given up of an invoice, at the invoice's own rate."""
    doc, minor, home, units = settling(book, event)
    day = event.date.isoformat()
    return [book.owed(event.invoice, event.customer, doc.currency, day, -minor, -home, -units)]


def settling(book: OpenBook, event: Settling) -> tuple[Written, int, int, int]:
    """What a journal that settles an invoice comes to: how written, minor units, home, units kept."""
    claim = book.claims.get(event.invoice)
    doc = book.doc_into(claim, event.currency, event.rate, event.date)
    minor, amount = doc.minor(event.amount), int(event.amount)
    home = doc.at_home(minor)
    if claim is not None and doc.currency != book.home:
        home = claim.doc.at_home(minor)
    elif claim is not None and claim.is_converted_from(event.currency):
        minor, home = settled(book, claim, amount)
    return doc, minor, home, book.units(doc, amount, minor)
