"""Clearing: which items on clearing accounts an event moves, by how much, and what that realises.

Every movement has a name: what the gateway calls a charge, the number of a refund, card or dispute, the
reference of a payout's line. A line of a payout settles the item it names, at what that is carried at;
one that names nothing stated is an item of its own, until its fact is told (accounting.md 2, 5, 8).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from tieout.core.account import AccountKey
from tieout.core.draft import Draft
from tieout.core.entry import REVERSAL, Entry, Line, Side
from tieout.core.event import (
    ChargebackOpened,
    ChargebackWon,
    Event,
    GiftCardSold,
    OpeningRegister,
    PaymentCaptured,
    PayoutSettled,
    RefundIssued,
    SalePaid,
)
from tieout.core.lot import Part
from tieout.core.open_item import OpenItem
from tieout.posting import released
from tieout.posting.exchange import Exchange
from tieout.posting.home import Conversion
from tieout.posting.money import earlier_fees

PAYOUT: Final = "payout"
EARLIER_FEES: Final = "fees of an earlier month in a payout"
"""The rules that take the items of a payout off clearing, and its fees of earlier months before."""

_DIFFERENCE: Final = "exchange difference on clearing"
"""How the rules begin that post what an item realised."""

_BESIDE: Final = "exchange difference of "
"""How the rules begin that bring money to the rate of its day, beside a document at another rate."""

Moves = dict[str, OpenItem]
"""By name of the item, what moves of it: in its own currency and at home, debit above zero."""


class Movement(NamedTuple):
    """What an event says it moves under a name: 10⁻⁸ units of its own currency, in above zero."""

    gateway: str
    name: str
    amount: int


def movements(event: Event) -> Iterator[Movement]:
    """What an event moves on clearing, name by name; the lines of a payout as what they take."""
    match event:
        case PaymentCaptured():
            yield Movement(event.gateway, event.reference or event.number, int(event.amount))
        case SalePaid():
            for tender in event.tenders:
                if tender.type == "gateway":
                    yield Movement(tender.gateway, tender.reference or event.number, int(tender.amount))
        case RefundIssued() if event.gateway or event.refunds != "invoice":
            yield Movement(event.gateway, event.number, -int(event.total))
        case PayoutSettled():
            yield from _paid_out(event)
        case OpeningRegister() if event.register == "clearing":
            for line in event.lines:
                yield Movement(event.qualifier, line.reference, int(line.amount))
        case _:
            yield from _of_gateway(event)


def _of_gateway(event: Event) -> Iterator[Movement]:
    match event:
        case GiftCardSold():
            yield Movement(event.gateway, event.card, int(event.amount))
        case ChargebackOpened():
            yield Movement(event.gateway, event.chargeback, -int(event.amount) - int(event.fee))
        case ChargebackWon():
            yield Movement(event.gateway, event.chargeback, int(event.amount) + int(event.fee))
        case _:
            pass


def _paid_out(event: PayoutSettled) -> Iterator[Movement]:
    """The lines of a payout; what they leave of it stands under its number."""
    for item in event.items:
        yield Movement(event.gateway, item.reference, -int(item.gross))
    rest = int(event.net) + sum(int(item.fee) - int(item.gross) for item in event.items)
    if rest:
        yield Movement(event.gateway, event.number, -rest)


def other_names(event: Event) -> Iterator[tuple[str, Movement]]:
    """By which number else a payout may name the one thing that a fact moved."""
    match event:
        case PaymentCaptured() | SalePaid():
            moved = list(movements(event))
            for one in moved:
                alone = len({other.name for other in moved if other.gateway == one.gateway}) == 1
                if alone and one.name != event.number:
                    yield event.number, one
        case _:
            pass


def is_difference(entry: Entry) -> bool:
    """Whether an entry posts what an item on clearing realised, or takes that back."""
    return entry.rule.removeprefix(REVERSAL).startswith(_DIFFERENCE)


def is_beside(entry: Entry) -> bool:
    """Whether an entry only brings money to its day's rate, beside what moves it."""
    return entry.rule.removeprefix(REVERSAL).startswith(_BESIDE)


class Booked(NamedTuple):
    """What entries of one event put on one clearing account: their lines, each with its entry's currency.

    That is empty where the entry only brings money to its day's rate.
    `payout` is whether the entry that holds the items of a payout is among them, `earlier` the lines of
    its fees of earlier months.
    """

    lines: tuple[tuple[str, Line], ...] = ()
    payout: bool = False
    earlier: tuple[Line, ...] = ()


def moves_of(event: Event, account: AccountKey, booked: Booked, exchange: Exchange) -> Moves:
    """What an event moves of each item on an account, by the lines it booked there.

    Units are minor units of the account's currency; 10⁻⁸ units of the event's own where its documents
    are converted to home currency.
    """
    named = [one for one in movements(event) if one.gateway == account.qualifiers[0]]
    if isinstance(event, PayoutSettled):
        return _of_payout(event, named, booked, exchange)
    moves: Moves = {}
    by_line = isinstance(event, SalePaid | OpeningRegister)
    fallback = event.number if isinstance(event, SalePaid) else "".join(one.name for one in named[:1])
    for currency, line in booked.lines:
        minor = line.minor if currency == (account.qualifiers[1] or exchange.home) else 0
        _add(moves, (line.reference if by_line else "") or fallback, _signed(line, minor))
    if exchange.converted_from and account.qualifiers[1] in {"", exchange.home}:
        stated: dict[str, int] = {}
        for one in named if any(currency for currency, _ in booked.lines) else ():
            stated[one.name] = stated.get(one.name, 0) + one.amount
        moves = {name: OpenItem(stated.get(name, 0), moved.home) for name, moved in moves.items()}
    return moves


def _of_payout(event: PayoutSettled, named: list[Movement], booked: Booked, exchange: Exchange) -> Moves:
    """Each line of a payout at the payout's own rate.

    Fees of earlier months leave under the number of the payout and come back with its lines, so there
    is something under that number only where one of the two was taken back alone.
    """
    moves: Moves = {}
    earlier = [_worth(minor, exchange) for minor in earlier_fees(event, exchange)]
    for one in earlier if booked.payout else ():
        _add(moves, event.number, one)
    for line in booked.earlier:
        _add(moves, event.number, _signed(line, line.minor))
    for movement in named if booked.payout else ():
        minor = exchange.minor(movement.amount)
        units = movement.amount if exchange.converted_from else minor
        _add(moves, movement.name, OpenItem(units, _worth(minor, exchange).home))
    return {name: moved for name, moved in moves.items() if moved != (0, 0)}


def _worth(minor: int, exchange: Exchange) -> OpenItem:
    """Minor units of a document, and at home."""
    if exchange.home_rate is None:
        return OpenItem(minor, minor)
    return OpenItem(minor, Conversion(exchange.currency, exchange.home, exchange.home_rate).of(minor))


def _signed(line: Line, minor: int) -> OpenItem:
    return OpenItem(minor if line.side is Side.DR else -minor, line.signed_home)


def _add(moves: Moves, name: str, moved: OpenItem) -> None:
    before = moves.get(name, OpenItem(0, 0))
    moves[name] = OpenItem(before.minor + moved.minor, before.home + moved.home)


def difference_draft(
    memo: str, kind: str, account: AccountKey, value: int, home_currency: str, day: date, part: str = ""
) -> Draft:
    """Dr/Cr clearing · Cr/Dr fx_gain_loss beside what an event of some kind posted under a memo."""
    return Draft(
        on=kind,
        when=f"clearing {released.WHEN}",
        parts=(Part("carried_difference", value, account),),
        day=day,
        currency=home_currency,
        memo=f"exchange difference of {memo}"[:400],
        part=f"clearing {account}{part}",
    )
