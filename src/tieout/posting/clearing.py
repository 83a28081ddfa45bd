"""Clearing: what money held in a foreign currency was taken in at, and the difference when it leaves.

Money on a clearing account is one pool per gateway and currency, carried at what it came in at. What
leaves takes its share of that with it; what it was booked at beside is a realised exchange difference,
so that the account comes to zero when its items are settled (accounting.md 2, 8).
"""

from __future__ import annotations

from tieout.core.account import AccountKey
from tieout.core.draft import Draft
from tieout.core.entry import Entry, Side
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

POOL = "(pool)"
"""The register of what clearing accounts in foreign currency hold, by account."""


def clearing_moves(entry: Entry, home_currency: str) -> dict[AccountKey, OpenItem]:
    """What an entry moves on clearing accounts in foreign currency: minor units of it, and at home.

    A journal in home currency moves the home balance only.
    """
    moves: dict[AccountKey, OpenItem] = {}
    for line in entry.lines:
        account = line.account
        if account.role == "clearing" and account.qualifiers[1:] not in {(), ("",), (home_currency,)}:
            signed = line.minor if line.side is Side.DR else -line.minor
            minor = 0 if entry.currency == home_currency else signed
            before = moves.get(account, OpenItem(0, 0))
            moves[account] = OpenItem(before.minor + minor, before.home + line.signed_home)
    return moves


def money_moved(event: Event) -> dict[str, int]:
    """What an event moves on clearing, by gateway: 10⁻⁸ units of its own currency, in above zero."""
    match event:
        case PaymentCaptured() | GiftCardSold():
            return {event.gateway: int(event.amount)}
        case SalePaid():
            moved: dict[str, int] = {}
            for tender in event.tenders:
                if tender.type == "gateway":
                    moved[tender.gateway] = moved.get(tender.gateway, 0) + int(tender.amount)
            return moved
        case RefundIssued() if event.gateway:
            return {event.gateway: -int(event.total)}
        case PayoutSettled():
            return {event.gateway: -int(event.net) - sum(int(item.fee) for item in event.items)}
        case ChargebackOpened():
            return {event.gateway: -int(event.amount) - int(event.fee)}
        case ChargebackWon():
            return {event.gateway: int(event.amount) + int(event.fee)}
        case OpeningRegister() if event.register == "clearing":
            return {event.qualifier: sum(int(line.amount) for line in event.lines)}
        case _:
            return {}


def difference(pool: OpenItem, moved: OpenItem) -> int:
    """Home minor units (debit above zero) that bring a pool to what is left of it at its own cost.

    What leaves takes its share of the pool's home balance, the last takes the rest; what comes in, or
    leaves beyond what there is, stands at its own rate.
    """
    return released.difference(pool, moved) if moved.minor else -moved.home


def difference_draft(of: Entry, kind: str, account: AccountKey, value: int, home_currency: str) -> Draft:
    """Dr/Cr clearing · Cr/Dr fx_gain_loss beside the entries of an event of some kind."""
    return Draft(
        on=kind,
        when=f"clearing {released.WHEN}",
        parts=(Part("carried_difference", value, account),),
        day=of.day,
        currency=home_currency,
        memo=f"exchange difference of {of.memo}"[:400],
        part=f"clearing {account}",
    )
