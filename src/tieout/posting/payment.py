"""Payments as drafts: money against an invoice, in the invoice's currency; else a deposit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from tieout.core.account import account_key
from tieout.core.draft import Draft
from tieout.core.event import PaymentCaptured
from tieout.core.lot import Part
from tieout.core.master import MasterData
from tieout.core.money import minor_as_billed, quanta_per_minor
from tieout.core.open_item import Billed, OpenItem, Registers
from tieout.core.scaled import half_up
from tieout.posting.exchange import (
    Exchange,
    exchange_into,
    implied_rate,
    is_converted,
    owed_of,
    settled_minor,
)
from tieout.posting.home import Conversion

BEYOND: Final = "beyond"
"""The qualifier of what is paid beyond an invoice."""


def payment_drafts(event: PaymentCaptured, master: MasterData, registers: Registers) -> list[Draft]:
    """Against a recognised invoice: a Payment, as far as that is open; the rest is held as a deposit."""
    billed = registers.billed(event.invoice) if event.invoice else None
    exchange = exchange_into(billed, event.currency, event.rate, event.date, master)
    if billed is None:
        return [_held(event, "deposit", exchange, exchange.minor(event.amount), int(event.amount))]
    if exchange.home_rate is None:
        return _at_home(event, exchange, billed, registers)
    return _in_its_currency(event, exchange, billed, master.home_currency, registers)


class _Split(NamedTuple):
    """How a payment is split: home minor units that pay the invoice, and what it settles with them.

    `original` is what the invoice loses in the currency it was converted from, `used` what of the money
    did it, both in 10⁻⁸ units.
    """

    paid: int
    settled: int
    original: int
    used: int


def _at_home(
    event: PaymentCaptured, exchange: Exchange, billed: Billed, registers: Registers
) -> list[Draft]:
    """What the payment settles at the invoice's rate, the exchange difference beside it, the rest held."""
    account = str(account_key("accounts_receivable", currency=exchange.currency))
    still_open = max(0, registers.open_item(account, event.invoice).minor)
    split = _split(event, exchange, billed, still_open, registers)
    drafts = []
    if split.settled:
        part = Part(
            "settled",
            split.settled,
            gateway=event.gateway,
            reference=event.invoice,
            party=event.customer,
            original=split.original,
        )
        linked = min(split.settled, still_open)
        drafts.append(_payment(event, "invoice", (part,), exchange, billed, linked))
    if split.paid != split.settled:
        difference = Part("exchange_difference", split.paid - split.settled, gateway=event.gateway)
        drafts.append(_draft(event, "exchange difference", (difference,), exchange))
    left = exchange.minor(event.amount) - split.paid
    return [*drafts, *_beyond(event, exchange, left, int(event.amount) - split.used)]


def _split(
    event: PaymentCaptured, exchange: Exchange, billed: Billed, still_open: int, registers: Registers
) -> _Split:
    """Never more than the invoice is open with, in the currency it was billed in where it was converted."""
    amount, paid = int(event.amount), exchange.minor(event.amount)
    converted = is_converted(billed, exchange.home)
    owed = owed_of(billed, registers) if converted else OpenItem(0, still_open)
    if converted and event.currency == billed.original_currency:
        used = min(amount, max(0, owed.minor))
        settled = settled_minor(billed, used, owed) if used else 0
        return _Split(exchange.minor(used), settled, used, used)
    settled = min(paid, still_open)
    used = amount if settled == paid else half_up(amount * settled, paid)
    original = half_up(settled * billed.original, billed.minor) if billed.minor else 0
    return _Split(settled, settled, owed.minor if settled == still_open else original, used)


def _beyond(event: PaymentCaptured, exchange: Exchange, left: int, amount: int) -> list[Draft]:
    """What is paid beyond an invoice is the customer's money until it is used or given back."""
    return [_held(event, BEYOND, exchange, left, amount)] if left else []


def _held(event: PaymentCaptured, when: str, exchange: Exchange, minor: int, amount: int) -> Draft:
    """Money held for the customer under its order, else under the invoice it was meant for."""
    part = Part(
        "paid",
        minor,
        gateway=event.gateway,
        reference=event.order or event.invoice,
        party=event.customer,
        original=amount,
    )
    return replace(_draft(event, when, (part,), exchange), part="" if when == "deposit" else when)


def _of_cross_payment(event: PaymentCaptured, exchange: Exchange, paid: int, home: str) -> Exchange:
    """The rate at which what was settled comes to what was paid in another currency, exactly."""
    if event.currency == exchange.currency or not paid:
        return exchange
    amount = Fraction(exchange.rate) * int(event.amount)
    came = minor_as_billed(half_up(amount.numerator, amount.denominator), home)
    return replace(exchange, home_rate=implied_rate(came, paid, exchange.currency, home))


def _in_its_currency(
    event: PaymentCaptured, exchange: Exchange, billed: Billed, home: str, registers: Registers
) -> list[Draft]:
    """Dr clearing at the payment's rate · Cr receivable at what the invoice is open with at home.

    The difference is a line in home currency only: QuickBooks books it by itself (fact sheet 12).
    What is more than the invoice is open with is held at the payment's rate.
    """
    paid = exchange.minor(event.amount)
    exchange = _of_cross_payment(event, exchange, paid, home)
    account = str(account_key("accounts_receivable", currency=exchange.currency))
    open_item = registers.open_item(account, event.invoice)
    applied = min(paid, max(0, open_item.minor))
    beyond = _beyond(event, exchange, paid - applied, 0)
    if not applied:
        return beyond
    at_payment = Conversion(exchange.currency, home, Decimal(exchange.rate_text))
    at_invoice = Conversion(exchange.currency, home, Decimal(billed.rate))
    released = open_item.home if applied == open_item.minor else at_invoice.of(applied)
    unit = quanta_per_minor(home)
    parts = (
        Part("paid", applied, gateway=event.gateway, reference=event.invoice, party=event.customer),
        Part("settled", applied, reference=event.invoice, party=event.customer, exact=released * unit),
        Part(
            "exchange_difference",
            0,
            party=event.customer,
            exact=(at_payment.of(applied) - released) * unit,
        ),
    )
    return [_payment(event, "invoice in its currency", parts, exchange, billed, applied), *beyond]


def _payment(
    event: PaymentCaptured,
    when: str,
    parts: tuple[Part, ...],
    exchange: Exchange,
    billed: Billed,
    linked: int,
) -> Draft:
    links = ((billed.document, linked),) if linked and billed.document else ()
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
        converted_from=exchange.converted_from,
    )
