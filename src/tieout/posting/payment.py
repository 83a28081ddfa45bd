"""Payments as drafts: money against an invoice, in the invoice's currency; else a deposit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from tieout.core.account import account_key
from tieout.core.draft import Draft
from tieout.core.event import PaymentCaptured
from tieout.core.lot import Part
from tieout.core.master import MasterData
from tieout.core.money import minor_as_billed, quanta_per_minor
from tieout.core.open_item import Billed, Registers
from tieout.core.scaled import half_up
from tieout.posting.exchange import Exchange, exchange_into, implied_rate
from tieout.posting.home import Conversion


def payment_drafts(event: PaymentCaptured, master: MasterData, registers: Registers) -> list[Draft]:
    """Against a recognised invoice: a Payment; else the money is a deposit."""
    billed = registers.billed(event.invoice) if event.invoice else None
    exchange = exchange_into(billed, event.currency, event.rate, event.date, master)
    paid = exchange.minor(event.amount)
    if billed is None:
        reference = event.order or event.invoice
        part = Part("paid", paid, gateway=event.gateway, reference=reference, party=event.customer)
        return [_draft(event, "deposit", (part,), exchange)]
    if exchange.home_rate is not None:
        exchange = _of_cross_payment(event, exchange, paid, master.home_currency)
        return [_in_its_currency(event, exchange, billed, paid, master.home_currency, registers)]
    return _at_home(event, exchange, billed, paid, registers)


def _at_home(
    event: PaymentCaptured, exchange: Exchange, billed: Billed, paid: int, registers: Registers
) -> list[Draft]:
    """What the payment settles at the invoice's rate, and the exchange difference beside it."""
    settled = paid
    if event.currency == billed.original_currency and event.currency != exchange.currency:
        exact = Fraction(billed.minor * int(event.amount), billed.original)
        settled = half_up(exact.numerator, exact.denominator)
    account = str(account_key("accounts_receivable", currency=exchange.currency))
    linked = min(settled, max(0, registers.open_item(account, event.invoice).minor))
    part = Part("settled", settled, gateway=event.gateway, reference=event.invoice, party=event.customer)
    draft = _payment(event, "invoice", (part,), exchange, billed, linked)
    if paid == settled:
        return [draft]
    difference = Part("exchange_difference", paid - settled, gateway=event.gateway)
    return [draft, _draft(event, "exchange difference", (difference,), exchange)]


def _of_cross_payment(event: PaymentCaptured, exchange: Exchange, paid: int, home: str) -> Exchange:
    """The rate at which what was settled comes to what was paid in another currency, exactly."""
    if event.currency == exchange.currency or not paid:
        return exchange
    amount = Fraction(exchange.rate) * int(event.amount)
    came = minor_as_billed(half_up(amount.numerator, amount.denominator), home)
    return replace(exchange, home_rate=implied_rate(came, paid, exchange.currency, home))


def _in_its_currency(
    event: PaymentCaptured,
    exchange: Exchange,
    billed: Billed,
    paid: int,
    home: str,
    registers: Registers,
) -> Draft:
    """Dr clearing at the payment's rate · Cr receivable at what the invoice is open with at home.

    The difference is a line in home currency only: QuickBooks books it by itself (fact sheet 12).
    What is more than the invoice is open with stays on the receivable at the payment's rate.
    """
    account = str(account_key("accounts_receivable", currency=exchange.currency))
    open_item = registers.open_item(account, event.invoice)
    applied = min(paid, max(0, open_item.minor))
    at_payment = Conversion(exchange.currency, home, Decimal(exchange.rate_text))
    at_invoice = Conversion(exchange.currency, home, Decimal(billed.rate))
    released = open_item.home if applied == open_item.minor else at_invoice.of(applied)
    gain = at_payment.of(applied) - released
    unit = quanta_per_minor(home)
    parts = (
        Part("paid", paid, gateway=event.gateway, reference=event.invoice, party=event.customer),
        Part(
            "settled",
            paid,
            reference=event.invoice,
            party=event.customer,
            exact=(at_payment.of(paid) - gain) * unit,
        ),
        Part("exchange_difference", 0, party=event.customer, exact=gain * unit),
    )
    return _payment(event, "invoice in its currency", parts, exchange, billed, applied)


def _payment(
    event: PaymentCaptured,
    when: str,
    parts: tuple[Part, ...],
    exchange: Exchange,
    billed: Billed,
    linked: int,
) -> Draft:
    links = ((billed.document, linked),) if linked else ()
    return replace(_draft(event, when, parts, exchange), number=event.number, links=links)


def _draft(event: PaymentCaptured, when: str, parts: tuple[Part, ...], exchange: Exchange) -> Draft:
    memo = f"{event.gateway} {event.reference or event.number}"
    note = exchange.note(event.amount)
    return Draft(
        on=event.kind,
        when=when,
        parts=parts,
        day=event.date,
        currency=exchange.currency,
        rate=exchange.rate_text,
        party=event.customer,
        memo=f"{memo}; {note}" if note else memo,
        gateway=event.gateway,
    )
