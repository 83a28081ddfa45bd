"""Standing of every crossing kept: the ones nobody would ever move, which must be none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from tieout.core.crossing import FINAL, State
from tieout.core.ids import DocumentId, document_id
from tieout.core.standing import Standing, standing
from tieout.storage.cases import open_cases_of
from tieout.storage.documents import next_sequences

_UNSETTLED = (
    "SELECT s.document, s.state, EXISTS (SELECT 1 FROM batch_item i WHERE i.document = s.document) "
    "AS travels FROM crossing_state s WHERE s.state NOT IN ({}) ORDER BY s.place"
)


def stuck(connection: Connection, company: str) -> Iterator[tuple[DocumentId, State]]:
    """Crossings that are not final, owned by no exception and due at no time."""
    owned = {case.subject for case in open_cases_of(connection, "delivery")}
    sealable: set[DocumentId] | None = None
    final = ", ".join(f"'{state.value}'" for state in sorted(FINAL, key=lambda one: one.value))
    for row in connection.exec_driver_sql(_UNSETTLED.format(final)).all():
        needs = _needs(connection, row) if row.state == State.WAITING.value else {}
        absent = {need for need, state in needs.items() if state is None}
        if absent and sealable is None:
            sealable = _sealable(connection, company)
        found = standing(
            State(row.state),
            owned=row.document in owned,
            travels=bool(row.travels),
            needs=needs.values(),
            promised=absent <= (sealable or set()),
        )
        if found is Standing.STUCK:
            yield DocumentId(row.document), State(row.state)


def _needs(connection: Connection, row: Any) -> dict[DocumentId, State | None]:
    rows = connection.exec_driver_sql(
        "SELECT n.needs, s.state FROM document_need n LEFT JOIN crossing_state s ON s.document = n.needs "
        "WHERE n.document = ?",
        (row.document,),
    )
    return {DocumentId(need): State(state) if state else None for need, state in rows}


def _sealable(connection: Connection, company: str) -> set[DocumentId]:
    """The documents that entries waiting to be sealed will become."""
    keys = [key for (key,) in connection.exec_driver_sql("SELECT DISTINCT key FROM unsealed")]
    return {document_id(company, key, place) for key, place in next_sequences(connection, keys).items()}
