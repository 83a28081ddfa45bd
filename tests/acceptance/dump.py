"""The canonical dump: what a company's books say, without what may legally differ between two runs.

Left out: times, attempts, transitions, serial numbers, QuickBooks' own ids. A lot is named by what it
holds, never by its number in the table.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

Dump = dict[str, list[str]]

_LOT = (
    "{0}.event || '|' || {0}.item || '|' || {0}.location || '|' || {0}.number || '|' || "
    "{0}.account || '|' || {0}.reference || '|' || {0}.quantity || '|' || {0}.value || '|' || "
    "{0}.category || '|' || {0}.order_line || '|' || {0}.price || '|' || {0}.layer"
)

PARTS = {
    "events": "SELECT id, source, kind, external_id, revision, day, rank, sequence, hash FROM event",
    "costs": "SELECT event, step, parts, flags FROM cost",
    "lots": f"SELECT {_LOT.format('l')} FROM lot l",
    "takes": f"SELECT t.event, {_LOT.format('l')}, COALESCE({_LOT.format('s')}, ''), t.quantity, t.value, "
    "t.role, t.weight FROM take t JOIN lot l ON l.id = t.lot LEFT JOIN lot s ON s.id = t.sink",
    "revaluations": f"SELECT r.event, {_LOT.format('l')}, r.value, r.why "
    "FROM revaluation r JOIN lot l ON l.id = r.lot",
    "on hand": f"SELECT {_LOT.format('l')}, h.quantity, h.value FROM lot_held h JOIN lot l ON l.id = h.lot",
    "entries": "SELECT id, event, rule, day, currency, rate, document, group_key, number, party, due, "
    "memo, links FROM entry",
    "entry lines": "SELECT e.id, ROW_NUMBER() OVER (PARTITION BY e.id ORDER BY l.n), l.side, l.account, "
    "l.minor, l.home, l.party, l.item, l.quantity, l.text, l.reference "
    "FROM entry_line l JOIN entry e ON e.seq = l.entry",
    "documents": "SELECT id, type, key, sequence, day, payload FROM document",
    "members": "SELECT d.id, e.id FROM document_entry m JOIN document d ON d.seq = m.document "
    "JOIN entry e ON e.seq = m.entry",
    "final states": "SELECT document, state FROM crossing_state",
    "balances": "SELECT account, SUM(CASE side WHEN 'Dr' THEN home ELSE -home END) FROM entry_line "
    "GROUP BY account",
    "open items": "SELECT account, reference, party, minor, home FROM open_item",
    "exceptions": "SELECT DISTINCT stage, subject, code, what, why, next_step FROM exception_case",
}


def canonical(books: Path, only: tuple[str, ...] = tuple(PARTS)) -> Dump:
    """Every part of the dump as sorted lines."""
    with closing(sqlite3.connect(f"file:{books}?mode=ro", uri=True)) as database:
        return {
            part: sorted(" · ".join(map(str, row)) for row in database.execute(PARTS[part]))
            for part in only
        }


def first_differences(ours: Dump, theirs: Dump) -> list[str]:
    """What a person would look at first: up to three lines of each part that only one side has."""
    found = []
    for part, lines in ours.items():
        other = theirs[part]
        found += [f"{part}: only here: {line}" for line in sorted(set(lines) - set(other))[:3]]
        found += [f"{part}: only there: {line}" for line in sorted(set(other) - set(lines))[:3]]
        if not found and len(lines) != len(other):
            found.append(f"{part}: {len(lines)} lines here, {len(other)} there")
    return found
