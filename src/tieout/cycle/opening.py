"""Opening receivables are billed like invoices: paid, credited and written off at the rate they came in at.

They have no document of ours, so what settles them is linked to nothing; in QuickBooks it stands on the
customer's receivable beside the invoice that somebody else wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tieout.core.event import Event, OpeningRegister
from tieout.core.event.stock import OpeningLine
from tieout.core.open_item import Billed
from tieout.cycle.subscriptions import open_schedules
from tieout.posting.money import register_draft
from tieout.storage.step import Step

if TYPE_CHECKING:
    from tieout.cycle.desk import Desk


def note_opening(desk: Desk, step: Step, event: Event, before: Event | None) -> None:
    """Let the lines of an opening register be known: receivables by number, schedules by what is left."""
    _bill_opening(desk, step.id, event, before)
    open_schedules(desk, step, event, before)


def _bill_opening(desk: Desk, key: str, event: Event, before: Event | None) -> None:
    """Let the lines of an opening register of receivables be known by their numbers.

    `before` is what the event said before it was revised: lines it says no more are not known any more.
    """
    lines, gone = _lines(event), _lines(before)
    if gone:
        for number in sorted({line.reference for line in gone} - {line.reference for line in lines}):
            desk.registers.unbill(number, key)
    if not lines or not isinstance(event, OpeningRegister):
        return
    draft = register_draft(event, desk.work.master)
    sums: dict[str, Billed] = {}
    for line, part in zip(lines, draft.parts, strict=True):
        known = sums.get(line.reference)
        sums[line.reference] = Billed(
            number=line.reference,
            document="",
            party=line.party,
            original=int(line.amount) + (known.original if known else 0),
            original_currency=event.currency,
            currency=draft.currency,
            rate=draft.rate or draft.converted_at,
            minor=part.value + (known.minor if known else 0),
        )
    for opened in sums.values():
        if opened.minor > 0:
            desk.registers.bill(opened, key)


def _lines(event: Event | None) -> list[OpeningLine]:
    if isinstance(event, OpeningRegister) and event.register == "accounts_receivable":
        return event.lines
    return []
