"""Trade: what invoices, sales, refunds and write-offs leave open (accounting.md 5, order to cash)."""

from __future__ import annotations

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
from tieout.core.money import split_largest_remainder
from tieout.reconcile.registers.moved import Moved
from tieout.reconcile.registers.open_book import Claim, OpenBook
from tieout.reconcile.registers.written import Written

LIABILITIES = {"gift_card": "gift_cards", "store_credit": "store_credit", "deposit": "customer_deposits"}


Settling = GiftCardRedeemed | StoreCreditRedeemed | WriteOffApproved
"""What settles an invoice by a journal."""


class Recognition(NamedTuple):
    """Where a sale stands: the day its revenue counts on, and the day its money was held until then.

    `day` empty = it waits for its goods; `held` empty = its money was no deposit in between.
    """

    day: str
    held: str = ""


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
    total = doc.minor(event.total)
    claim = Claim(event.number, event.customer, doc, total, int(event.total))
    book.claims[event.number] = claim
    moves = [book.claimed(claim, stands.day, total, doc.at_home(total))]
    moves += taxes(book, "sales_tax", event.taxes, doc, stands.day, -1)
    return moves, _applied(book, event, claim, stands.day) if total else []


def _applied(book: OpenBook, event: InvoiceIssued, claim: Claim, day: str) -> list[Moved]:
    moves, deposits = [], account_key("customer_deposits")
    foreign = claim.doc.currency != book.home
    for origin in dict.fromkeys((event.order or event.number, event.number)):
        name = f"{origin} {claim.doc.currency}" if foreign else origin
        still_open = book.balance(claim.account, claim.number).units
        taken = min(-book.balance(deposits, name).units, still_open)
        if taken > 0:
            home = claim.doc.at_home(taken)
            moves.append(
                book.held("customer_deposits", origin, event.customer, day, claim.doc, taken, home)
            )
            moves.append(book.claimed(claim, day, -taken, -home))
    return moves


def sale(book: OpenBook, event: SalePaid, stands: Recognition) -> list[Moved]:
    """What a sale was tendered with, and its tax; money of one that waits is a deposit under its order."""
    doc = book.doc(event.currency, event.rate, event.date)
    total = doc.minor(event.total)
    minors = split_largest_remainder(total, [int(one.amount) for one in event.tenders] or [1])
    moves: list[Moved] = []
    for tender, minor in zip(event.tenders, minors, strict=False):
        moves += _tendered(book, event, tender, doc, minor, stands)
    if stands.day:
        book.claims[event.number] = Claim(event.number, event.customer, doc, total, int(event.total))
        moves += taxes(book, "sales_tax", event.taxes, doc, stands.day, -1)
    return moves


def _tendered(
    book: OpenBook, event: SalePaid, tender: Tender, doc: Written, minor: int, stands: Recognition
) -> list[Moved]:
    home = doc.at_home(minor)
    if tender.type != "gateway":
        name = tender.reference or (event.order if tender.type == "deposit" else "")
        role = LIABILITIES[tender.type]
        return [book.held(role, name, event.customer, stands.day, doc, minor, home)] if stands.day else []
    name = tender.reference or event.number
    day = stands.held or stands.day
    moves = [book.money(tender.gateway, name, day, doc, int(tender.amount), minor, home)]
    if stands.held:
        moves.append(_deposit(book, event, stands.held, doc, -minor, -home))
        if stands.day:
            moves.append(_deposit(book, event, stands.day, doc, minor, home))
    return moves


def _deposit(book: OpenBook, event: SalePaid, day: str, doc: Written, minor: int, home: int) -> Moved:
    return book.held("customer_deposits", event.order, event.customer, day, doc, minor, home)


def refund(book: OpenBook, event: RefundIssued) -> list[Moved]:
    """What a refund takes off its invoice, its tax, the deposit, and the money that left."""
    day = event.date.isoformat()
    claim = book.claims.get(event.refunded) if event.refunds == "invoice" else None
    doc = book.doc(event.currency, event.rate, event.date)
    if event.refunds == "invoice":
        doc = book.doc_into(claim, event.currency, event.rate, event.date)
    total, amount = doc.minor(event.total), int(event.total)
    paid = book.money(
        event.gateway, event.number, day, doc, -amount, -total, -doc.at_home(total)
    ) if event.gateway or event.refunds != "invoice" else None  # fmt: skip
    moves = [paid] if paid else []
    if event.refunds == "deposit":
        home = doc.at_home(total)
        return [
            *moves, book.held("customer_deposits", event.refunded, event.customer, day, doc, total, home)
        ]  # fmt: skip
    settled = doc.at(claim.doc.into) if claim and doc.currency != book.home else doc
    moves += taxes(book, "sales_tax", event.taxes, doc, day, 1)
    if event.refunds == "invoice":
        home = settled.at_home(total)
        moves.append(book.owed(event.refunded, event.customer, doc.currency, day, -total, -home))
        if event.gateway:
            moves.append(book.owed(event.refunded, event.customer, doc.currency, day, total, home))
    return moves


def write_off(book: OpenBook, event: WriteOffApproved) -> list[Moved]:
    """What was given up of an invoice, at the invoice's own rate."""
    doc, minor, home = settling(book, event)
    return [book.owed(event.invoice, event.customer, doc.currency, event.date.isoformat(), -minor, -home)]


def settling(book: OpenBook, event: Settling) -> tuple[Written, int, int]:
    """What a journal that settles an invoice comes to: how written, minor units, home at its rate."""
    claim = book.claims.get(event.invoice)
    doc = book.doc_into(claim, event.currency, event.rate, event.date)
    minor = doc.minor(event.amount)
    foreign = claim is not None and doc.currency != book.home
    return doc, minor, claim.doc.at_home(minor) if claim and foreign else doc.at_home(minor)
