"""The book of the month: every event in the file it belongs to, numbered within its day.

The number is the event's `sequence`. It follows the order in which the generator moved its own
stock, so a reader that sorts by date, kind and sequence sees the same movements in the same order.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

Plain = dict[str, Any]

MASTER: Final = "01-master.jsonl"
PURCHASING: Final = "02-purchasing.jsonl"
PRODUCTION: Final = "03-production.jsonl"
WHOLESALE: Final = "04-wholesale.jsonl"
WEBSTORE: Final = "05-webstore.jsonl"
MONEY: Final = "06-money.jsonl"
COUNTS: Final = "07-stock-counts.csv"
FILES: Final = (MASTER, PURCHASING, PRODUCTION, WHOLESALE, WEBSTORE, MONEY, COUNTS)

ERP: Final = "erp"
STORE: Final = "webstore"


@dataclass(slots=True)
class Book:
    """Events by file, in the order they were written down."""

    files: dict[str, list[Plain]] = field(default_factory=lambda: {name: [] for name in FILES})
    _numbers: Counter[date] = field(default_factory=Counter)

    def write(self, file: str, kind: str, key: str, day: date, **fields: Any) -> Plain:
        """Write an event down; `source` is the web store where `fields` says so, else the ERP.

        Values must already be JSON: money and quantities as text, dates in ISO form.
        """
        plain: Plain = {
            "kind": kind,
            "source": fields.pop("source", ERP),
            "id": key,
            "date": day.isoformat(),
        }
        if file != COUNTS:  # a count form has no column for it
            self._numbers[day] += 1
            plain["sequence"] = self._numbers[day]
        plain.update(fields)
        self.files[file].append(plain)
        return plain

    def of(self, file: str, kind: str) -> list[Plain]:
        """The events of one kind in one file."""
        return [event for event in self.files[file] if event["kind"] == kind]
