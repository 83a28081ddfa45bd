"""Matches of a chunk: what events name, what is touched, and what is kept."""

from __future__ import annotations

from tests.costing.test_matching import fact
from tests.oracle.engine import empty_company
from tests.scenarios.statements import event_of as stated
from tieout.core.event import BillApproved, event_of
from tieout.core.match import Tolerances
from tieout.core.period import Periods
from tieout.costing.price_difference import Settled
from tieout.cycle.matches import ChunkMatches, named_lines
from tieout.cycle.matches import stated as said_of
from tieout.storage.matches import append_matches, facts_of_lines

BILL = event_of(
    stated("2026-03-05 bill_approved B1: 4 of R1 for 8.00; 2 of R1/2 for 3.00; 1 of - for 1", 1)
)


def test_the_lines_an_event_names() -> None:
    assert list(named_lines(BILL)) == ["R1/1", "R1/2", "bill B1"]
    received = event_of(stated("2026-03-05 goods_received R1: 4 FLOUR at 1; 5 SALT at 2", 1))
    assert list(named_lines(received)) == ["R1/1", "R1/2"]
    closed = event_of(stated("2026-03-05 receipt_closed R1/2: by Ann", 1))
    assert list(named_lines(closed)) == ["R1/2"]
    assert list(named_lines(event_of(stated("item FLOUR: raw, food", 1)))) == []


def test_what_is_noted_is_touched_once_and_kept() -> None:
    assert isinstance(BILL, BillApproved)
    with empty_company() as database, database.write() as connection:
        append_matches(connection, [fact("received", 4, -700, rate="1")])
        matches = ChunkMatches(connection, [BILL], Tolerances())
        matches.bill(said_of("b", BILL, Periods()), BILL, [("R1/1", "Acme", 800), ("R1/2", "Acme", 300)])
        assert dict(matches.touched()) == {"R1/1": True, "R1/2": True, "bill B1": True}
        assert dict(matches.touched()) == {}
        assert matches.match("R1/1").matched == 4 * 10**6
        matches.settle(fact("variance", 0, -3, "b"))
        assert matches.settled("R1/1") == Settled(variance=3 * 10**6)
        assert dict(matches.touched()) == {}
        matches.keep()
        kept = [one.kind for one in facts_of_lines(connection, ["R1/1"])]
        assert kept == ["received", "billed", "variance"]


def test_a_receipt_without_a_bill_needs_no_settling() -> None:
    with empty_company() as database, database.write() as connection:
        matches = ChunkMatches(connection, (), Tolerances())
        matches.note(fact("received", 4, -700, rate="1"))
        assert dict(matches.touched()) == {}
