"""Foreign: the lines of an entry in a currency of its own, each with the home amount QuickBooks makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from tieout.core.account import PINNED, AccountKey
from tieout.core.entry import Line, Side
from tieout.core.lot import Part
from tieout.posting.cents import ROUNDING, Exact, Pins
from tieout.posting.home import CONTROL, Conversion, SummedKey, home_amounts, summary, summed_key


class Summaries(Protocol):
    """What the entries of a day's summary come to so far; `cycle` tells summaries of one day apart."""

    cycle: int

    def minors(self, day: date, key: str) -> Mapping[SummedKey, int]:
        """Minor units by line of the summary of a day and key."""
        ...


def own_lines(placed: Sequence[Exact], conversion: Conversion, pins: Pins) -> tuple[Line, ...]:
    """Lines of a document of its own, control accounts first.

    A part whose `exact` is given states its home amount, whole minor units; the rate gives the others.
    """
    ordered = sorted(placed, key=lambda one: one.account.role not in CONTROL)
    stated = [one.exact // pins.quanta_per_minor if one.exact else None for one in ordered]
    homes = home_amounts([(one.account, one.value) for one in ordered], conversion, stated)
    lines: list[Line] = []
    for (account, minor, part, _), home in zip(ordered, homes, strict=True):
        lines += signed_lines(account, minor, home, part)
        if account.role in PINNED:
            lines += _pinned(account, home, part, pins)
    return tuple(lines)


def _pinned(account: AccountKey, home: int, part: Part, pins: Pins) -> list[Line]:
    """A pinned account moves by what QuickBooks books; a tie of its own rounding goes to `rounding`."""
    return home_only(account, pins.add(account, home * pins.quanta_per_minor) - home, part)


def home_only(account: AccountKey, off: int, part: Part) -> list[Line]:
    """Home minor units that an account moves beside what QuickBooks books, against `rounding`."""
    if not off:
        return []
    return [
        *signed_lines(account, 0, off, part),
        *signed_lines(ROUNDING, 0, -off, Part("rounding", -off)),
    ]


def summary_lines(
    placed: Sequence[Exact], conversion: Conversion, before: Mapping[SummedKey, int]
) -> tuple[Line, ...]:
    """Lines of an entry that joins a summary: their home amounts are the change they make in its own.

    So the entries of a summary add up to the home amounts QuickBooks makes of the whole, to the cent.
    """
    bare = [
        line for one in placed if one.value for line in signed_lines(one.account, one.value, 0, one.part)
    ]
    minors = dict(before)
    for line in bare:
        minors[summed_key(line)] = minors.get(summed_key(line), 0) + line.minor
    old, new = summary(dict(before), conversion), summary(minors, conversion)
    left = {key: new.get(key, 0) - old.get(key, 0) for key in {**old, **new}}
    lines: list[Line] = []
    last = {summed_key(line): place for place, line in enumerate(bare)}
    for place, line in enumerate(bare):
        key = summed_key(line)
        minor = line.minor if line.side is Side.DR else -line.minor
        home = left[key] if last[key] == place else conversion.of(minor)
        left[key] -= home
        lines += with_home(line, minor, home)
    lines += [
        line
        for (account, _, party), home in sorted(left.items())
        if home
        for line in signed_lines(account, 0, home, Part("rounding", 0, party=party))
    ]
    return tuple(lines)


def signed_lines(account: AccountKey, minor: int, home: int, part: Part) -> list[Line]:
    """The line of signed amounts; two lines where the amounts stand on different sides."""
    reference = part.reference
    line = Line(
        Side.DR if (minor or home) > 0 else Side.CR,
        account,
        abs(minor),
        abs(home),
        party=part.party,
        item=part.item,
        quantity=part.quantity,
        text=part.text,
        reference=reference,
    )
    return with_home(line, minor, home)


def with_home(line: Line, minor: int, home: int) -> list[Line]:
    """The line with a signed home amount: by itself where that stands on the other side."""
    if not minor and not home:
        return []
    if minor * home >= 0:
        return [line._replace(home=abs(home))]
    other = Line(line.side.other(), line.account, 0, abs(home), party=line.party, reference=line.reference)
    return [line._replace(home=0), other]
