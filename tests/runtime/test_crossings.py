"""Crossings: every step a document took, in order, with its request."""

from __future__ import annotations

import pytest

from tieout.core.crossing import MOVES, State
from tieout.runtime.company import Company
from tieout.runtime.crossings import documents_of


@pytest.mark.covers("S002-50")
def test_every_crossing_is_a_path_through_the_table_of_moves(pantry: Company) -> None:
    with pantry.database.read() as connection:
        ids = [id_ for (id_,) in connection.exec_driver_sql("SELECT id FROM document")]
        found = documents_of(connection, ids)
    assert {one.document.id for one in found} == set(ids)
    for one in found:
        before = ""
        for step in one.transitions:
            assert step.before == before
            assert step.reason == MOVES[State(step.before) if step.before else None, State(step.after)]
            before = step.after
        assert one.state == before == "confirmed"
        assert one.outside_id
        assert all(request.attempts and request.request_id for request in one.requests)
