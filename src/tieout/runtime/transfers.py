"""Transfers as they stand: asked for, decided, on the road, arrived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from tieout.core.event import StockTransferred, TransferDecided, TransferRequested
from tieout.runtime.access import act
from tieout.runtime.company import Company
from tieout.storage.standing_facts import StandingFact, standing_facts

_KINDS: Final = frozenset({"transfer_requested", "transfer_decided", "stock_transferred"})


@dataclass(slots=True, kw_only=True)
class Transfer:
    """A transfer: units (10⁻⁶) asked for and moved by item; `decision` "" = nobody decided."""

    transfer: str
    from_location: str
    to_location: str
    requested_by: str = ""
    decision: str = ""
    decided_by: str = ""
    left_on: str = ""
    arrives: str = ""
    asked: dict[str, int] = field(default_factory=dict)
    moved: dict[str, int] = field(default_factory=dict)

    def status(self, today: date) -> str:
        """In one word or two: requested, approved, refused, on the road or arrived."""
        if self.moved:
            return "on the road" if self.arrives > today.isoformat() else "arrived"
        return self.decision or "requested"

    @property
    def unapproved(self) -> bool:
        """Whether goods moved that were asked for and not approved, or were approved by who asked."""
        if not (self.moved and self.asked):
            return False
        return self.decision != "approved" or self.decided_by == self.requested_by


@act("stock")
def transfers(company: Company) -> list[Transfer]:
    """Every transfer, in the order they were first heard of."""
    with company.database.read() as connection:
        return standing_transfers(standing_facts(connection, _KINDS))


def standing_transfers(facts: Iterable[StandingFact]) -> list[Transfer]:
    """The transfers that facts in business order make."""
    found: dict[str, Transfer] = {}
    for day, event in facts:
        match event:
            case TransferRequested() | StockTransferred():
                one = found.setdefault(
                    event.transfer,
                    Transfer(
                        transfer=event.transfer,
                        from_location=event.from_location,
                        to_location=event.to_location,
                    ),
                )
                asked = isinstance(event, TransferRequested)
                units = one.asked if asked else one.moved
                for line in event.lines:
                    units[line.item] = units.get(line.item, 0) + int(line.quantity)
                if isinstance(event, TransferRequested):
                    one.requested_by = event.requested_by
                else:
                    one.left_on = one.left_on or day
                    one.arrives = max(one.arrives, event.arrived.isoformat() if event.arrived else day)
            case TransferDecided() if event.transfer in found:
                found[event.transfer].decision = event.decision
                found[event.transfer].decided_by = event.decided_by
    return list(found.values())
