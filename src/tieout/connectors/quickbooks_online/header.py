"""Header: what every transaction says besides its lines: number, day, currency, note with our mark."""

from __future__ import annotations

from decimal import Decimal

from tieout.connectors.quickbooks_online.convention import Convention
from tieout.connectors.quickbooks_online.dimension import form_refs, note
from tieout.connectors.quickbooks_online.jsontext import Json
from tieout.connectors.quickbooks_online.mark import marked
from tieout.connectors.quickbooks_online.references import unfit
from tieout.core.crosswalk import Crosswalk
from tieout.core.document import SALES_FORMS, Document

NUMBER_LENGTH = 21
TEXT_LENGTH = 4000


def header(document: Document, crosswalk: Crosswalk, convention: Convention) -> Json:
    """Day, number, class, location, note, and the currency with its rate where it is not home's.

    Raises:
        TerminalError: the number is longer than QuickBooks holds.
    """
    if len(document.number) > NUMBER_LENGTH:
        raise unfit(
            document,
            "number_too_long",
            f"QuickBooks holds {NUMBER_LENGTH} characters of a number, not {len(document.number)}.",
            "Shorten the number at its source; then replace the document.",
        )
    top: Json = {"TxnDate": document.day.isoformat()}
    top |= form_refs(document, crosswalk, convention)
    memo = _on_top(note(document, crosswalk, convention), document.memo)
    if document.number and (convention.custom_numbers or document.type not in SALES_FORMS):
        top["DocNumber"] = document.number
    elif document.number:
        memo = _on_top(f"No. {document.number}", memo)
    if convention.multi_currency or document.currency != crosswalk.home_currency:
        top["CurrencyRef"] = {"value": document.currency}
        if document.rate:
            top["ExchangeRate"] = Decimal(document.rate)
    top["PrivateNote"] = marked(memo, document.id)
    return top


def _on_top(note_: str, memo: str) -> str:
    """A note above the memo, so that a long memo is what is cut."""
    return "\n".join(part for part in (note_, memo) if part)


def due(document: Document) -> Json:
    """The due date, of the types that have one."""
    return {"DueDate": document.due.isoformat()} if document.due else {}
