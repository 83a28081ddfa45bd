"""Payment: money against receivables, or the zero Payment that links a credit to an invoice."""

from __future__ import annotations

from tieout.connectors.quickbooks_online.convention import Convention
from tieout.connectors.quickbooks_online.header import header
from tieout.connectors.quickbooks_online.jsontext import Json, amount
from tieout.connectors.quickbooks_online.references import account_ref, customer_ref, outside, unfit
from tieout.connectors.quickbooks_online.sale import MONEY, RECEIVABLE
from tieout.core.crosswalk import Crosswalk
from tieout.core.document import Document, Link
from tieout.core.entry import Side


def payment(document: Document, crosswalk: Crosswalk, convention: Convention) -> Json:
    """The payment of a document: what came in, where to, and what it settles.

    Raises:
        TerminalError: money below zero or to two accounts, lines a Payment cannot carry, or a
            reference is missing.
    """
    money = [line for line in document.lines if line.account.role in MONEY and line.minor]
    others = [line for line in document.lines if line.account.role not in MONEY | RECEIVABLE and line.minor]
    total = sum(line.minor if line.side is Side.DR else -line.minor for line in money)
    accounts = {account_ref(document, line.account, crosswalk)["value"] for line in money}
    if total < 0 or others or len(accounts) > 1:
        raise unfit(
            document,
            "not_a_payment",
            "A Payment brings one amount, not below zero, to one account and settles receivables only.",
            "Record it as a journal entry, or split it by account; then replace the document.",
        )
    body = header(document, crosswalk, convention)
    body.pop("DocNumber", None)
    if document.number:
        body["PaymentRefNum"] = document.number
    body["CustomerRef"] = customer_ref(document, document.party, crosswalk)
    body["TotalAmt"] = amount(total, document.currency)
    if total:
        body["DepositToAccountRef"] = {"value": accounts.pop()}
    if document.links:
        body["Line"] = [_link(document, link, crosswalk) for link in document.links]
    return body


def _link(document: Document, link: Link, crosswalk: Crosswalk) -> Json:
    linked = outside(document, link.document, f"document {link.document}", crosswalk)
    return {
        "Amount": amount(link.minor, document.currency),
        "LinkedTxn": [{"TxnId": linked.id, "TxnType": linked.type}],
    }
