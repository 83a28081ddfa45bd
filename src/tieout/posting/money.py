"""Money as drafts: captures, payouts, disputes, gift cards, store credit, opening registers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from tieout.core.account import CREDIT_NORMAL, PINNED, account_key
from tieout.core.draft import Draft
from tieout.core.event import (
    ChargebackOpened,
    ChargebackWon,
    GiftCardExpired,
    GiftCardRedeemed,
    GiftCardSold,
    OpeningRegister,
    PaymentCaptured,
    PayoutSettled,
    StoreCreditIssued,
    StoreCreditRedeemed,
    WriteOffApproved,
)
from tieout.core.event.cash import PayoutItem
from tieout.core.event.stock import OpeningLine
from tieout.core.lot import Part
from tieout.core.master import MasterData
from tieout.core.open_item import Registers
from tieout.posting.exchange import (
    Exchange,
    at_invoice_rate,
    exchange_into,
    exchange_of,
)
from tieout.posting.holding import RELEASED, holding

_Money = (
    PaymentCaptured
    | ChargebackOpened
    | ChargebackWon
    | GiftCardSold
    | GiftCardExpired
    | GiftCardRedeemed
    | StoreCreditIssued
    | StoreCreditRedeemed
    | WriteOffApproved
)


def _plain(event: _Money, when: str, parts: tuple[Part, ...], exchange: Exchange, memo: str = "") -> Draft:
    return Draft(
        on=event.kind,
        when=when,
        parts=parts,
        day=event.date,
        currency=exchange.currency,
        rate=exchange.rate_text,
        memo=memo or f"{event.source} {event.kind} {event.id}",
        gateway=getattr(event, "gateway", ""),
        party=getattr(event, "customer", ""),
        channel=getattr(event, "channel", ""),
        converted_from=exchange.converted_from,
        converted_at=exchange.converted_at,
    )


def money_drafts(event: object, master: MasterData, registers: Registers) -> list[Draft]:
    """The drafts of the other money events; none for kinds that are facts only."""
    match event:
        case ChargebackOpened() | ChargebackWon():
            return [_dispute(event, master)]
        case GiftCardSold() | GiftCardExpired():
            return [_card(event, master)]
        case GiftCardRedeemed() | StoreCreditRedeemed():
            return [_redeemed(event, master, registers)]
        case StoreCreditIssued():
            exchange = exchange_of(event.currency, event.rate, event.date, master)
            part = Part(
                "issued_credit",
                exchange.minor(event.amount),
                reference=event.credit,
                original=int(event.amount),
            )
            return [_plain(event, "", (part,), exchange)]
        case WriteOffApproved():
            return [_written_off(event, master, registers)]
        case _:
            return []


def _dispute(event: ChargebackOpened | ChargebackWon, master: MasterData) -> Draft:
    exchange = exchange_of(event.currency, event.rate, event.date, master)
    name = "fee" if isinstance(event, ChargebackOpened) else "fee_back"
    gateway, number = event.gateway, event.chargeback
    minor, original = exchange.minor(event.amount), int(event.amount)
    parts = (
        Part("disputed", minor, gateway=gateway, reference=number, original=original),
        Part(name, exchange.minor(event.fee), gateway=gateway, reference=number),
    )
    return _plain(event, "", parts, exchange)


def _card(event: GiftCardSold | GiftCardExpired, master: MasterData) -> Draft:
    exchange = exchange_of(event.currency, event.rate, event.date, master)
    gateway = event.gateway if isinstance(event, GiftCardSold) else ""
    minor, original = exchange.minor(event.amount), int(event.amount)
    part = Part("paid", minor, gateway=gateway, reference=event.card, original=original)
    return _plain(event, "", (part,), exchange)


def _redeemed(
    event: GiftCardRedeemed | StoreCreditRedeemed, master: MasterData, registers: Registers
) -> Draft:
    reference = event.card if isinstance(event, GiftCardRedeemed) else event.credit
    return _settling(event, reference, master, registers)


def _written_off(event: WriteOffApproved, master: MasterData, registers: Registers) -> Draft:
    return _settling(event, "", master, registers, "written_off")


def _settling(
    event: GiftCardRedeemed | StoreCreditRedeemed | WriteOffApproved,
    reference: str,
    master: MasterData,
    registers: Registers,
    name: str = "settled",
) -> Draft:
    """A journal that settles an invoice, linked to it by a zero payment as far as that is open.

    What is more than the invoice has open stands on the customer's receivable as a credit.
    """
    billed = registers.billed(event.invoice)
    exchange = exchange_into(billed, event.currency, event.rate, event.date, master)
    exchange = at_invoice_rate(exchange, billed, event.amount, registers)
    minor = exchange.minor(event.amount)
    part = Part(
        name,
        minor,
        party=event.customer,
        reference=event.invoice,
        origin=reference,
        original=int(event.amount),
    )
    draft = _plain(event, "", (part,), exchange)
    account = str(account_key("accounts_receivable", currency=exchange.currency))
    settles = min(minor, max(0, registers.open_item(account, event.invoice).minor))
    if not (billed and billed.document and settles):
        return draft
    return replace(draft, links=((billed.document, settles),))


def payout_drafts(event: PayoutSettled, master: MasterData) -> list[Draft]:
    """Dr bank · Dr merchant_fees · Cr clearing; fees of earlier months in journals of their own."""
    exchange = exchange_of(event.currency, event.rate, event.date, master)
    drafts = [_earlier_fees(event, exchange, items) for items in _earlier_months(event)]
    return [*drafts, _payout(event, exchange, sum(earlier_fees(event, exchange)))]


def earlier_fees(event: PayoutSettled, exchange: Exchange) -> list[int]:
    """The fees of each month before the payout's, in minor units of its document, oldest first."""
    return [exchange.minor(sum(item.fee for item in items)) for items in _earlier_months(event)]


def _earlier_months(event: PayoutSettled) -> list[list[PayoutItem]]:
    """The items of each month before the payout's that have fees, oldest first."""
    this_month = (event.date.year, event.date.month)
    by_month: dict[tuple[int, int], list[PayoutItem]] = {}
    for item in event.items:
        by_month.setdefault((item.date.year, item.date.month), []).append(item)
    return [
        items
        for month, items in sorted(by_month.items())
        if month < this_month and any(item.fee for item in items)
    ]


def _fee_part(event: PayoutSettled, minor: int) -> Part:
    return Part("payout_fee", minor, gateway=event.gateway, reference=event.number)


def _earlier_fees(event: PayoutSettled, exchange: Exchange, items: list[PayoutItem]) -> Draft:
    last = max(item.date for item in items)
    minor = exchange.minor(sum(item.fee for item in items))
    return _payout_draft(event, exchange, "earlier month", last, (_fee_part(event, minor),))


def _payout(event: PayoutSettled, exchange: Exchange, earlier: int) -> Draft:
    net = exchange.minor(event.net)
    fee = exchange.minor(sum(item.fee for item in event.items)) - earlier
    apart = [part for kind in _APART for part in _apart(event, exchange, kind)]
    gross = net + fee - sum(part.value for part in apart)
    parts = (
        Part("payout_net", net, text=event.number),
        _fee_part(event, fee),
        Part("payout_gross", gross, gateway=event.gateway, reference=event.number),
        *apart,
    )
    return _payout_draft(event, exchange, "", event.date, parts)


_APART: Final = ("reserve", "adjustment")
"""Items of a payout that stand on lines of their own (accounting.md 5)."""

_NAMED: Final = 10
"""References that the text of such a line names; of more it says how many."""


def _apart(event: PayoutSettled, exchange: Exchange, kind: str) -> Iterator[Part]:
    """What items of one sort take off clearing together, with their references."""
    items = [item for item in event.items if item.type == kind]
    minor = exchange.minor(sum(item.gross for item in items))
    names = [item.reference for item in items]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    text = f"{kind} {', '.join(names[:_NAMED])}{more}"
    if minor:
        yield Part("payout_gross", minor, gateway=event.gateway, reference=event.number, text=text)


def _payout_draft(
    event: PayoutSettled, exchange: Exchange, when: str, day: date, parts: tuple[Part, ...]
) -> Draft:
    return Draft(
        on=event.kind,
        when=when,
        parts=parts,
        day=day,
        currency=exchange.currency,
        rate=exchange.rate_text,
        memo="; ".join(
            note for note in (f"{event.gateway} payout {event.number}", exchange.note(event.net)) if note
        ),
        gateway=event.gateway,
        part=day.isoformat() if when else "",
    )


def register_draft(event: OpeningRegister, master: MasterData) -> Draft:
    """The open items of one register against the opening balance."""
    pinned = event.register in PINNED
    exchange = exchange_of(event.currency, event.rate, event.date, master, at_home=pinned)
    account = account_key(
        event.register, currency=exchange.currency, gateway=event.qualifier, agency=event.qualifier
    )
    kept_in = "" if event.currency == master.home_currency else event.currency
    parts = tuple(
        Part(
            "opened_register",
            exchange.minor(line.amount),
            account,
            reference=_kept(event.register, line, kept_in),
            party=line.party,
            exact=exchange.exact(line.amount),
            original=int(line.amount),
        )
        for line in event.lines
    )
    liability = event.register in CREDIT_NORMAL
    return Draft(
        on=event.kind,
        when="liability" if liability else "asset",
        parts=parts,
        day=event.date,
        currency=exchange.currency,
        rate=exchange.rate_text,
        memo=f"opening {event.register} {event.qualifier}".strip(),
        converted_from=exchange.converted_from,
        converted_at=exchange.converted_at,
    )


def _kept(register: str, line: OpeningLine, currency: str) -> str:
    """The reference an opening item has from then on: money held is kept per customer and currency."""
    if register not in RELEASED:
        return line.reference
    return holding(line.reference, line.party if register == "customer_deposits" else "", currency)
