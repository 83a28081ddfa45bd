"""Revised goods: a fact that moved lots, told again; what it changes is posted beside what stands.

Other facts are taken back and posted anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tieout.core.event import Event, GoodsReceived, GoodsShipped, LandedCostBilled
from tieout.core.event.purchase import QUICKBOOKS
from tieout.core.ids import EventId, entry_id
from tieout.costing.revision import cost_revision
from tieout.cycle.matches import named_lines
from tieout.cycle.subscriptions import RECOGNISED
from tieout.posting.purchase import is_same_there
from tieout.posting.sealing import VENDOR_TYPES
from tieout.posting.settling import Links, whole
from tieout.storage.revisions import Earlier
from tieout.storage.step import Step
from tieout.storage.unrecognised import unrecognised

if TYPE_CHECKING:
    from tieout.cycle.desk import Desk


def revise_goods(desk: Desk, step: Step, event: Event, earlier: Sequence[Earlier]) -> None:
    """Move what stands to the date it has now, then cost and post the difference.

    Raises:
        NotCostable: the change cannot be costed as things stand.
    """
    before, work = earlier[-1].event, desk.work
    if before.date != event.date:
        _redate(desk, step, event, earlier)
    work.context.unrecognised = _missing(desk, before, event)
    work.context.returned = _returned(desk, before, event)
    facts = cost_revision(
        work.shelf, work.master, work.context, step.id, before, event, [one.id for one in earlier]
    )
    desk.costed(step, event, facts, "revised")


def _missing(desk: Desk, before: Event, event: Event) -> dict[str, list[tuple[str, int]]]:
    """What sales lack of the cost of a shipment that is told once more, unchanged, to make them good."""
    found: dict[str, list[tuple[str, int]]] = {}
    if isinstance(event, GoodsShipped) and replace(before, revision=event.revision) == event:
        for one in unrecognised(desk.connection):
            if one.order_line.startswith(f"{event.order}:"):
                found.setdefault(one.order_line, []).append((one.day, one.units))
    return found


def _returned(desk: Desk, before: Event, event: Event) -> dict[str, int]:
    """Units of the lines of a receipt that went back to its supplier so far."""
    if not isinstance(event, GoodsReceived):
        return {}
    return {
        name: sum(fact.units for fact in desk.matches.facts(name) if fact.kind == "returned")
        for name in dict.fromkeys((*named_lines(before), *named_lines(event)))
    }


def _redate(desk: Desk, step: Step, event: Event, earlier: Sequence[Earlier]) -> None:
    """What was posted on the old date is taken back there and stands, to the cent, on the new one."""
    periods = desk.work.policy.periods
    old, new = (periods.posting_date(one.date) for one in (earlier[-1].event, event))
    for entry in desk.taking_back.standing(earlier):
        if old != new and entry.day == old:
            desk.taking_back.mirror(step, entry)
            again = replace(
                entry,
                id=entry_id(EventId(step.id), entry.rule, f"moved from {entry.id}"),
                event=EventId(step.id),
                day=new,
                group="",
                memo=f"{entry.memo}; moved from {entry.day}",
            )
            desk.keep(again)


def staying_on(desk: Desk, event: Event, earlier: Sequence[Earlier]) -> date | None:
    """The day a bill that AP entered stays on when only its receipts are told anew; None = it moves.

    QuickBooks holds it on that day: were it expected on the first open one, as what is still to be
    written is, the books would differ from QuickBooks by a bill that nobody touched.
    """
    if not is_same_there(earlier[-1].event, event):
        return None
    standing = [one.day for one in desk.taking_back.standing(earlier) if one.document in VENDOR_TYPES]
    return standing[-1] if standing else None


def take_back(desk: Desk, step: Step, earlier: Sequence[Earlier]) -> None:
    """Take back what a fact that is no stock movement posted, before it is posted anew.

    Landed cost that was allocated is taken back from the lots it brought, as a delta.
    """
    before = earlier[-1].event
    if before.source != QUICKBOOKS:
        desk.revisions[step.id] = step.revision
    credit: Links = ()
    for entry in desk.taking_back.standing(earlier):
        if entry.rule not in desk.cost_rules | {RECOGNISED}:
            there = desk.stays_on is not None and entry.document in VENDOR_TYPES
            back = desk.taking_back.take_back(step, entry, credit if entry.links else (), there=there)
            credit = whole(back, desk.work.company) if entry.document == "CreditMemo" else ()
            if isinstance(before, LandedCostBilled):
                desk.allocate(step, before, -desk.to_allocate(entry), "taken back")
