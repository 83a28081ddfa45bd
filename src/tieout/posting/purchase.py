"""Bills, supplier credits and landed cost as drafts."""

from __future__ import annotations

from dataclasses import replace

from tieout.core.account import OTHER_ACCOUNT, AccountKey, account_key
from tieout.core.draft import Draft
from tieout.core.entry import Entry
from tieout.core.event import BillApproved, LandedCostBilled, SupplierCredited
from tieout.core.event.purchase import QUICKBOOKS, BillLine
from tieout.core.lot import Part
from tieout.core.master import MasterData
from tieout.posting.exchange import Exchange, exchange_of

GRNI = AccountKey("grni")

CORRECTED = "corrected"
"""The qualifier of rules that move goods of a bill from the account they were booked to into grni."""


def receipt_named(event: BillApproved | SupplierCredited, line: BillLine) -> str:
    """The open item of grni a line moves: that of its receipt line, else one of the document's own."""
    if line.receipt:
        return f"{line.receipt}/{line.receipt_line}"
    there = f" of QuickBooks {event.id}" if event.source == QUICKBOOKS else ""
    return f"{'bill' if isinstance(event, BillApproved) else 'credit'} {event.number}{there}"


def _bill_parts(event: BillApproved | SupplierCredited, exchange: Exchange) -> list[Part]:
    """Lines of receipts clear the accrual under the receipt's reference; costs go to their role."""
    parts = []
    for line in event.lines:
        minor = exchange.minor(line.amount)
        named = f"receipt {line.receipt} line {line.receipt_line}" if line.receipt else "of no receipt"
        text = line.description or named
        if line.cost:
            parts.append(Part("billed_cost", minor, account_key(line.cost), text=text))
        elif line.account:
            parts.append(Part("billed_cost", minor, _booked(line), text=text))
        else:
            parts.append(_in_grni(event, line, exchange, text))
    return parts


def _in_grni(event: BillApproved | SupplierCredited, line: BillLine, exchange: Exchange, text: str) -> Part:
    return Part(
        "billed_receipts",
        exchange.minor(line.amount),
        reference=receipt_named(event, line),
        party=event.supplier,
        text=text,
        exact=exchange.exact(line.amount),
    )


def _booked(line: BillLine) -> AccountKey:
    """The account of QuickBooks a line was booked to."""
    return account_key(OTHER_ACCOUNT, account=line.account)


def supplier_drafts(event: BillApproved | SupplierCredited, master: MasterData) -> list[Draft]:
    """A bill or credit, and what corrects lines of it that were booked to a wrong account in QuickBooks.

    Nothing of one that was withdrawn there: what it had posted is taken back.
    """
    if event.withdrawn:
        return []
    made = bill_draft(event, master) if isinstance(event, BillApproved) else credit_draft(event, master)
    exchange = exchange_of(event.currency, event.rate, event.date, master)
    parts: list[Part] = []
    for line in event.lines:
        if line.account and line.in_grni:
            text = f"receipt {line.receipt} line {line.receipt_line}"
            parts.append(_in_grni(event, line, exchange, text))
            parts.append(Part("corrected", exchange.minor(line.amount), _booked(line), text=text))
    if not parts:
        return [made]
    memo = f"corrects the account of {made.memo}"
    return [
        made,
        replace(made, when=CORRECTED, part=CORRECTED, parts=tuple(parts), number="", due=None, memo=memo),
    ]


def is_same_there(before: object, event: object) -> bool:
    """Whether a bill or credit read from QuickBooks is there as it was, told again for its receipts."""
    if not isinstance(event, BillApproved | SupplierCredited) or type(before) is not type(event):
        return False
    return event.source == QUICKBOOKS and _there(before) == _there(event)


def _there(event: BillApproved | SupplierCredited) -> tuple[object, ...]:
    """What QuickBooks holds of a bill or credit: its head, tax, and amounts by account."""
    booked: dict[str, int] = {}
    for line in event.lines:
        account = line.account or line.cost
        booked[account] = booked.get(account, 0) + int(line.amount)
    tax = sum(int(one.amount) for one in event.input_taxes) if isinstance(event, BillApproved) else 0
    head = (event.date, event.number, event.supplier, event.currency, event.rate, event.withdrawn)
    return (*head, int(event.total), tax, booked)


def bill_draft(event: BillApproved, master: MasterData) -> Draft:
    """Dr grni · Dr costs · Dr input_tax where recoverable · Cr accounts_payable."""
    exchange = exchange_of(event.currency, event.rate, event.date, master)
    parts = _bill_parts(event, exchange)
    parts += [
        Part("recoverable_tax", exchange.minor(tax.amount), agency=tax.agency) for tax in event.input_taxes
    ]
    return _draft(event, exchange, parts)


def credit_draft(event: SupplierCredited, master: MasterData) -> Draft:
    """Dr accounts_payable · Cr grni · Cr costs: the mirror image of a bill."""
    exchange = exchange_of(event.currency, event.rate, event.date, master)
    return _draft(event, exchange, _bill_parts(event, exchange))


def cleared_by(draft: Draft, entry: Entry | None, quanta_per_minor: int) -> list[tuple[str, str, int]]:
    """What a bill, credit or opening register moves on grni: (reference, party, 10⁻⁸ home units, Dr > 0).

    A document in a currency of its own moves the home cents QuickBooks makes of it.
    """
    if draft.rate:
        return [
            (line.reference, line.party, line.signed_home * quanta_per_minor)
            for line in (entry.lines if entry else ())
            if line.account == GRNI and line.minor
        ]
    billed = -1 if draft.on == "supplier_credited" else 1
    sign = {"billed_receipts": billed, "opened_register": -1}
    return [
        (part.reference, part.party, sign[part.name] * part.exact)
        for part in draft.parts
        if part.name in sign and part.account in {None, GRNI}
    ]


def _draft(event: BillApproved | SupplierCredited, exchange: Exchange, parts: list[Part]) -> Draft:
    total = exchange.minor(event.total)
    parts.append(Part("bill_rounding", total - sum(part.value for part in parts)))
    parts.append(Part("payable", total, party=event.supplier, reference=event.number))
    return Draft(
        on=event.kind,
        parts=tuple(parts),
        day=event.date,
        currency=exchange.currency,
        rate=exchange.rate_text,
        number=event.number,
        party=event.supplier,
        due=event.due if isinstance(event, BillApproved) else None,
        memo="; ".join(
            note
            for note in (f"{event.source} {event.kind} {event.id}", exchange.note(event.total), event.note)
            if note
        ),
    )


def landed_cost_draft(event: LandedCostBilled, master: MasterData) -> Draft:
    """Dr landed_cost_clearing · Cr accounts_payable."""
    exchange = exchange_of(event.currency, event.rate, event.date, master)
    minor = exchange.minor(event.amount)
    named = "work done for " if event.runs else "landed cost of "
    text = named + ", ".join(event.runs or event.receipts)
    return Draft(
        on=event.kind,
        parts=(Part("billed_cost", minor, party=event.supplier, reference=event.number, text=text),),
        day=event.date,
        currency=exchange.currency,
        rate=exchange.rate_text,
        number=event.number,
        party=event.supplier,
        memo="; ".join(note for note in (text, exchange.note(event.amount), event.note) if note),
    )
