"""Reversed sales: what a sale taken back by an act had recognised waits for its invoice again.

The goods were shipped, so they do not come back by it: their cost leaves cost of goods sold with the
revenue (accounting.md 5, 7), and the next sale of the order that bills them recognises it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from tieout.core.document import Document
from tieout.core.entry import REVERSAL, Entry
from tieout.core.errors import ProgrammerError
from tieout.core.event import InvoiceIssued, SalePaid
from tieout.core.ids import EventId
from tieout.core.lot import SaleNeed
from tieout.costing.cost import cost_sale, uncost_sale
from tieout.cycle.held_money import paid_at_once
from tieout.gates.recognition import need_of
from tieout.posting.drafts import cost_draft
from tieout.posting.entries import entry_of
from tieout.storage.revisions import event_by_id
from tieout.storage.standing_sales import REVENUE

if TYPE_CHECKING:
    from tieout.cycle.desk import Desk


def takes_back_sale(entry: Entry) -> bool:
    """Whether an entry is itself what took a sale back, or what took that back again."""
    return entry.is_reversal and entry.rule.replace(REVERSAL, "") in REVENUE


def uncost_sales(desk: Desk, entries: Sequence[Entry], document: Document) -> None:
    """Dr shipped_not_invoiced · Cr cogs for each sale in a document that an act took back.

    At the cost as adjusted to date, on the document's day or the first open one, like its revenue. Sales
    of the same orders that waited for goods, and find them now, are recognised.
    """
    orders: dict[str, None] = {}
    for entry in entries:
        if entry.rule in REVENUE:
            need = _uncost(desk, entry, document)
            orders[need.order] = None
            desk.result.uncosted[entry.event] = None
    for order in orders:
        _complete(desk, order)


def _uncost(desk: Desk, entry: Entry, document: Document) -> SaleNeed:
    work = desk.work
    event = event_by_id(desk.connection, entry.event)
    if not isinstance(event, InvoiceIssued | SalePaid):
        raise ProgrammerError(f"entry {entry.id} is the revenue of no sale")
    work.master.at(event.date)
    need = need_of(entry.event, event, work.master)
    facts = uncost_sale(work.shelf, work.master, work.context, entry.event, need)
    if facts.takes:
        desk.result.costs.append((entry.event, 0, facts))
    part = f"cost taken back with {document.id}"
    for draft in cost_draft(event, facts.parts, work.master, "cost", day=document.day, part=part):
        made = entry_of(draft, EventId(entry.event), work.rulebook, work.pins, work.policy, desk.summaries)
        if made:
            rule, group = f"{REVERSAL}{made.rule}", f"{REVERSAL}{document.id}, cost"
            desk.keep(replace(made, rule=rule, group=group))
    return need


def _complete(desk: Desk, order: str) -> None:
    """Recognise the sales of an order that wait for units it has again, in the order they came."""
    work = desk.work
    for need in list(work.context.waiting.get(order, ())):
        facts = cost_sale(work.shelf, work.master, work.context, need)
        if facts is None:
            continue
        (done,) = facts.recognised
        key, day = need.event, date.fromisoformat(done.day)
        sale = desk.waiting_sale(key)
        desk.forget_waiting(key, order)
        work.master.at(sale.date)
        if facts.takes:
            desk.result.costs.append((key, 0, facts))
        for draft in cost_draft(sale, facts.parts, work.master, "cost", day=day):
            desk.post(key, draft)
        desk.recognise(key, sale, done.day, waited=not paid_at_once(desk, key, sale, done.day))
