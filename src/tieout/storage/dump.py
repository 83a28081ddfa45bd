"""Dump: everything of a company that follows from its records, as canonical text (design law 3).

Events, costs, entries, documents, final states and balances, one JSON line each, without attempts,
times, outside ids and the order in which things were numbered. Two companies that were told the same
have the same dump, whatever they are called and however their files were split.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from tieout.core.ids import ID_LENGTH
from tieout.storage.database import Database


class Section(NamedTuple):
    """One kind of line: its name, and the query of its rows in canonical order."""

    name: str
    sql: str


_LOTS: Final = (
    "WITH l AS (SELECT *, event || '/' || ROW_NUMBER() OVER (PARTITION BY event ORDER BY id) AS name "
    "FROM lot) "
)

SECTIONS: Final = (
    Section(
        "event",
        "SELECT id, source, kind, external_id, revision, day, rank, sequence, hash, subject "
        "FROM event ORDER BY source, kind, external_id, revision",
    ),
    Section(
        "quarantined",
        "SELECT e.id AS event FROM event e "
        "WHERE (SELECT COUNT(*) FROM quarantine q WHERE q.event = e.seq) > "
        "(SELECT COUNT(*) FROM release r WHERE r.event = e.seq) ORDER BY e.id",
    ),
    Section(
        "lot",
        f"{_LOTS} SELECT name AS lot, item, location, number, account, reference, quantity, value, "
        "category, order_line, price, day FROM l ORDER BY event, id",
    ),
    Section(
        "take",
        f"{_LOTS} SELECT l.name AS lot, ROW_NUMBER() OVER (PARTITION BY t.lot ORDER BY t.n) AS nth, "
        "t.event, COALESCE(s.name, 'out') AS sink, t.quantity, t.value, t.role, t.weight, t.whole "
        "FROM take t JOIN l ON l.id = t.lot LEFT JOIN l s ON s.id = t.sink ORDER BY l.event, l.id, nth",
    ),
    Section(
        "revaluation",
        f"{_LOTS} SELECT l.name AS lot, ROW_NUMBER() OVER (PARTITION BY r.lot ORDER BY r.n) AS nth, "
        "r.event, r.value, r.why FROM revaluation r JOIN l ON l.id = r.lot ORDER BY l.event, l.id, nth",
    ),
    Section(
        "cost",
        "SELECT event, step, parts, flags FROM cost ORDER BY event, step, n",
    ),
    Section(
        "entry",
        "SELECT id, event, rule, day, currency, rate, document, group_key, number, party, due, memo, links "
        "FROM entry ORDER BY id",
    ),
    Section(
        "entry_line",
        "SELECT e.id AS entry, ROW_NUMBER() OVER (PARTITION BY e.id ORDER BY l.n) AS nth, "
        "l.side, l.account, l.minor, l.home, l.party, l.item, l.quantity, l.text, l.reference "
        "FROM entry_line l JOIN entry e ON e.seq = l.entry ORDER BY e.id, nth",
    ),
    Section(
        "document",
        "SELECT id, type, key, sequence, CASE WHEN type IN ('Customer', 'Vendor', 'Item') THEN '' "
        "ELSE day END AS day, payload FROM document ORDER BY id",
    ),
    Section(
        "member",
        "SELECT d.id AS document, e.id AS entry FROM document_entry m "
        "JOIN document d ON d.seq = m.document JOIN entry e ON e.seq = m.entry ORDER BY d.id, e.id",
    ),
    Section(
        "state",
        "SELECT t.document, t.after AS state FROM transition t "
        "WHERE t.n = (SELECT MAX(n) FROM transition WHERE document = t.document) ORDER BY t.document",
    ),
    Section(
        "unsealed",
        "SELECT e.id AS entry FROM entry e "
        "WHERE e.seq NOT IN (SELECT entry FROM document_entry) ORDER BY e.id",
    ),
    Section(
        "balance",
        "SELECT account, SUM(CASE side WHEN 'Dr' THEN home ELSE -home END) AS home FROM entry_line "
        "GROUP BY account ORDER BY account",
    ),
)
"""The sections of the dump, in its order."""

CACHES: Final = (
    Section(
        "lot_held",
        f"{_LOTS} SELECT l.name AS lot, h.item, h.location, h.order_line, h.layer, h.quantity, h.value "
        "FROM lot_held h JOIN l ON l.id = h.lot ORDER BY l.event, l.id",
    ),
    Section("pinned", "SELECT account, value FROM pinned ORDER BY account"),
    Section(
        "open_item",
        "SELECT account, reference, party, minor, home FROM open_item ORDER BY account, reference",
    ),
    Section(
        "last_cost",
        "SELECT item, location, kind, value, quantity FROM last_cost ORDER BY item, location, kind",
    ),
    Section(
        "waiting_sale",
        "SELECT event, order_key, units FROM waiting_sale ORDER BY event",
    ),
    Section("uncosted_sale", "SELECT event, day, lines FROM uncosted_sale ORDER BY event"),
    Section(
        "schedule",
        "SELECT number, subscription, customer, channel, item, facts, posted, live FROM schedule "
        "ORDER BY number",
    ),
    Section(
        "ordered_line",
        "SELECT order_key, line, item, currency, price, quantity, received, closed FROM ordered_line "
        "ORDER BY order_key, line",
    ),
    Section(
        "billed",
        "SELECT number, document, party, original, original_currency, currency, rate, minor, gateway, "
        "event FROM billed ORDER BY number, n",
    ),
)
"""What costing and posting keep ready beside the dump; a replay must come to the same."""

DERIVED: Final = (
    (
        Section("unsealed", "SELECT entry FROM unsealed ORDER BY entry"),
        Section(
            "unsealed",
            "SELECT seq AS entry FROM entry WHERE seq NOT IN (SELECT entry FROM document_entry) "
            "ORDER BY seq",
        ),
    ),
    (
        Section("crossing_state", "SELECT document, state FROM crossing_state ORDER BY document"),
        next(section for section in SECTIONS if section.name == "state"),
    ),
    (
        Section(
            "open_item",
            "SELECT account, reference, minor, home FROM open_item "
            "WHERE (minor != 0 OR home != 0) AND account NOT LIKE '(%' ORDER BY account, reference",
        ),
        Section(
            "open_item",
            "SELECT account, reference, moved AS minor, at_home AS home FROM ("
            "SELECT account, reference, SUM(CASE side WHEN 'Dr' THEN minor ELSE -minor END) AS moved, "
            "SUM(CASE side WHEN 'Dr' THEN home ELSE -home END) AS at_home FROM entry_line "
            "WHERE reference != '' GROUP BY account, reference) AS sums "
            "WHERE moved != 0 OR at_home != 0 ORDER BY account, reference",
        ),
    ),
)
"""What is kept ready, each with what it is the sum of; both are read from the same file.

A register in brackets (what was refunded of a sale) is no sum of entry lines; the replay proves it.
"""

_ID: Final = re.compile(rf"(?<![0-9a-z])[0-9a-hjkmnp-tv-z]{{{ID_LENGTH}}}(?![0-9a-z])")
_PLAIN: Final = str.maketrans({'"': "'", "\\": "/"})
"""Signs that would break the JSON text a name is put into."""


def canonical_dump(database: Database) -> Iterator[str]:
    """The dump as lines without their ends, each beginning with its section's name."""
    with database.read() as connection:
        yield from dump_lines(connection)


def dump_lines(connection: Connection) -> Iterator[str]:
    """The dump through one connection: ids stand as the names of what they identify, sorted."""
    named = _renaming(connection)
    for section in SECTIONS:
        yield from sorted(named(f"{section.name} {text(row)}") for row in rows_of(connection, section))


def rows_of(connection: Connection, section: Section) -> Iterator[dict[str, Any]]:
    """The rows of a section as kept, with their ids, in canonical order."""
    for row in connection.exec_driver_sql(section.sql).mappings():
        yield dict(row)


def text(row: Mapping[str, Any]) -> str:
    """The values of a row as text: the same values give the same text."""
    return json.dumps(list(row.values()), ensure_ascii=False, separators=(",", ":"))


def _renaming(connection: Connection) -> Callable[[str], str]:
    """A function that puts in a line, for each id of an event, entry or document, what it names.

    A billed document is referred to before it is sealed, so it is named by its sale.
    """
    names: dict[str, str] = {}

    def named(line: str) -> str:
        return _ID.sub(lambda found: names.get(found[0], found[0]), line)

    for id_, kind, external_id, source, revision in connection.exec_driver_sql(
        "SELECT id, kind, external_id, source, revision FROM event"
    ):
        names[id_] = f"{kind} {external_id} of {source} revision {revision}".translate(_PLAIN)
    for id_, event, rule, nth in connection.exec_driver_sql(
        "SELECT id, event, rule, ROW_NUMBER() OVER (PARTITION BY event, rule ORDER BY seq) FROM entry"
    ):
        names[id_] = f"<{named(event)}: {rule} {nth}>".translate(_PLAIN)
    for id_, number, event in connection.exec_driver_sql(
        "SELECT document, number, event FROM billed WHERE document != ''"
    ):
        names[id_] = f"<{named(event)}: {number}>".translate(_PLAIN)
    for id_, type_, key, sequence in connection.exec_driver_sql(
        "SELECT id, type, key, sequence FROM document WHERE id NOT IN (SELECT document FROM billed)"
    ):
        names[id_] = f"<{type_} {named(key)} {sequence}>".translate(_PLAIN)
    return named
