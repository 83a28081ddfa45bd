"""Reversal: a posted entry taken back by its mirror image, linked to it (accounting.md 7). Never delete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from tieout.core.account import PINNED
from tieout.core.document import Document
from tieout.core.entry import REVERSAL, Entry, Line, Side
from tieout.core.ids import EventId, entry_id
from tieout.core.lot import Part
from tieout.core.period import Periods
from tieout.posting import prior_period
from tieout.posting.cents import ROUNDING, Pins
from tieout.posting.exchange import implied_rate
from tieout.posting.foreign import home_only, with_home
from tieout.posting.home import CONTROL, Conversion, home_amounts
from tieout.posting.settling import Links

REVERSED_BY: Final = {
    "JournalEntry": "JournalEntry",
    "Invoice": "CreditMemo",
    "CreditMemo": "Invoice",
    "SalesReceipt": "RefundReceipt",
    "RefundReceipt": "SalesReceipt",
    "Payment": "JournalEntry",
    "Bill": "VendorCredit",
    "VendorCredit": "Bill",
}


LINKED: Final = frozenset({"Invoice", "CreditMemo"})
"""Types whose reversal a zero payment links to them."""

NUMBERED_ONCE: Final = frozenset(REVERSED_BY) - {"JournalEntry", "Payment"}
"""Types whose number QuickBooks takes only once: what replaces a document bears its version."""
NUMBER_LENGTH: Final = 21
"""The longest document number of QuickBooks Online (fact sheet 3)."""


def posted_anew(entry: Entry, revision: int) -> Entry:
    """The entry of a revised fact, its number told apart from that of what it replaces."""
    number = entry.number
    if number and entry.document in NUMBERED_ONCE:
        version = f"-v{revision + 1}"
        number = f"{number[: NUMBER_LENGTH - len(version)]}{version}"
    return replace(entry, number=number)


def reversals_of(
    entry: Entry, event: EventId, periods: Periods, home_currency: str, links: Links = ()
) -> list[Entry]:
    """The entries that take `entry` back on its own date, or in the first open period if that is closed.

    `links` are the documents it settles, such as the invoice a credit memo takes back.

    One, but for a payment with an exchange difference: a journal has one rate, so the difference goes
    back in a second journal, in home currency.
    """
    whole = _mirrored(entry, event, periods, home_currency, links)
    if not entry.rate:
        return [whole]
    if entry.document != "Payment":
        return [replace(whole, lines=_at_rate(whole.lines, whole, entry.rate, home_currency))]
    return _payment_taken_back(whole, home_currency)


def _mirrored(
    entry: Entry, event: EventId, periods: Periods, home_currency: str, links: Links = ()
) -> Entry:
    day = periods.posting_date(entry.day)
    lines = tuple(line._replace(side=line.side.other()) for line in entry.lines)
    prior = prior_period.taken_back(entry.prior, lines, entry.day, day)
    words = entry.memo.removesuffix(entry.prior.words(home_currency))
    return replace(
        entry,
        id=entry_id(event, f"{REVERSAL}{entry.rule}", entry.id),
        event=event,
        rule=f"{REVERSAL}{entry.rule}",
        day=day,
        lines=lines,
        document=REVERSED_BY[entry.document],
        group="",
        number=f"{entry.number}-R" if entry.number else "",
        memo=f"reverses entry {entry.id}: {words}{prior.words(home_currency)}",
        links=links,
        prior=prior,
        reverses=entry.id,
    )


def repinned(back: Entry, pins: Pins) -> Entry:
    """The mirror with its pinned lines as their subledger rounds; what that differs is rounding.

    The subledger moves by the whole cents that were posted. Where it stands on half a cent, half to even
    may round that to a cent more or less than was posted, and the account would differ from it for good.
    A document in a currency of its own keeps the home amounts QuickBooks makes of it, and has that cent
    beside them at home, as it had when it was posted.
    """
    if back.rate:
        return replace(back, lines=_repinned_abroad(back.lines, pins))
    lines: list[Line] = []
    missing = 0
    for line in back.lines:
        moved = line.signed_home
        if line.account.role in PINNED:
            moved = pins.add(line.account, line.signed_home * pins.quanta_per_minor)
        if moved == line.signed_home:
            lines.append(line)
            continue
        missing += line.signed_home - moved
        lines += [_moving(line, moved)] if moved else []
    return replace(back, lines=_with_rounding(lines, missing)) if missing else back


def _repinned_abroad(lines: Sequence[Line], pins: Pins) -> tuple[Line, ...]:
    made: list[Line] = []
    for line in lines:
        made.append(line)
        if line.account.role in PINNED:
            off = pins.add(line.account, line.signed_home * pins.quanta_per_minor) - line.signed_home
            made += home_only(line.account, off, Part("", off, party=line.party, reference=line.reference))
    return tuple(made)


def _moving(line: Line, moved: int) -> Line:
    side = Side.DR if moved > 0 else Side.CR
    return line._replace(side=side, minor=abs(moved), home=abs(moved))


def _with_rounding(lines: Sequence[Line], missing: int) -> tuple[Line, ...]:
    """The lines with so many cents more on `rounding`, debit above zero, in one line."""
    total = missing + sum(line.signed_home for line in lines if line.account == ROUNDING)
    others = tuple(line for line in lines if line.account != ROUNDING)
    return (*others, _moving(Line(Side.DR, ROUNDING, 0, 0), total)) if total else others


def taken_back(
    entries: Sequence[Entry], document: Document, linked: int, periods: Periods, home_currency: str
) -> list[Entry]:
    """The entries that take a whole document back: those of one document again, under one key.

    `linked` is what is still open of an invoice or credit memo, in its minor units: that much its
    reversal settles by a zero payment (accounting.md 7). A sealed set is taken back as it was summed.
    """
    backs: list[Entry] = []
    for entry in entries:
        dated = replace(entry, day=document.day)
        if entry.group:
            mirror = _mirrored(dated, entry.event, periods, home_currency)
            backs.append(replace(mirror, group=f"reversal of {document.id}"))
        else:
            backs += reversals_of(dated, entry.event, periods, home_currency)
    if linked and document.type in LINKED:
        backs[0] = replace(backs[0], links=((document.id, linked),))
    return backs


def _at_rate(lines: tuple[Line, ...], entry: Entry, rate: str, home_currency: str) -> tuple[Line, ...]:
    """The lines in the entry's currency with the home amounts QuickBooks makes of them at a rate."""
    ordered = sorted(
        (line for line in lines if line.minor), key=lambda line: line.account.role not in CONTROL
    )
    minors = [line.minor if line.side is Side.DR else -line.minor for line in ordered]
    conversion = Conversion(entry.currency, home_currency, Decimal(rate))
    homes = home_amounts(
        [(line.account, minor) for line, minor in zip(ordered, minors, strict=True)], conversion
    )
    return tuple(
        made
        for line, minor, home in zip(ordered, minors, homes, strict=True)
        for made in with_home(line, minor, home)
    )


def _payment_taken_back(whole: Entry, home_currency: str) -> list[Entry]:
    """At the rate that gives the receivable back what was taken off it; the difference apart."""
    owed = next(line for line in whole.lines if line.account.role == "accounts_receivable")
    rate = implied_rate(owed.home, owed.minor, whole.currency, home_currency)
    first = replace(
        whole,
        rate=format(rate, "f"),
        lines=_at_rate(whole.lines, whole, format(rate, "f"), home_currency),
    )
    difference = [line for line in whole.lines if not line.minor]
    if not difference:
        return [first]
    money = next(line for line in whole.lines if line.account.role != "accounts_receivable" and line.minor)
    moved = sum(line.signed_home for line in difference)
    lines = (
        *(line._replace(minor=line.home) for line in difference),
        Line(Side.CR if moved > 0 else Side.DR, money.account, abs(moved), abs(moved)),
    )
    second = replace(
        whole,
        id=entry_id(whole.event, f"{whole.rule}: difference", whole.id),
        currency=home_currency,
        rate="",
        lines=lines,
        number="",
        links=(),
    )
    return [first, second]
