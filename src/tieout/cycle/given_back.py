"""Given back: how much of each sale refunds gave back, as they are posted, told again and taken back.

A refund that an act took back gives nothing back, and of a sale that an act took back nothing is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from tieout.core.entry import REVERSAL, Entry
from tieout.core.event import Event, InvoiceIssued, RefundIssued, SalePaid
from tieout.cycle.registers import ChunkRegisters
from tieout.gates.references import refunded
from tieout.storage.revisions import event_by_id, taken_back_by_act
from tieout.storage.standing_sales import REVENUE
from tieout.storage.step import Step

if TYPE_CHECKING:
    from tieout.cycle.desk import Desk

REFUND: Final = frozenset({"credit memo", "credit memo of a subscription", "refund of a sale paid at once"})
"""The rules that give back what a sale billed."""


def refund_before(desk: Desk, step: Step, event: Event) -> RefundIssued | None:
    """The posted revision of a refund that this one corrects, unless it was taken back: it counts still."""
    if not (step.revises and isinstance(event, RefundIssued)):
        return None
    earlier = desk.taking_back.earlier(step)
    if not earlier or taken_back_by_act(desk.connection, earlier[-1].id, REFUND):
        return None
    before = earlier[-1].event
    return before if isinstance(before, RefundIssued) else None


def note_refund(desk: Desk, step: Step, event: RefundIssued) -> None:
    """A refund gives back what it says, instead of what it said before."""
    before = refund_before(desk, step, event)
    if before:
        desk.registers.refund(before.refunded, -refunded(before))
    desk.registers.refund(event.refunded, refunded(event))


def note_taken_back(connection: Connection, registers: ChunkRegisters, entries: Sequence[Entry]) -> None:
    """What is left of sales once an act took these entries back; of a reversal, once it is one no more."""
    for entry in entries:
        if entry.rule.replace(REVERSAL, "") not in REFUND | REVENUE:
            continue
        gone = -1 if entry.rule.count(REVERSAL) % 2 else 1
        match event_by_id(connection, entry.event):
            case RefundIssued() as event:
                registers.refund(event.refunded, -gone * refunded(event))
            case InvoiceIssued() | SalePaid() as event:
                registers.refund(event.number, gone * int(event.total))
