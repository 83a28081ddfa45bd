"""Prior periods: what a late cost means for periods before the one it posts in, stated in its memo.

A late cost never rewrites what is posted (accounting.md 3): the entry in the open period says how much of
it belongs to goods that were sold, scrapped or lost in earlier months.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from tieout.core.lot import Part
from tieout.core.money import decimal_text, minor_of_value

_BEGINS: Final = "; of earlier periods: "
_ONE: Final = r"\d{4}-\d\d -?\d+(?:\.\d+)?"
_STATED: Final = re.compile(f"{_BEGINS}({_ONE}(?:, {_ONE})*)")


def stated(parts: Iterable[Part], day: date, currency: str) -> str:
    """The effect on each month before that of `day`, in home currency, cost above zero; "" = none."""
    month = f"{day:%Y-%m}"
    values: dict[str, int] = {}
    for part in parts:
        if part.period and part.period < month:
            values[part.period] = values.get(part.period, 0) + part.value
    return _text(
        {
            period: Decimal(decimal_text(minor, currency))
            for period, value in values.items()
            if (minor := minor_of_value(value, currency))
        }
    )


def summed(memos: Iterable[str]) -> str:
    """The same of several entries together."""
    sums: dict[str, Decimal] = {}
    for memo in memos:
        found = _STATED.search(memo)
        for one in found[1].split(", ") if found else ():
            period, amount = one.split()
            sums[period] = sums.get(period, Decimal(0)) + Decimal(amount)
    return _text({period: amount for period, amount in sums.items() if amount})


def _text(amounts: Mapping[str, Decimal]) -> str:
    if not amounts:
        return ""
    return _BEGINS + ", ".join(f"{period} {amounts[period]:f}" for period in sorted(amounts))
