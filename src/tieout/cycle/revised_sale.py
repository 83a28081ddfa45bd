"""Revised sales: an invoice or sale that was posted is taken back and posted anew (accounting.md 1, 7).

Its cost stands where the goods it bills, their order and its date are as before; else the units it had
recognised wait for their invoice again, and the revised sale recognises its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from tieout.core.account import account_key
from tieout.core.entry import Entry
from tieout.core.errors import ProgrammerError
from tieout.core.event import InvoiceIssued, SalePaid
from tieout.core.lot import SaleNeed
from tieout.costing.cost import uncost_sale
from tieout.gates.recognition import need_of
from tieout.posting.drafts import cost_draft
from tieout.posting.settling import settled
from tieout.storage.revisions import Earlier, sale_of, taken_back_by_act
from tieout.storage.standing_sales import REVENUE
from tieout.storage.step import Step

if TYPE_CHECKING:
    from tieout.cycle.desk import Desk

HELD = "money of a sale that waits for its goods"
"""The rule by which the money of a sale is a deposit until the sale is recognised."""
_APPLIED = frozenset({"deposit applied to its invoice", "exchange difference of a deposit applied"})


class Again(NamedTuple):
    """How a sale that is posted again stands to what it replaces.

    `place` is where it waited: in its order, and in the register of waiting sales. `held`: its money was
    held as a deposit. `settle` links what takes the old document back, once the new one is there.
    """

    place: tuple[int, int] | None = None
    held: bool = False
    settle: Callable[[], None] = lambda: None


FIRST: Final = Again()


def revise_sale(
    desk: Desk, step: Step, event: InvoiceIssued | SalePaid, earlier: Sequence[Earlier]
) -> None:
    """Post a revised sale in place of what stands of it."""
    before = earlier[-1].event
    if not isinstance(before, InvoiceIssued | SalePaid):
        raise ProgrammerError(f"event {earlier[-1].id} is no sale")
    need = need_of(step.id, event, desk.work.master)
    desk.work.master.at(before.date)
    old_need = need_of(earlier[-1].id, before, desk.work.master)
    desk.work.master.at(event.date)
    desk.result.uncosted[earlier[-1].id] = None
    standing = desk.taking_back.standing(earlier)
    kept = _APPLIED | desk.cost_rules
    revenue = [entry for entry in standing if entry.rule in REVENUE]
    held = [entry for entry in standing if entry.rule not in REVENUE | kept]
    for entry in held:
        desk.taking_back.take_back(step, entry)
    if not revenue:
        _tell_anew(desk, step, before, old_need, event, need)
        return
    desk.revisions[step.id] = step.revision
    settle = _Owed(desk, step, before, revenue[-1], event).settle
    if before.number != event.number:
        desk.registers.unbill(before.number, step.id)
    if revenue[-1].document != "Invoice":  # what it took of deposits is there for the new one
        settle()
        settle = FIRST.settle
    again = Again(held=any(entry.rule == HELD for entry in held), settle=settle)
    if old_need[1:] == need[1:]:
        desk.recognise(step.id, event, revenue[-1].day.isoformat(), again)
        return
    _unrecognise(desk, step, before, old_need, revenue[-1].day)
    if not desk.sale(step, event, need, again):
        desk.registers.unbill(event.number, step.id)
        desk.work.versions[step.id] = step.revision
        settle()


def _tell_anew(
    desk: Desk,
    step: Step,
    before: InvoiceIssued | SalePaid,
    old_need: SaleNeed,
    event: InvoiceIssued | SalePaid,
    need: SaleNeed,
) -> None:
    """A sale whose revenue does not stand is told again: it waited, or an act took it back."""
    if taken_back_by_act(desk.connection, old_need.event, REVENUE):
        desk.registers.refund(before.number, -int(before.total))
        _state_anew(desk, step, event, need)
        return
    place = desk.forget_waiting(old_need.event, old_need.order)
    if place is None:
        _unrecognise(desk, step, before, old_need, before.date)
    if desk.work.versions.pop(old_need.event, 0) or sale_of(desk.connection, old_need.event)[1]:
        _state_anew(desk, step, event, need, Again(place))
        return
    desk.sale(step, event, need, Again(place))


def _state_anew(
    desk: Desk, step: Step, event: InvoiceIssued | SalePaid, need: SaleNeed, again: Again = FIRST
) -> None:
    """A sale that was posted and taken back is told again: its number was used once."""
    desk.revisions[step.id] = step.revision
    if not desk.sale(step, event, need, again):
        desk.registers.unbill(event.number, step.id)
        desk.work.versions[step.id] = step.revision


def _unrecognise(
    desk: Desk, step: Step, before: InvoiceIssued | SalePaid, need: SaleNeed, day: date
) -> None:
    work = desk.work
    facts = uncost_sale(work.shelf, work.master, work.context, step.id, need)
    if facts.takes:
        desk.result.costs.append((step.id, 0, facts))
    part = "cost taken back"
    for draft in cost_draft(before, facts.parts, work.master, "cost", day=day, part=part):
        desk.post(step.id, draft)


class _Owed:
    """What a posted sale had open before its revision, and the document that takes it back."""

    def __init__(
        self,
        desk: Desk,
        step: Step,
        before: InvoiceIssued | SalePaid,
        revenue: Entry,
        event: InvoiceIssued | SalePaid,
    ) -> None:
        registers = desk.registers
        self._desk, self._step, self._before, self._event = desk, step, before, event
        self._revenue = revenue
        known = registers.billed(before.number)
        self._document = known.document if known else ""
        self._beside = dict(registers.beside(before.number))
        account = str(account_key("accounts_receivable", currency=revenue.currency))
        self._open = registers.open_item(account, before.number).minor - sum(self._beside.values())

    def settle(self) -> None:
        """Post what takes the old document back; a credit memo is linked to what it settles.

        First to what is open of the old documents, the rest to the new one: so what had been paid on the
        old invoice pays the new one, where customer and currency are the same.
        """
        registers = self._desk.registers
        if self._revenue.document != "Invoice":
            self._desk.taking_back.take_back(self._step, self._revenue)
            return
        total = sum(
            line.minor for line in self._revenue.lines if line.account.role == "accounts_receivable"
        )
        documents = [*self._beside.items(), (self._document, min(total, max(0, self._open)))]
        new = registers.billed(self._event.number)
        if (
            new
            and new.document not in {"", self._document}
            and (new.party, new.currency) == (self._before.customer, self._revenue.currency)
        ):
            documents.append((new.document, new.minor))
        for document, minor in self._beside.items():
            registers.owe(self._before.number, document, -minor)
        links = settled(total, [one for one in documents if one[0]])
        self._desk.taking_back.take_back(self._step, self._revenue, links)
