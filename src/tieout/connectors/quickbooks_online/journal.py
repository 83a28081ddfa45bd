"""Journal: JournalEntry, debit and credit lines; a party on the lines of receivable and payable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tieout.connectors.quickbooks_online.convention import Convention
from tieout.connectors.quickbooks_online.dimension import line_refs
from tieout.connectors.quickbooks_online.header import TEXT_LENGTH, header
from tieout.connectors.quickbooks_online.jsontext import Json, amount
from tieout.connectors.quickbooks_online.references import account_ref, customer_ref, unfit, vendor_ref
from tieout.core.crosswalk import Crosswalk
from tieout.core.document import Document
from tieout.core.entry import Line, Side

CONTROL: Final = frozenset({"accounts_receivable", "accounts_payable"})
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
    body["Line"] = [_line(document, line, crosswalk, convention) for line in _one_of_control(lines)]
    return body


def _one_of_control(lines: Sequence[Line]) -> list[Line]:
    """The lines, those of one receivable or payable, side and party in one: a journal may have one such.

    An invoice that two deposits pay, that of its order and that of its own number, has two (fact sheet:
    one A/R or A/P line per journal entry).
    """
    found: dict[object, Line] = {}
    for place, line in enumerate(lines):
        control = line.account.role in CONTROL
        key = (line.account, line.side, line.party) if control else place
        before = found.get(key)
        found[key] = (
            before._replace(minor=before.minor + line.minor, home=before.home + line.home)
            if before
            else line
        )
    return list(found.values())


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
