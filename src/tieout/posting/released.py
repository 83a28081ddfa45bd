"""Released: what a deposit or card is worth at home when it is used, against what it was carried at.

A deposit of 100 EUR taken at 1.10 and used at 1.20 leaves 10 USD of difference. The document that
uses it has one rate, so the difference is a journal in home currency (accounting.md 2).
"""

from __future__ import annotations

from collections.abc import Iterable

from tieout.core.draft import Draft
from tieout.core.entry import Entry, Line, Side
from tieout.core.lot import Part
from tieout.core.open_item import OpenItem, Registers
from tieout.core.scaled import half_up
from tieout.posting.entries import RELEASED

WHEN = "exchange difference"


def released_draft(draft: Draft, entry: Entry, registers: Registers, home_currency: str) -> Draft | None:
    """Dr/Cr the liability · Cr/Dr fx_gain_loss, of an entry not yet posted to the registers.

    None = it releases nothing, or nothing at another rate than it was taken at.
    """
    if not entry.rate:
        return None
    parts = tuple(_differences(entry.lines, registers))
    if not parts:
        return None
    return Draft(
        on=draft.on,
        when=WHEN,
        parts=parts,
        day=draft.day,
        currency=home_currency,
        party=draft.party,
        memo=f"exchange difference of {entry.memo}"[:400],
        part=f"{draft.when or draft.part}:difference",
    )


def _differences(lines: Iterable[Line], registers: Registers) -> Iterable[Part]:
    for line in lines:
        if line.account.role not in RELEASED or not line.reference or not line.minor:
            continue
        minor = difference(line, registers.open_item(str(line.account), line.reference))
        if minor:
            yield Part("carried_difference", minor, line.account, reference=line.reference)


def difference(line: Line, item: OpenItem) -> int:
    """Signed home minor units that take the item to what is left of it, debit above zero.

    The item gives up its home balance in proportion to what is used of it; the last use takes the rest.
    """
    used = line.minor if line.side is Side.DR else -line.minor
    if item.minor * used >= 0:
        return 0
    share = min(abs(used), abs(item.minor))
    carried = item.home if share == abs(item.minor) else half_up(item.home * share, abs(item.minor))
    booked = line.signed_home if share == abs(used) else half_up(line.signed_home * share, abs(used))
    return -carried - booked
