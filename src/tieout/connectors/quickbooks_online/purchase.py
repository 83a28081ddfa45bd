"""Purchase: Bill and VendorCredit, lines on mapped accounts; the payable is implied."""

from __future__ import annotations

from typing import Final

from tieout.connectors.quickbooks_online.convention import Convention
from tieout.connectors.quickbooks_online.dimension import line_refs
from tieout.connectors.quickbooks_online.header import TEXT_LENGTH, due, header
from tieout.connectors.quickbooks_online.jsontext import Json, amount
from tieout.connectors.quickbooks_online.references import account_ref, unfit, vendor_ref
from tieout.core.crosswalk import Crosswalk
from tieout.core.document import Document
from tieout.core.entry import Line, Side

NATURAL: Final = {"Bill": Side.DR, "VendorCredit": Side.CR}
"""The side on which a line of the form is positive."""


def purchase(document: Document, crosswalk: Crosswalk, convention: Convention) -> Json:
    """The bill or vendor credit of a document.

    Raises:
        TerminalError: its total is below zero, it has no line, or a reference is missing.
    """
    lines = [line for line in document.lines if line.account.role != "accounts_payable" and line.minor]
    total = sum(_signed(document, line) for line in lines)
    if total < 0 or not lines:
        raise unfit(
            document,
            "total_below_zero" if lines else "no_lines",
            "QuickBooks asks for at least one line and a total not below zero.",
            "Record it as its opposite (a credit instead of a bill); then replace the document.",
        )
    body = header(document, crosswalk, convention)
    body["VendorRef"] = vendor_ref(document, document.party, crosswalk)
    if document.type == "Bill":
        body |= due(document)
    if convention.country != "US":
        body["GlobalTaxCalculation"] = "NotApplicable"
    body["Line"] = [_line(document, line, crosswalk, convention) for line in lines]
    return body


def _signed(document: Document, line: Line) -> int:
    return line.minor if line.side is NATURAL[document.type] else -line.minor


def _line(document: Document, line: Line, crosswalk: Crosswalk, convention: Convention) -> Json:
    row: Json = {
        "DetailType": "AccountBasedExpenseLineDetail",
        "Amount": amount(_signed(document, line), document.currency),
    }
    if line.text:
        row["Description"] = line.text[:TEXT_LENGTH]
    account: Json = {"AccountRef": account_ref(document, line.account, crosswalk)}
    row["AccountBasedExpenseLineDetail"] = account | line_refs(document, line, crosswalk, convention)
    return row
