"""Order: PurchaseOrder, a plan that posts nothing; each later state of it is written over the earlier one.

The API reference has full updates of a purchase order only (fact sheet 3), so every state is sent whole.
QuickBooks takes an update at the version it goes over and at no other: what somebody changed meanwhile is
never written over unseen.
"""

from __future__ import annotations

from typing import Final

from tieout.connectors.quickbooks_online.convention import Convention
from tieout.connectors.quickbooks_online.header import TEXT_LENGTH, header
from tieout.connectors.quickbooks_online.jsontext import Json, amount
from tieout.connectors.quickbooks_online.references import account_ref, outside, vendor_ref
from tieout.core.account import account_key
from tieout.core.crosswalk import Crosswalk
from tieout.core.document import Document

VERSION: Final = frozenset({"Id", "SyncToken", "sparse"})
"""What an update says beside the fields of the object: which version it goes over, and that it is whole."""


def purchase_order(document: Document, crosswalk: Crosswalk, convention: Convention) -> Json:
    """The purchase order of a document: its lines on goods received and not billed, as its bill will be.

    Raises:
        TerminalError: a reference is missing, or the earlier state is not in QuickBooks.
    """
    body = header(document, crosswalk, convention)
    body["VendorRef"] = vendor_ref(document, document.party, crosswalk)
    payable = account_key("accounts_payable", currency=document.currency)
    body["APAccountRef"] = account_ref(document, payable, crosswalk)
    if convention.country != "US":
        body["GlobalTaxCalculation"] = "NotApplicable"
    account = account_ref(document, account_key("grni"), crosswalk)
    body["Line"] = [
        {
            "DetailType": "AccountBasedExpenseLineDetail",
            "Amount": amount(line.minor, document.currency),
            "Description": line.text[:TEXT_LENGTH],
            "AccountBasedExpenseLineDetail": {"AccountRef": account},
        }
        for line in document.ordered
    ]
    body["POStatus"] = dict(document.fields)["POStatus"]
    if document.replaces:
        there = outside(document, document.replaces, "an earlier state of the order", crosswalk)
        body |= {"Id": there.id, "SyncToken": there.sync_token, "sparse": False}
    return body


def without_version(body: Json) -> Json:
    """An update as the object it makes."""
    return {name: value for name, value in body.items() if name not in VERSION}


def is_billed(held: Json) -> bool:
    """Whether people made a bill of it in QuickBooks, which from then on keeps it and closes it itself."""
    return bool(held.get("LinkedTxn"))
