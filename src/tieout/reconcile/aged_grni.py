"""Aged GRNI: what is open of receipts by supplier and age, a report and a check at the close."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from tieout.core.match import OpenReceipt
from tieout.core.money import minor_of_value

AGES: Final = ((30, "0 to 30 days"), (60, "31 to 60"), (90, "61 to 90"), (None, "over 90"))
"""Bands of days since a line has been open, the last without end."""


class AgedSupplier(NamedTuple):
    """What is open with one supplier, in home minor units, debit above zero, by band of `AGES`."""

    supplier: str
    bands: tuple[int, ...]
    total: int


def aged(items: Iterable[OpenReceipt], today: date, currency: str) -> list[AgedSupplier]:
    """Open receipts by supplier; each band rounded to the cent by itself, totals are sums of bands."""
    values: dict[str, list[int]] = {}
    for item in items:
        bands = values.setdefault(item.supplier, [0] * len(AGES))
        bands[band_of(item, today)] += item.value
    rows = []
    for supplier, exact in sorted(values.items()):
        minor = tuple(minor_of_value(value, currency) for value in exact)
        rows.append(AgedSupplier(supplier, minor, sum(minor)))
    return rows


def band_of(item: OpenReceipt, today: date) -> int:
    """The place in `AGES` of an item on a day."""
    days = (today - date.fromisoformat(item.day)).days
    return next(place for place, (most, _) in enumerate(AGES) if most is None or days <= most)
