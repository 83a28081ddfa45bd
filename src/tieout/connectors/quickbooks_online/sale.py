"""Sale: Invoice, SalesReceipt, CreditMemo and RefundReceipt.

QuickBooks implies one side of a sales form: the receivable, or the account money goes to. That is
the control side; each other line is a product line of the generic product that posts to its account.
Discounts, tenders that are not money and roundings are product lines below zero. Tax is a product
line too, unless the strategy is another (`tax`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tieout.connectors.quickbooks_online.convention import Convention
from tieout.connectors.quickbooks_online.dimension import line_refs
from tieout.connectors.quickbooks_online.header import TEXT_LENGTH, due, header
from tieout.connectors.quickbooks_online.jsontext import Json, amount
from tieout.connectors.quickbooks_online.references import account_ref, customer_ref, item_ref, unfit
from tieout.connectors.quickbooks_online.tax import StatedTax, noted, stated_tax
from tieout.core.account import account_key
from tieout.core.crosswalk import Crosswalk
from tieout.core.document import Document
from tieout.core.entry import Line, Side, is_of_nothing
from tieout.core.scaled import MICRO_PLACES, text_of

RECEIVABLE: Final = frozenset({"accounts_receivable"})
MONEY: Final = frozenset({"clearing", "bank", "undeposited"})

NATURAL: Final = {
    "Invoice": Side.CR,
    "SalesReceipt": Side.CR,
    "CreditMemo": Side.DR,
    "RefundReceipt": Side.DR,
}
"""The side on which a product line of the form is positive."""


def sale(document: Document, crosswalk: Crosswalk, convention: Convention) -> Json:
    """The sales form of a document.

    Raises:
        TerminalError: its total is below zero, it has no product line, its money goes to two
            accounts, or a reference is missing.
    """
    receivable = document.type in {"Invoice", "CreditMemo"}
    roles = RECEIVABLE if receivable else MONEY
    control = [line for line in document.lines if line.account.role in roles]
    given_away = is_of_nothing(document.lines)
    products = [
        line for line in document.lines if line.account.role not in roles and (line.minor or given_away)
    ]
    _check(document, control, products)
    stated = stated_tax(document, products, crosswalk, convention)
    products = [line for line in products if line not in stated.lines]
    body = header(document, crosswalk, convention)
    if stated.lines:
        body["PrivateNote"] = noted(body["PrivateNote"], stated)
    if document.party or receivable:
        body["CustomerRef"] = customer_ref(document, document.party, crosswalk)
    if document.type == "Invoice":
        body |= due(document)
    if not receivable:
        body |= _deposit(document, control, crosswalk)
    body |= stated.body
    body["Line"] = [_product(document, line, crosswalk, convention, stated) for line in products]
    return body


def _check(document: Document, control: list[Line], products: list[Line]) -> None:
    natural = NATURAL[document.type]
    total = sum(line.minor if line.side is not natural else -line.minor for line in control)
    if total < 0:
        raise unfit(
            document,
            "total_below_zero",
            f"Its total would be {amount(total, document.currency)}; QuickBooks refuses totals below zero.",
            "Record it as its opposite (a credit or refund instead of a sale); then replace the document.",
        )
    if not products:
        raise unfit(
            document,
            "no_lines",
            "It has no line besides its total; QuickBooks asks for at least one.",
            "Correct the event at its source; then replace the document.",
            "operations",
        )


def _deposit(document: Document, control: list[Line], crosswalk: Crosswalk) -> Json:
    """The one account money goes to or comes from; a total of zero moves none."""
    keys = [line.account for line in control]
    if not keys and document.type == "RefundReceipt":
        keys = [account_key("undeposited")]
    refs = [account_ref(document, key, crosswalk) for key in dict.fromkeys(keys)]
    if len({ref["value"] for ref in refs}) > 1:
        raise unfit(
            document,
            "two_deposit_accounts",
            f"Its money goes to {len(refs)} accounts; a QuickBooks receipt names one.",
            "Split the sale by means of payment, or record it as an invoice with payments.",
        )
    return {"DepositToAccountRef": refs[0]} if refs else {}


def _product(
    document: Document, line: Line, crosswalk: Crosswalk, convention: Convention, stated: StatedTax
) -> Json:
    minor = line.minor if line.side is NATURAL[document.type] else -line.minor
    detail: Json = {"ItemRef": item_ref(document, line.account, crosswalk)}
    priced = _priced(minor, line, document.currency)
    detail |= priced
    code = stated.code(line, convention)
    if code:
        detail["TaxCodeRef"] = {"value": code}
    row: Json = {"DetailType": "SalesItemLineDetail", "Amount": amount(minor, document.currency)}
    text = _description(line, shown=not priced)
    if text:
        row["Description"] = text
    row["SalesItemLineDetail"] = detail | line_refs(document, line, crosswalk, convention)
    return row


def _priced(minor: int, line: Line, currency: str) -> Json:
    """Quantity and unit price where they multiply to the amount exactly, in whole minor units."""
    scale = int(10**MICRO_PLACES)
    if minor <= 0 or line.quantity <= 0 or line.quantity % 10 or minor * scale % line.quantity:
        return {}
    price = amount(minor * scale // line.quantity, currency)
    return {"Qty": Decimal(text_of(line.quantity, MICRO_PLACES)), "UnitPrice": price}


def _description(line: Line, *, shown: bool) -> str:
    quantity = f"quantity {text_of(line.quantity, MICRO_PLACES)}" if shown and line.quantity else ""
    text = line.text or line.item
    if not quantity:
        return text[:TEXT_LENGTH]
    return f"{text[: TEXT_LENGTH - len(quantity) - 3]} ({quantity})" if text else quantity
