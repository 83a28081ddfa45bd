"""References: QuickBooks' ids of accounts, parties, items and linked documents, from the crosswalk."""

from __future__ import annotations

from tieout.connectors.quickbooks_online.jsontext import Json
from tieout.core.account import AccountKey
from tieout.core.crosswalk import Crosswalk, Outside, item_document, party_document
from tieout.core.document import Document
from tieout.core.errors import TerminalError
from tieout.core.ids import DocumentId
from tieout.core.problem import Owner, Problem, Where


def unfit(
    document: Document, code: str, why: str, next_step: str, owner: Owner = "accountant"
) -> TerminalError:
    """The error of a document that cannot be put in QuickBooks' form; nothing was sent."""
    return TerminalError(
        Problem(
            code=code,
            what=f"{document.type} {document.number or document.id} cannot be written in QuickBooks' form.",
            why=why,
            next_step=next_step,
            owner=owner,
            where=Where(subject=document.id),
        )
    )


def account_ref(document: Document, key: AccountKey, crosswalk: Crosswalk) -> Json:
    """The mapped account of a key.

    Raises:
        TerminalError: the key has no account in the mapping.
    """
    found = crosswalk.mapping.account(key)
    if found is None:
        raise unfit(
            document,
            "account_not_mapped",
            f"No QuickBooks account is mapped to {key}.",
            f"Map {key} to an account, then try the document again.",
        )
    return {"value": found.outside_id}


def customer_ref(document: Document, party: str, crosswalk: Crosswalk) -> Json:
    """The customer record of a party in the document's currency."""
    return _party(document, "Customer", party, crosswalk)


def vendor_ref(document: Document, party: str, crosswalk: Crosswalk) -> Json:
    """The vendor record of a party in the document's currency."""
    return _party(document, "Vendor", party, crosswalk)


def _party(document: Document, record_type: str, party: str, crosswalk: Crosswalk) -> Json:
    if not party:
        raise unfit(
            document,
            "party_missing",
            f"QuickBooks asks for a {record_type.lower()} here and the document names none.",
            "Correct the event so that it names its party; then replace the document.",
            "operations",
        )
    key = party_document(crosswalk.company, record_type, party, document.currency)
    return {"value": outside(document, key, f"the {record_type} {party}", crosswalk).id}


def item_ref(document: Document, key: AccountKey, crosswalk: Crosswalk) -> Json:
    """The generic product that posts sales lines to an account key."""
    found = outside(document, item_document(crosswalk.company, key), f"the Item of {key}", crosswalk)
    return {"value": found.id}


def outside(document: Document, key: DocumentId, what: str, crosswalk: Crosswalk) -> Outside:
    """The identity in QuickBooks of a confirmed document.

    Raises:
        TerminalError: it is not known to be there.
    """
    found = crosswalk.outside.get(key)
    if found is None:
        raise unfit(
            document,
            "not_in_quickbooks",
            f"It refers to {what}, which is not confirmed in QuickBooks.",
            f"Have {what} delivered first (`tieout cases` shows what holds it), then `tieout cases retry`.",
        )
    return found
