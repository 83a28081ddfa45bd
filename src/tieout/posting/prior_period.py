"""Prior periods: what an entry means for periods before the one it posts in, stated in its memo.

A late cost never rewrites what is posted (accounting.md 3): the entry in the open period says how much of
it belongs to goods that were sold, scrapped or lost in earlier months. A fact of a closed period says what
the rest of it would have done to the result of its own month.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from tieout.core.chart import RESULT
from tieout.core.entry import Line
from tieout.core.lot import Part
from tieout.core.money import decimal_text, minor_of_value
from tieout.core.period import LATE

_BEGINS: Final = "; of earlier periods: "
_ONE: Final = r"\d{4}-\d\d -?\d+(?:\.\d+)?"
_STATED: Final = re.compile(f"{_BEGINS}({_ONE}(?:, {_ONE})*)")

Effects = Mapping[str, Decimal]
"""Home currency by month, cost above zero, income below."""


def stated(parts: Iterable[Part], day: date, currency: str) -> str:
    """The effect on each month before that of `day`, in home currency, cost above zero; "" = none."""
    return _text(_of_parts(parts, day, currency))


def stated_late(parts: Iterable[Part], lines: Iterable[Line], own: date, day: date, currency: str) -> str:
    """The same of a fact of the closed day `own` that posts on `day`: with the rest of it in its own month.

    All months together are what the entry does to the result.
    """
    effects = _of_parts(parts, day, currency)
    return _text(_with_rest(effects, lines, own, day, currency))


def taken_back(memo: str, lines: Iterable[Line], own: date, day: date, currency: str) -> str:
    """The memo of an entry that is taken back, with what taking it back means for earlier months."""
    before = {period: -amount for period, amount in _said(memo).items()}
    effects = _text(_with_rest(before, lines, own, day, currency))
    words = _STATED.sub("", memo)
    first, of, of_day = words.rpartition("; of ") if words.endswith(LATE) else (words, "", "")
    return f"{first}{effects}{of}{of_day}"


def summed(memos: Iterable[str]) -> str:
    """The same of several entries together."""
    sums: dict[str, Decimal] = {}
    for memo in memos:
        for period, amount in _said(memo).items():
            sums[period] = sums.get(period, Decimal(0)) + amount
    return _text(sums)


def _of_parts(parts: Iterable[Part], day: date, currency: str) -> dict[str, Decimal]:
    dated = [part for part in parts if part.period]
    if not dated:
        return {}
    month = f"{day:%Y-%m}"
    values: dict[str, int] = {}
    for part in dated:
        if part.period < month:
            values[part.period] = values.get(part.period, 0) + part.value
    return {
        period: Decimal(decimal_text(minor, currency))
        for period, value in values.items()
        if (minor := minor_of_value(value, currency))
    }


def _with_rest(
    effects: Effects, lines: Iterable[Line], own: date, day: date, currency: str
) -> dict[str, Decimal]:
    month = f"{own:%Y-%m}"
    found = dict(effects)
    if month < f"{day:%Y-%m}":
        result = sum(line.signed_home for line in lines if line.account.role in RESULT)
        rest = Decimal(decimal_text(result, currency)) - sum(found.values())
        found[month] = found.get(month, Decimal(0)) + rest
    return found


def _said(memo: str) -> dict[str, Decimal]:
    found = _STATED.search(memo)
    said = (one.split() for one in found[1].split(", ")) if found else ()
    return {period: Decimal(amount) for period, amount in said}


def _text(effects: Effects) -> str:
    amounts = {period: amount for period, amount in effects.items() if amount}
    if not amounts:
        return ""
    return _BEGINS + ", ".join(f"{period} {amounts[period]:f}" for period in sorted(amounts))
