"""Subscriptions in the registers: what they leave owed follows from the facts, revision by revision."""

from __future__ import annotations

from typing import Any

from tests.scenarios.statements import event_of as stated
from tieout.core.event import Event, event_of
from tieout.core.master import MasterData
from tieout.reconcile.registers.facts import FactBook
from tieout.reconcile.registers.moved import Fact
from tieout.reconcile.registers.trade import Recognition

RENEWED = (
    "2026-01-10 subscription_renewed I1 of subscription S1: 1 ADVICE for 365.00; from 2026-01-15; "
    "to 2027-01-14"
)


class Told:
    """Facts told, and what is owed of a role by then, in cents."""

    def __init__(self, *lines: str) -> None:
        self.book = FactBook(MasterData("USD"))
        self.owed: dict[str, int] = {}
        for line in lines:
            self.tell(line)

    def tell(self, line: str, **more: Any) -> None:
        event: Event = event_of({**stated(line, 1), "id": line.split(":")[0], **more})
        fact = Fact(event.kind, event.source, event.id)
        for moved in self.book.tell(fact, event, Recognition(event.date.isoformat())):
            role = moved.account.role
            self.owed[role] = self.owed.get(role, 0) + moved.value // 10**6


def test_a_service_is_owed_until_its_days_are_over() -> None:
    told = Told(RENEWED)
    assert told.owed == {"accounts_receivable": 365_00, "deferred_revenue": -365_00}
    told.tell("2026-01-31 revenue_recognised M1:")
    assert told.owed["deferred_revenue"] == -348_00
    told.tell(RENEWED.replace("365.00", "730.00"), id=RENEWED.split(":")[0])
    assert told.owed == {"accounts_receivable": 730_00, "deferred_revenue": -696_00}


def test_changes_cancellations_and_refunds_follow() -> None:
    told = Told(
        RENEWED,
        "2026-02-10 subscription_changed X1 of subscription S1: 1 ADVICE for 10; to 2027-01-14",
        "2026-02-12 subscription_changed X2 of subscription S1: 1 ADVICE for -10; to 2027-01-14",
        "2026-02-14 subscription_cancelled X3 of subscription S1: 1 ADVICE",
        "2026-02-20 refund_issued R1 of invoice I1: 1 ADVICE for 400.00",
        "2026-02-28 revenue_recognised M2:",
    )
    assert told.owed["accounts_receivable"] == 365_00 - 400_00
    assert told.owed["deferred_revenue"] == 0


def test_an_opening_schedule_ends_with_its_service() -> None:
    told = Told()
    opening = {
        "kind": "opening_register", "source": "erp", "id": "o", "date": "2026-02-01", "currency": "USD",
        "register": "deferred_revenue",
        "lines": [{"reference": "OLD", "amount": "59.00", "due": "2026-03-31"}],
    }  # fmt: skip
    event = event_of(opening)
    for moved in told.book.tell(Fact(event.kind, "erp", "o"), event, Recognition("2026-02-01")):
        told.owed[moved.account.role] = told.owed.get(moved.account.role, 0) + moved.value // 10**6
    told.tell("2026-02-28 revenue_recognised M2:")
    assert told.owed == {"deferred_revenue": -31_00}
