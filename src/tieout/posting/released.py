"""Released: what a deposit or card is worth at home when it is used, against what it was carried at.

A deposit of 100 EUR taken at 1.10 and used at 1.20 leaves 10 USD of difference, whether documents are
written in euro or converted. The document that uses it has one rate, so the difference is a journal in
home currency (accounting.md 2).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tieout.core.account import parsed_key
from tieout.core.draft import Draft
from tieout.core.entry import Entry
from tieout.core.lot import Part
from tieout.core.open_item import Moved, OpenItem, Registers
from tieout.core.scaled import half_up
from tieout.posting.holding import RELEASED

WHEN = "exchange difference"


def released_draft(
    draft: Draft, entry: Entry, moved: Sequence[Moved], registers: Registers, home_currency: str
) -> Draft | None:
    """Dr/Cr the liability · Cr/Dr fx_gain_loss, of an entry not yet posted to the registers.

    `moved` is what the entry moves of money held, in its own currency. None = it releases nothing, or
    nothing at another rate than it was taken at.
    """
    parts = tuple(_differences(entry, moved, registers))
    if not parts:
        return None
    return Draft(
        on=draft.on,
        when=WHEN,
        parts=parts,
        day=draft.day,
        currency=home_currency,
        party=draft.party,
        memo=f"exchange difference of {entry.memo.removesuffix(entry.prior.words(home_currency))}"[:400],
        part=f"{draft.when or draft.part}:difference",
    )


def _differences(entry: Entry, moved: Sequence[Moved], registers: Registers) -> Iterable[Part]:
    for account, reference, original in moved:
        key = parsed_key(account)
        if key.role not in RELEASED:
            continue
        home = registers.open_item(account, reference).home
        booked = sum(
            line.signed_home for line in entry.lines if (line.account, line.reference) == (key, reference)
        )
        item = OpenItem(registers.original(account, reference), home)
        minor = difference(item, OpenItem(original, booked))
        if minor:
            yield Part("carried_difference", minor, key, reference=reference)


def difference(item: OpenItem, moved: OpenItem) -> int:
    """Signed home minor units that take an item to what is left of it, debit above zero.

    The item gives up its home balance in proportion to what leaves it, the last takes the rest; what
    comes in, or leaves beyond what there is, stands at its own rate. The first of each pair is in any
    unit of the item's own currency.
    """
    if item.minor * moved.minor >= 0:
        return 0
    share = min(abs(moved.minor), abs(item.minor))
    carried = item.home if share == abs(item.minor) else half_up(item.home * share, abs(item.minor))
    booked = moved.home if share == abs(moved.minor) else half_up(moved.home * share, abs(moved.minor))
    return -carried - booked
