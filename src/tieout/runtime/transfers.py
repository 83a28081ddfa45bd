"""Transfers as they stand: asked for, decided, on the road, arrived, lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from tieout.core.event import (
    StockTransferred,
    TransferArrived,
    TransferDecided,
    TransferDispatched,
    TransferLost,
    TransferRequested,
)
from tieout.core.listed import Listed
from tieout.runtime.access import act
from tieout.runtime.actor import clock
from tieout.runtime.company import Company, reread
from tieout.runtime.listing import page_of
from tieout.storage.standing_facts import StandingFact, facts_about, standing_facts

_KINDS: Final = frozenset(
    {"transfer_requested", "transfer_decided", "stock_transferred", "transfer_dispatched"}
    | {"transfer_arrived", "transfer_lost"}
)
_BEGINNING: Final = ("transfer_requested", "stock_transferred", "transfer_dispatched")
"""The kinds a transfer may be first heard of by."""

Units = dict[str, int]


@dataclass(slots=True, kw_only=True)
class Transfer:
    """A transfer: units (10⁻⁶) by item that were asked for, left, arrived and were lost.

    `heard`: the first day. `decision` "" = nobody decided. `timed` are moves whose day of arrival was known
    when they left; what was dispatched without one arrives by facts of its own, and should by `due`.
    `arrives`: the last day something arrived, or will.
    """

    transfer: str
    from_location: str
    to_location: str
    heard: str = ""
    requested_by: str = ""
    decision: str = ""
    decided_by: str = ""
    left_on: str = ""
    arrives: str = ""
    due: str = ""
    asked: Units = field(default_factory=dict)
    moved: Units = field(default_factory=dict)
    came: Units = field(default_factory=dict)
    lost: Units = field(default_factory=dict)
    timed: list[tuple[str, str, int]] = field(default_factory=list)

    def arrived(self, today: date) -> Units:
        """Units that are there."""
        found = dict(self.came)
        for day, item, units in self.timed:
            if day <= today.isoformat():
                _add(found, item, units)
        return found

    def in_transit(self, today: date) -> Units:
        """Units on the road; below zero = more came than left, as told so far."""
        there = self.arrived(today)
        left = {
            item: units - there.get(item, 0) - self.lost.get(item, 0) for item, units in self.moved.items()
        }
        return {item: units for item, units in left.items() if units}

    def status(self, today: date) -> str:
        """Requested, approved, refused, on the road, partly arrived, arrived, arrived short or lost."""
        if not self.moved:
            return self.decision or "requested"
        there = self.arrived(today)
        if self.in_transit(today):
            return "partly arrived" if there or self.lost else "on the road"
        if self.lost:
            return "arrived short" if there else "lost"
        return "arrived"

    def age_days(self, today: date) -> int:
        """Days since the goods on the road left; 0 = nothing is on the road."""
        return (today - date.fromisoformat(self.left_on)).days if self.in_transit(today) else 0

    def overdue_days(self, today: date) -> int:
        """Days since what is on the road should have come; a day of arrival that is known is never late."""
        late = self.due and self.in_transit(today)
        return max(0, (today - date.fromisoformat(self.due)).days) if late else 0

    @property
    def unapproved(self) -> bool:
        """Whether goods moved that were asked for and not approved, or were approved by who asked."""
        if not (self.moved and self.asked):
            return False
        return self.decision != "approved" or self.decided_by == self.requested_by


@act("stock")
def transfers(
    company: Company, transfer: str = "", as_of: date | None = None, *, only_open: bool = False
) -> list[Transfer]:
    """Transfers in the order they were first heard of: one, all, or those with goods on the road.

    `as_of` leaves out later business dates. One transfer costs what its own facts do.
    """
    with company.database.read() as connection:
        of_one = facts_about(connection, _KINDS, of=[transfer]) if transfer else None
        facts = standing_facts(connection, _KINDS) if of_one is None else of_one
    known = (one for one in facts if as_of is None or one.day <= as_of.isoformat())
    found = standing_transfers(known, reread(company).settings.transit_due_days)
    today = as_of or clock().date()
    return sorted((one for one in found if one.in_transit(today) or not only_open), key=place_of)


@act("stock")
def transfer_page(
    company: Company, after: Listed, limit: int, as_of: date | None = None, *, only_open: bool = False
) -> list[Transfer]:
    """So many transfers behind a place of the list, at the cost of those looked at."""
    today, due_days = as_of or clock().date(), reread(company).settings.transit_due_days

    def made(names: Sequence[str]) -> list[tuple[Listed, Transfer]]:
        facts = facts_about(connection, _KINDS, of=names)
        known = (one for one in facts if as_of is None or one.day <= as_of.isoformat())
        return [(place_of(one), one) for one in standing_transfers(known, due_days)]

    def wanted(one: Transfer) -> bool:
        return bool(one.in_transit(today)) or not only_open

    with company.database.read() as connection:
        return page_of(connection, _BEGINNING, after, limit, made, wanted=wanted, through=as_of)


def place_of(transfer: Transfer) -> Listed:
    """Where a transfer stands in the list."""
    return Listed(transfer.heard, transfer.transfer)


def standing_transfers(facts: Iterable[StandingFact], due_days: int = 14) -> list[Transfer]:
    """The transfers that facts in business order make; a dispatch that states no day is due in so many."""
    found: dict[str, Transfer] = {}
    later: list[StandingFact] = []
    for day, event in facts:
        match event:
            case TransferRequested() | StockTransferred() | TransferDispatched():
                one = found.setdefault(
                    event.transfer,
                    Transfer(
                        transfer=event.transfer,
                        from_location=event.from_location,
                        to_location=event.to_location,
                        heard=day,
                    ),
                )
                _move(one, event, day, due_days)
            case TransferDecided() if event.transfer in found:
                found[event.transfer].decision = event.decision
                found[event.transfer].decided_by = event.decided_by
            case TransferArrived() | TransferLost():
                later.append(StandingFact(day, event))
            case _:
                pass
    for day, event in later:
        if isinstance(event, TransferArrived | TransferLost) and event.transfer in found:
            _end(found[event.transfer], event, day)
    return list(found.values())


_Left = TransferRequested | StockTransferred | TransferDispatched


def _move(one: Transfer, event: _Left, day: str, due_days: int) -> None:
    units = one.asked if isinstance(event, TransferRequested) else one.moved
    for line in event.lines:
        _add(units, line.item, int(line.quantity))
    if isinstance(event, TransferRequested):
        one.requested_by = event.requested_by
        return
    one.left_on = one.left_on or day
    if isinstance(event, TransferDispatched):
        due = event.due or event.date + timedelta(days=due_days)
        one.due = max(one.due, due.isoformat())
        return
    arrives = event.arrived.isoformat() if event.arrived else day
    one.arrives = max(one.arrives, arrives)
    one.timed += [(arrives, line.item, int(line.quantity)) for line in event.lines]


def _end(one: Transfer, event: TransferArrived | TransferLost, day: str) -> None:
    for line in event.lines:
        _add(one.lost if isinstance(event, TransferLost) else one.came, line.item, int(line.quantity))
    if isinstance(event, TransferArrived):
        one.arrives = max(one.arrives, day)


def _add(units: Units, item: str, more: int) -> None:
    units[item] = units.get(item, 0) + more
