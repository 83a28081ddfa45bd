"""Summaries of a cycle: what its summaries of sales in foreign currencies come to so far.

The home amounts of a summary are rounded of the whole (`posting.foreign`), so an entry that joins one
must know what is in it. A summary belongs to one cycle, so that replaying the log gives the same cents.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection

from tieout.core.entry import Entry
from tieout.posting.home import SummedKey, summed_key
from tieout.storage.entries import entries_of


class ChunkSummaries:
    """`posting.foreign.Summaries` for one chunk; earlier chunks of the cycle are read from the store."""

    def __init__(self, connection: Connection, cycle: int) -> None:
        """Know nothing yet; summaries are fetched when they are asked for."""
        self._connection = connection
        self.cycle = cycle
        self._minors: dict[str, dict[SummedKey, int]] = {}

    def minors(self, day: date, key: str) -> Mapping[SummedKey, int]:
        """Minor units by line of the summary of a day and key."""
        if key not in self._minors:
            self._minors[key] = {}
            for _, entry in entries_of(
                self._connection,
                "e.seq IN (SELECT entry FROM unsealed WHERE day = ? AND key = ?)",
                day.isoformat(),
                key,
            ):
                self._add(entry)
        return self._minors[key]

    def post(self, entry: Entry) -> None:
        """Take in an entry that joins a summary."""
        if entry.group and entry.rate:
            self._add(entry)

    def _add(self, entry: Entry) -> None:
        minors = self._minors.setdefault(entry.group, {})
        for line in entry.lines:
            key = summed_key(line)
            minors[key] = minors.get(key, 0) + line.minor
