"""Changed needs: products that sealed documents need since finance set another tax strategy.

A document crosses under the strategy in force when it is sent. One sealed while tax was stated names no
product for a line of tax; where tax crosses as a line now, the product is made and the document waits.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from tieout.core.crossing import State
from tieout.core.crosswalk import tax_products
from tieout.core.document import SALES_FORMS, Document
from tieout.core.ids import DocumentId
from tieout.core.tax_strategy import TaxPolicy
from tieout.cycle.records import RecordDesk
from tieout.storage.cases import open_cases_of
from tieout.storage.dependants import keep_sealed
from tieout.storage.documents import document_of, documents_by_id, move, states_of
from tieout.storage.settings import keep_setting, settings_of
from tieout.storage.tables import DOCUMENT_NEED, insert_sql

MET: Final = "tax_strategies_met"
"""The setting that says for which strategies sealed documents were looked through."""

_HELD: Final = frozenset({State.CONFIRMED, State.REVERSED, State.WRITTEN_OFF})
"""What nobody waits for: a product that was given up, too, stops nobody before its form is written."""


def meet_changed_needs(
    connection: Connection, company: str, records: RecordDesk, taxes: TaxPolicy, now: datetime
) -> int:
    """Make what unsent documents need under the strategies of now, once per change; the records made."""
    said = json.dumps(dict(taxes.strategies), sort_keys=True)
    if settings_of(connection).get(MET, "{}") == said:
        return 0
    keep_setting(connection, MET, said)
    lacking = []
    for document in _unsent(connection):
        keys = tuple(key for key in tax_products(company, document, taxes) if key not in document.needs)
        if keys:
            lacking.append((document, keys))
    made = records.needed(
        connection, [replace(document, needs=(*document.needs, *keys)) for document, keys in lacking]
    )
    keep_sealed(connection, [(record, []) for record in made], now)
    _wait(connection, lacking, now)
    records.link_existing(connection, made, now)
    return len(made)


_UNSENT: Final = (
    "SELECT d.* FROM crossing_state s JOIN document d ON d.id = s.document "
    "WHERE s.state IN ('waiting', 'ready', 'blocked', 'refused') ORDER BY d.seq"
)


def _unsent(connection: Connection) -> Iterator[Document]:
    """Forms of sales that may still be sent, or written again because QuickBooks changed their tax."""
    rows = connection.exec_driver_sql(_UNSENT)
    yield from (document_of(row) for row in rows if row.type in SALES_FORMS)
    cases = open_cases_of(connection, "delivery")
    changed = [DocumentId(case.subject) for case in cases if case.problem.code == "tax_changed"]
    yield from documents_by_id(connection, changed).values()


def _wait(
    connection: Connection, lacking: Sequence[tuple[Document, tuple[DocumentId, ...]]], now: datetime
) -> None:
    """Note the needs that are new; what was ready waits for those not held yet."""
    known: dict[DocumentId, set[str]] = {}
    for key in dict.fromkeys(key for _, keys in lacking for key in keys):
        rows = connection.exec_driver_sql("SELECT document FROM document_need WHERE needs = ?", (key,))
        known[key] = {document for (document,) in rows}
    fresh = [(one.id, key) for one, keys in lacking for key in keys if one.id not in known[key]]
    if fresh:
        connection.exec_driver_sql(insert_sql(DOCUMENT_NEED), fresh)
    states = states_of(connection, [*known, *(one.id for one, _ in lacking)])
    moves = [
        (
            one.id,
            State.READY,
            State.WAITING,
            "its tax crosses as a line now; the product for it is not there",
        )
        for one, keys in lacking
        if states[one.id] is State.READY and not all(states[key] in _HELD for key in keys)
    ]
    move(connection, moves, now)
