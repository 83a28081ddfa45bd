"""Header: what every transaction says besides its lines: number, day, currency, note with our mark."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tieout.connectors.quickbooks_online.jsontext import Json
from tieout.connectors.quickbooks_online.mark import marked
from tieout.connectors.quickbooks_online.references import unfit
from tieout.core.crosswalk import Crosswalk
from tieout.core.document import Document

NUMBER_LENGTH = 21
TEXT_LENGTH = 4000
SALES_FORMS = frozenset({"Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """What of a company's settings decides how a document is written.

    `custom_numbers`: sales forms take our numbers; else QuickBooks gives its own and ours goes into
    the note. Journal entries, bills and vendor credits always take ours. `multi_currency`: every
    transaction has to name its currency.
    """

    country: str = "US"
    custom_numbers: bool = True
    multi_currency: bool = False


def header(document: Document, crosswalk: Crosswalk, convention: Convention) -> Json:
    """Day, number, note, and the currency with its rate where it is not the home currency.

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
    memo = document.memo
    if document.number and (convention.custom_numbers or document.type not in SALES_FORMS):
        top["DocNumber"] = document.number
    elif document.number:
        memo = f"No. {document.number}" + (f"\n{memo}" if memo else "")
    if convention.multi_currency or document.currency != crosswalk.home_currency:
        top["CurrencyRef"] = {"value": document.currency}
        if document.rate:
            top["ExchangeRate"] = Decimal(document.rate)
    top["PrivateNote"] = marked(memo, document.id)
    return top


def due(document: Document) -> Json:
    """The due date, of the types that have one."""
    return {"DueDate": document.due.isoformat()} if document.due else {}
