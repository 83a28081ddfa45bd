"""Journal: JournalEntry, debit and credit lines; a party on the lines of receivable and payable."""

from __future__ import annotations

from typing import Final

from tieout.connectors.quickbooks_online.convention import Convention
from tieout.connectors.quickbooks_online.dimension import line_refs
from tieout.connectors.quickbooks_online.header import TEXT_LENGTH, header
from tieout.connectors.quickbooks_online.jsontext import Json, amount
from tieout.connectors.quickbooks_online.references import account_ref, customer_ref, unfit, vendor_ref
from tieout.core.crosswalk import Crosswalk
from tieout.core.document import Document
from tieout.core.entry import Line, Side

POSTING: Final = {Side.DR: "Debit", Side.CR: "Credit"}


def journal(document: Document, crosswalk: Crosswalk, convention: Convention) -> Json:
    """The journal entry of a document; lines that exist only in home currency stay at home.

    Raises:
        TerminalError: nothing is left to send, or a reference is missing.
    """
    lines = [line for line in document.lines if line.minor]
    if not lines:
        raise unfit(
            document,
            "no_lines",
            f"Its lines exist in home currency only, and it is written in {document.currency}.",
            "Record it as a journal in home currency; then replace the document.",
        )
    body = header(document, crosswalk, convention)
    body["Line"] = [_line(document, line, crosswalk, convention) for line in lines]
    return body


def _line(document: Document, line: Line, crosswalk: Crosswalk, convention: Convention) -> Json:
    detail: Json = {"PostingType": POSTING[line.side]}
    detail |= _entity(document, line, crosswalk)
    detail["AccountRef"] = account_ref(document, line.account, crosswalk)
    detail |= line_refs(document, line, crosswalk, convention)
    row: Json = {"DetailType": "JournalEntryLineDetail", "Amount": amount(line.minor, document.currency)}
    if line.text:
        row["Description"] = line.text[:TEXT_LENGTH]
    row["JournalEntryLineDetail"] = detail
    return row


def _entity(document: Document, line: Line, crosswalk: Crosswalk) -> Json:
    party = line.party or document.party
    if line.account.role == "accounts_receivable":
        return {"Entity": {"Type": "Customer", "EntityRef": customer_ref(document, party, crosswalk)}}
    if line.account.role == "accounts_payable":
        return {"Entity": {"Type": "Vendor", "EntityRef": vendor_ref(document, party, crosswalk)}}
    return {}
