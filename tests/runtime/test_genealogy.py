"""Genealogy: what goes into lots and what comes out is the same quantity and value."""

from __future__ import annotations

import pytest

from tieout.runtime.company import Company
from tieout.runtime.genealogy import OUT, genealogy_of
from tieout.runtime.subjects import Subject


@pytest.mark.covers("S002-51")
def test_value_is_conserved_along_the_takes(pantry: Company) -> None:
    """What a lot was born with, or what came in, and late costs, less what went on, is what it holds.

    A late cost rests in one lot; takes it only passed by are left out. Labour and overhead enter a run
    without coming from a lot, so work in progress is left out.
    """
    with pantry.database.read() as connection:
        events = [id_ for (id_,) in connection.exec_driver_sql("SELECT id FROM event")]
        found = genealogy_of(connection, events, Subject("lot", "no such number"))
        rows = connection.exec_driver_sql("SELECT lot, SUM(value) FROM revaluation GROUP BY lot")
        late = {int(lot): int(value) for lot, value in rows}
        passed = connection.exec_driver_sql("SELECT lot, sink, value FROM take WHERE role = 'late'").all()
    assert found.forward
    for lot in found.lots:
        came = sum(take.value for take in found.takes if take.sink == lot.id)
        came -= sum(value for _, sink, value in passed if sink == lot.id)
        went = sum(take.value for take in found.takes if take.lot == lot.id)
        went -= sum(value for source, _, value in passed if source == lot.id)
        if lot.account != "inventory_wip":
            assert (lot.value or came) + late.get(lot.id, 0) - went == lot.held_value, lot
    assert all(take.sink == OUT or take.sink > 0 for take in found.takes)


def test_only_what_is_asked_forward_is_followed_forward(pantry: Company) -> None:
    with pantry.database.read() as connection:
        run = connection.exec_driver_sql("SELECT id FROM event WHERE external_id = 'R-1'").scalar_one()
        back = genealogy_of(connection, [run], Subject("order", "R-1"))
        both = genealogy_of(connection, [run], Subject("run", "R-1"))
    kinds = {lot.kind for lot in back.lots}
    assert kinds == {"goods_received", "production_completed"}
    assert "goods_shipped" in {lot.kind for lot in both.lots}
    assert {bill for lot in back.lots for bill in lot.bills} == {"B-1"}
