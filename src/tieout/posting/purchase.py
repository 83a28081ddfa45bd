"""Bills, supplier credits and landed cost as drafts."""

from __future__ import annotations

from collections.abc import Sequence

from tieout.core.account import account_key
from tieout.core.draft import Draft
from tieout.core.event import BillApproved, LandedCostBilled, SupplierCredited
from tieout.core.event.purchase import BillLine
from tieout.core.lot import Part
from tieout.core.master import MasterData
from tieout.posting.exchange import Exchange, exchange_of


def _bill_parts(lines: Sequence[BillLine], exchange: Exchange, supplier: str) -> list[Part]:
    """Lines of receipts clear the accrual under the receipt's reference; costs go to their role."""
    parts = []
    for line in lines:
        minor = exchange.minor(line.amount)
        text = line.description or f"receipt {line.receipt} line {line.receipt_line}"
        if line.cost:
            parts.append(Part("billed_cost", minor, account_key(line.cost), text=text))
        else:
            reference = f"{line.receipt}/{line.receipt_line}" if line.receipt else ""
            exact = exchange.exact(line.amount)
            parts.append(
                Part("billed_receipts", minor, reference=reference, party=supplier, text=text, exact=exact)
            )
    return parts


def bill_draft(event: BillApproved, master: MasterData) -> Draft:
    """Dr grni · Dr costs · Dr input_tax where recoverable · Cr accounts_payable."""
    exchange = exchange_of(event.currency, event.rate, event.date, master)
    parts = _bill_parts(event.lines, exchange, event.supplier)
    parts += [
        Part("recoverable_tax", exchange.minor(tax.amount), agency=tax.agency) for tax in event.input_taxes
    ]
    return _draft(event, exchange, parts)


def credit_draft(event: SupplierCredited, master: MasterData) -> Draft:
    """Dr accounts_payable · Cr grni · Cr costs: the mirror image of a bill."""
    exchange = exchange_of(event.currency, event.rate, event.date, master)
    return _draft(event, exchange, _bill_parts(event.lines, exchange, event.supplier))


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
    text = "landed cost of " + ", ".join(event.receipts)
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
