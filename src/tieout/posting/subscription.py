"""Subscriptions as drafts: what is billed ahead, what is earned of it, what is given back unearned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tieout.core.account import account_key
from tieout.core.draft import Draft
from tieout.core.event import SubscriptionChanged, SubscriptionRenewed
from tieout.core.lot import Part
from tieout.core.master import MasterData
from tieout.core.open_item import Registers
from tieout.posting.exchange import Exchange, at_invoice_rate, exchange_into, exchange_of


def renewal_draft(event: SubscriptionRenewed, master: MasterData) -> Draft:
    """Dr receivable · Cr deferred revenue, for the whole service period."""
    exchange = exchange_of(event.currency, event.rate, event.date, master)
    period = f"{event.service_from} to {event.service_to}"
    return replace(
        _draft(event, exchange, event.number, exchange.minor(event.amount), master),
        number=event.number,
        memo=_memo(event, exchange, f"subscription {event.subscription} {period}"),
        billed=True,
    )


def change_draft(
    event: SubscriptionChanged, number: str, master: MasterData, registers: Registers
) -> Draft | None:
    """What a change adds to the bill, or takes off it at the invoice's own rate; None = only the term."""
    if not event.amount:
        return None
    billed = registers.billed(number)
    exchange = exchange_into(billed, event.currency, event.rate, event.date, master)
    when, amount = "more", int(event.amount)
    if amount < 0:
        when, amount = "less", -amount
        exchange = at_invoice_rate(exchange, billed, amount, registers)
    minor = exchange.minor(amount)
    draft = _draft(event, exchange, number, minor, master)
    links: tuple[tuple[str, int], ...] = ()
    if when == "less" and billed and billed.document:
        account = str(account_key("accounts_receivable", currency=exchange.currency))
        settled = min(minor, max(0, registers.open_item(account, number).minor))
        links = ((billed.document, settled),) if settled else ()
    memo = _memo(event, exchange, f"subscription {event.subscription} changed")
    return replace(draft, when=when, links=links, memo=memo, billed=when == "more")


def _draft(
    event: SubscriptionRenewed | SubscriptionChanged,
    exchange: Exchange,
    number: str,
    minor: int,
    master: MasterData,
) -> Draft:
    item = master.items.get(event.item)
    party = master.parties.get(event.customer)
    parts = (
        Part("subscribed", minor, party=event.customer, reference=number, original=abs(int(event.amount))),
        Part("deferred", minor, reference=number, item=event.item, text=item.name if item else event.item),
    )
    return Draft(
        on=event.kind,
        parts=parts,
        day=event.date,
        currency=exchange.currency,
        rate=exchange.rate_text,
        party=event.customer,
        due=event.date + timedelta(days=party.terms_days if party else 0),
        channel=event.channel,
        converted_from=exchange.converted_from,
        converted_at=exchange.converted_at,
    )


def _memo(event: SubscriptionRenewed | SubscriptionChanged, exchange: Exchange, what: str) -> str:
    return "; ".join(note for note in (what, exchange.note(event.amount)) if note)


def earned_draft(
    subscription: str,
    number: str,
    channel: str,
    item: str,
    minor: int,
    day: date,
    n: int,
    master: MasterData,
) -> Draft:
    """Dr deferred revenue · Cr revenue on the last day of a month or service; `n` entries came before."""
    part = Part(
        "earned",
        minor,
        category=master.category(item),
        channel=channel,
        reference=number,
        item=item,
    )
    return Draft(
        on="revenue_recognised",
        parts=(part,),
        day=day,
        currency=master.home_currency,
        memo=f"subscription {subscription} {number}, earned by {day}",
        channel=channel,
        part=f"{number} {day} {n}",
    )


def unearned_first(draft: Draft, unearned: int) -> Draft:
    """A credit memo of a subscription: what is unearned is owed no more, the rest is an allowance.

    `unearned` is in minor units of the draft's currency; no more than the lines come to leaves it.
    """
    gross = sum(part.value for part in draft.parts if part.name == "gross")
    discount = sum(part.value for part in draft.parts if part.name == "discount")
    taken = left = min(unearned, gross - discount)
    if taken <= 0:
        return draft
    parts = [Part("unearned", taken, reference=draft.parts[-1].reference)]
    for part in draft.parts:
        if part.name == "gross":
            used = min(left, part.value)
            left -= used
            part = part._replace(value=part.value - used)
        parts.append(part._replace(name="credited") if part.name == "refunded" else part)
    return replace(draft, when="subscription", parts=tuple(parts))
