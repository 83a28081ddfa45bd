"""What a company's books say, to be compared between two runs.

The product's own canonical dump (`tieout verify --dump`), and beside it, read straight from the tables
by this test alone: balances, open items and exceptions. Times, attempts, serial numbers and QuickBooks'
ids may differ between two runs and are in neither.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path

from tieout.storage.database import Database
from tieout.storage.dialect import Dialect
from tieout.storage.dump import canonical_dump

Dump = dict[str, list[str]]

PARTS = {
    "entries": "SELECT id, event, rule, day, currency, rate, document, number, party, memo, links "
    "FROM entry",
    "documents": "SELECT id, type, key, sequence, day, payload FROM document",
    "final states": "SELECT document, state FROM crossing_state",
    "balances": "SELECT account, SUM(CASE side WHEN 'Dr' THEN home ELSE -home END) FROM entry_line "
    "GROUP BY account",
    "open items": "SELECT account, reference, party, minor, home FROM open_item",
    "exceptions": "SELECT DISTINCT stage, subject, code, what, why, next_step FROM exception_case",
}


def canonical(books: Path | Dialect) -> Dump:
    """Every part as sorted lines."""
    with closing(Database(books)) as database:
        found = {"canonical dump": list(canonical_dump(database))}
        with database.read() as connection:
            for part, sql in PARTS.items():
                rows = connection.exec_driver_sql(sql)
                found[part] = sorted(" · ".join(map(str, row)) for row in rows)
    return found


def first_differences(ours: Dump, theirs: Dump) -> list[str]:
    """What a person would look at first: up to three lines of each part that only one side has."""
    found = []
    for part, lines in ours.items():
        here, there = Counter(lines), Counter(theirs[part])
        found += [f"{part}: only here: {line}" for line in sorted((here - there).elements())[:3]]
        found += [f"{part}: only there: {line}" for line in sorted((there - here).elements())[:3]]
    return found
