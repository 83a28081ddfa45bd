"""The lots an event declares are those a later event may name."""

from __future__ import annotations

from tests.reference.examples import example
from tieout.core.event import event_of
from tieout.intake.lots import declared_lots


def test_receipts_runs_and_openings_declare_their_numbered_lots() -> None:
    receipt = example("goods_received")
    receipt["lines"] = [{**receipt["lines"][0], "lot": "L-1"}, {**receipt["lines"][0], "line": "2"}]
    assert declared_lots(event_of(receipt)) == (("SAUCE-12", "L-1"),)


def test_what_only_takes_declares_nothing() -> None:
    shipment = example("goods_shipped")
    shipment["lines"][0]["lot"] = "L-1"
    assert declared_lots(event_of(shipment)) == ()
