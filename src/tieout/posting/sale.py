"""Sales and refunds as drafts: the parts of what was billed, to the cent, as the source billed it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from tieout.core.account import account_key
from tieout.core.draft import Draft
from tieout.core.event import InvoiceIssued, RefundIssued, SalePaid
from tieout.core.event.sale import RefundLine, Sale, SaleLine, Tender
from tieout.core.lot import Part
from tieout.core.master import MasterData
from tieout.core.money import split_largest_remainder
from tieout.core.open_item import Registers
from tieout.posting.exchange import Exchange, at_invoice_rate, exchange_into, exchange_of
from tieout.posting.home import Conversion
from tieout.posting.settling import MONEY_BACK

TENDER_PARTS = {
    "gift_card": "gift_card_tender",
    "store_credit": "store_credit_tender",
    "deposit": "deposit_tender",
}


def _lines(
    lines: Sequence[SaleLine] | Sequence[RefundLine], exchange: Exchange, master: MasterData, channel: str
) -> list[Part]:
    """Gross and discount of every line: each sum in cents, split over the lines by largest remainder.

    Of a sale given away (each line at no price) the lines stay, at nothing: it is a sale all the same.
    """
    parts: list[Part] = []
    for name, amounts in (
        ("gross", [int(line.amount) for line in lines]),
        ("discount", [int(line.discount) for line in lines]),
    ):
        if not any(amounts):
            if name == "gross":
                parts += [_line_part(name, line, 0, master, channel) for line in lines]
            continue
        whole = exchange.minor(sum(amounts))
        split = split_largest_remainder(whole, amounts)
        for place, minor in enumerate(split):
            if minor:
                parts.append(_line_part(name, lines[place], minor, master, channel))
    return parts


def _line_part(
    name: str, line: SaleLine | RefundLine, minor: int, master: MasterData, channel: str
) -> Part:
    item = master.items.get(line.item)
    text = getattr(line, "description", "") or (item.name if item else line.item)
    return Part(
        name,
        minor,
        category=master.category(line.item),
        item=line.item,
        quantity=int(line.quantity),
        channel=channel,
        text=text,
    )


def _charges(sale: Sale | RefundIssued, exchange: Exchange) -> list[Part]:
    parts = [Part("shipping", exchange.minor(sale.shipping), channel=sale.channel)]
    parts += [Part("tax", exchange.minor(tax.amount), agency=tax.agency) for tax in sale.taxes]
    return parts


def _rounding(parts: Sequence[Part], total: int) -> Part:
    """What the source's total says beyond the sum of its parts, in cents."""
    signs = {"gross": 1, "discount": -1, "shipping": 1, "tax": 1, "adjustment": 1}
    return Part("source_rounding", total - sum(signs[part.name] * part.value for part in parts))


def invoice_draft(event: InvoiceIssued, master: MasterData, day: date) -> Draft:
    """Dr receivable · Dr discounts · Cr revenue per line · Cr shipping · Cr tax per agency."""
    exchange = exchange_of(event.currency, event.rate, event.date, master)
    parts = _lines(event.lines, exchange, master, event.channel) + _charges(event, exchange)
    total = exchange.minor(event.total)
    parts.append(_rounding(parts, total))
    owed = Part(
        "receivable", total, party=event.customer, reference=event.number, original=int(event.total)
    )
    parts.append(owed)
    party = master.parties.get(event.customer)
    due = event.due or event.date + timedelta(days=party.terms_days if party else 0)
    return Draft(
        on="invoice_issued",
        parts=tuple(parts),
        day=day,
        currency=exchange.currency,
        rate=exchange.rate_text,
        number=event.number,
        party=event.customer,
        due=due,
        memo=_memo(event, exchange, day),
        channel=event.channel,
        converted_from=exchange.converted_from,
        converted_at=exchange.converted_at,
        billed=True,
    )


def _memo(event: InvoiceIssued | SalePaid, exchange: Exchange, day: date) -> str:
    notes = [f"{event.source} {event.kind} {event.id}"]
    if day != event.date:
        notes.append(f"dated {event.date}, recognised {day}")
    notes += [note for note in (exchange.note(event.total), event.note) if note]
    return "; ".join(notes)


def held_draft(event: SalePaid, master: MasterData) -> Draft | None:
    """Dr clearing · Cr customer_deposits: money of a sale that waits for its goods, under its order.

    None = it was paid by other means only, which keep their own liability until then.
    """
    exchange = exchange_of(event.currency, event.rate, event.date, master)
    tenders = _tenders(event.tenders, event.order, exchange.minor(event.total))
    paid = tuple(
        part._replace(name="paid", origin=event.order, party=event.customer)
        for part in tenders
        if part.name == "tendered" and part.value
    )
    if not paid:
        return None
    return Draft(
        on="sale_paid",
        when="deposit",
        parts=paid,
        day=event.date,
        currency=exchange.currency,
        rate=exchange.rate_text,
        party=event.customer,
        memo=f"{event.source} {event.kind} {event.id}; {event.number} waits for its goods",
        channel=event.channel,
        converted_from=exchange.converted_from,
        converted_at=exchange.converted_at,
        part="deposit",
    )


def sale_draft(event: SalePaid, master: MasterData, day: date, *, held: bool) -> Draft:
    """As an invoice, with what was tendered in place of the receivable.

    `held`: the sale waited for its goods, so its gateway money is a deposit by now.
    """
    exchange = exchange_of(event.currency, event.rate, event.date, master)
    parts = _lines(event.lines, exchange, master, event.channel) + _charges(event, exchange)
    total = exchange.minor(event.total)
    parts.append(_rounding(parts, total))
    tenders = _tenders(event.tenders, event.order, total)
    parts += [_from_deposit(part, event.order) for part in tenders] if held else tenders
    gateway = next((tender.gateway for tender in event.tenders if tender.gateway), "")
    return Draft(
        on="sale_paid",
        parts=tuple(parts),
        day=day,
        currency=exchange.currency,
        rate=exchange.rate_text,
        number=event.number,
        party=event.customer,
        memo=_memo(event, exchange, day),
        channel=event.channel,
        gateway=gateway,
        converted_from=exchange.converted_from,
        converted_at=exchange.converted_at,
        billed=True,
    )


def _from_deposit(tender: Part, order: str) -> Part:
    """A gateway's tender that was held as a deposit under the order."""
    if tender.name != "tendered":
        return tender
    return Part("deposit_tender", tender.value, reference=order, original=tender.original)


def _tenders(tenders: Sequence[Tender], order: str, total: int) -> list[Part]:
    """Each tender in cents; converted tenders are split from the total so that they sum to it."""
    minors = split_largest_remainder(total, [int(tender.amount) for tender in tenders]) if tenders else []
    parts = []
    for tender, minor in zip(tenders, minors, strict=True):
        if tender.type == "gateway":
            part = Part("tendered", minor, gateway=tender.gateway, reference=tender.reference)
        else:
            reference = tender.reference or (order if tender.type == "deposit" else "")
            part = Part(TENDER_PARTS[tender.type], minor, reference=reference)
        parts.append(part._replace(original=int(tender.amount)))
    return parts


def refund_drafts(event: RefundIssued, master: MasterData, registers: Registers) -> list[Draft]:
    """A refund in the parts it was given in; money beside the credit memo where money left."""
    billed = registers.billed(event.refunded) if event.refunds == "invoice" else None
    exchange = exchange_of(event.currency, event.rate, event.date, master)
    if event.refunds == "invoice":
        exchange = exchange_into(billed, event.currency, event.rate, event.date, master)
    paid_at = exchange
    exchange = at_invoice_rate(exchange, billed, event.total, registers, rest=not event.gateway)
    total = exchange.minor(event.total)
    if event.refunds == "deposit":
        return [_refund(event, exchange, "deposit", (_given_back(event, total),))]
    lines = _lines(event.lines, exchange, master, event.channel) + _charges(event, exchange)
    lines += [
        Part("adjustment", exchange.minor(extra.amount), channel=event.channel, text=extra.reason)
        for extra in event.adjustments
    ]
    lines.append(_rounding(lines, total))
    end = _given_back(event, total)._replace(name="refunded")
    draft = _refund(event, exchange, event.refunds, (*lines, end))
    if event.refunds == "sale":
        return [draft]
    return _credit(event, exchange, paid_at, draft, total, registers)


def _given_back(event: RefundIssued, total: int) -> Part:
    return Part(
        "paid",
        total,
        gateway=event.gateway,
        reference=event.refunded,
        party=event.customer,
        original=int(event.total),
    )


def _refund(event: RefundIssued, exchange: Exchange, when: str, parts: tuple[Part, ...]) -> Draft:
    return Draft(
        on="refund_issued",
        when=when,
        parts=parts,
        day=event.date,
        currency=exchange.currency,
        rate=exchange.rate_text,
        number=event.number,
        party=event.customer,
        memo="; ".join(
            note
            for note in (
                f"refund {event.number} of {event.refunded}",
                exchange.note(event.total),
                event.note,
            )
            if note
        ),
        channel=event.channel,
        gateway=event.gateway,
        converted_from=exchange.converted_from,
        converted_at=exchange.converted_at,
    )


def _credit(
    event: RefundIssued,
    exchange: Exchange,
    paid_at: Exchange,
    draft: Draft,
    total: int,
    registers: Registers,
) -> list[Draft]:
    """A credit memo settles its invoice as far as that is open; money that left settles the rest."""
    if event.gateway:
        money = _refund(event, exchange, MONEY_BACK, (_given_back(event, total),))
        return [draft, money, *_moved_rate(event, exchange, paid_at, total)]
    billed = registers.billed(event.refunded)
    account = str(account_key("accounts_receivable", currency=exchange.currency))
    still_open = registers.open_item(account, event.refunded).minor
    settled = min(total, max(0, still_open))
    if billed is None or not billed.document or not settled:
        return [draft]
    return [replace(draft, links=((billed.document, settled),))]


def _moved_rate(event: RefundIssued, exchange: Exchange, paid_at: Exchange, total: int) -> list[Draft]:
    """What the money that left is worth more or less on its day than at the invoice's rate, at home."""
    home = exchange.home
    if exchange.home_rate is None or paid_at.home_rate is None:
        moved = total - paid_at.minor(event.total)
    else:
        rates = (one.home_rate or Decimal(1) for one in (exchange, paid_at))
        then, now = (Conversion(exchange.currency, home, rate) for rate in rates)
        moved = then.of(total) - now.of(total)
    if not moved:
        return []
    account = account_key("clearing", gateway=event.gateway, currency=exchange.currency)
    part = Part("carried_difference", moved, account)
    draft = _refund(event, exchange, "exchange difference", (part,))
    return [replace(draft, currency=home, rate="", converted_from="")]
