"""Totals: what becomes of a form that comes to nothing, or to less than nothing (accounting.md 1 and 5).

QuickBooks takes forms of zero and refuses those below it. One below zero becomes its opposite: a sale a
credit, a bill a credit of the supplier. One of zero is posted as it is, unless finance wants it with a
penny (which a second form takes back at once), or the cost of its goods only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final, Literal, get_args

from tieout.core.account import AccountKey, account_key
from tieout.core.crosswalk import item_document
from tieout.core.document import Document, DocumentType, Link
from tieout.core.entry import Line, Side, is_of_nothing
from tieout.core.ids import document_id
from tieout.core.tax_strategy import WHOLE, channel_of
from tieout.posting.home import Conversion
from tieout.posting.tenders import TENDERS

ZeroTotal = Literal["as_is", "penny", "cost_only"]
CHOICES: Final[tuple[ZeroTotal, ...]] = get_args(ZeroTotal)
ROUNDING: Final = AccountKey("rounding")
RECEIPT_ROLES: Final = frozenset({"clearing", "bank", "undeposited"})

_CONTROL: Final[dict[str, tuple[Side, frozenset[str]]]] = {
    "Invoice": (Side.DR, frozenset({"accounts_receivable"})),
    "CreditMemo": (Side.CR, frozenset({"accounts_receivable"})),
    "SalesReceipt": (Side.DR, RECEIPT_ROLES),
    "RefundReceipt": (Side.CR, RECEIPT_ROLES),
    "Bill": (Side.CR, frozenset({"accounts_payable"})),
    "VendorCredit": (Side.DR, frozenset({"accounts_payable"})),
}
_OPPOSITE: Final[dict[str, DocumentType]] = {
    "Invoice": "CreditMemo",
    "CreditMemo": "Invoice",
    "SalesReceipt": "RefundReceipt",
    "RefundReceipt": "SalesReceipt",
    "Bill": "VendorCredit",
    "VendorCredit": "Bill",
}


def total_of(type_: str, lines: Iterable[Line]) -> int:
    """What a form of these lines comes to, in minor units of its currency, in its own direction."""
    side, roles = _CONTROL[type_]
    return sum(
        line.minor if line.side is side else -line.minor for line in lines if line.account.role in roles
    )


def righted(type_: str, lines: Sequence[Line]) -> DocumentType:
    """The type a form of these lines can be: its opposite where it would come to less than nothing."""
    if type_ in _OPPOSITE and total_of(type_, lines) < 0:
        return _OPPOSITE[type_]
    return type_  # type: ignore[return-value]


def as_it_stands(document: Document) -> Document:
    """A document QuickBooks holds already: it needs no record to be made first."""
    return replace(document, needs=())


def choice(policy: Mapping[str, str], lines: Iterable[Line]) -> ZeroTotal:
    """What finance set for the channel of a sale of nothing, else for the company, else as it is.

    One paid by card, credit or deposit brings no money but is no sale of nothing: its revenue stands.
    """
    kept = list(lines)
    found = policy.get(channel_of(kept)) or policy.get(WHOLE, "as_is")
    if found not in CHOICES or (found == "cost_only" and any(one.account.role in TENDERS for one in kept)):
        return "as_is"
    return found


def is_zero_sale(documents: Sequence[Document]) -> bool:
    """A sale that comes to nothing and settles nothing."""
    first = documents[0]
    sale = first.type in {"Invoice", "SalesReceipt"} and len(documents) == 1
    return sale and total_of(first.type, first.lines) == 0


def cost_only(document: Document) -> Document:
    """A sale of nothing that will not cross: it needs nothing, and is given up as soon as it is sealed."""
    return replace(document, needs=())


def with_penny(company: str, document: Document, home_currency: str) -> list[Document]:
    """A sale of one minor unit, the credit that takes it back, and for an invoice the link of the two.

    The unit is of the sale's own currency, at its rate; in home currency it may be less than a cent. It
    goes to rounding and bears no tax; a receipt's comes from the account its money goes to. Lines at no
    price do not stand beside it.
    """
    rate = Decimal(document.rate or 1)
    home = Conversion(document.currency, home_currency, rate).of(1) if document.rate else 1
    invoice = document.type == "Invoice"
    control = _control_account(document)
    item = item_document(company, ROUNDING)
    party = document.party if invoice else ""
    kept = () if is_of_nothing(document.lines) else document.lines
    needs = document.needs if kept else document.needs[: len(_parties(document))]
    sale = replace(
        document,
        lines=(
            *kept,
            Line(Side.DR, control, 1, home, party=party),
            Line(Side.CR, ROUNDING, 1, home),
        ),
        needs=tuple(dict.fromkeys((*needs, item))),
    )
    key = f"penny:{document.key}"
    credit = replace(
        document,
        id=document_id(company, key, document.sequence),
        type="CreditMemo" if invoice else "RefundReceipt",
        key=key,
        number=f"{document.number}-P" if document.number else "",
        due=None,
        memo=f"takes back the penny of {document.type} {document.number or document.id}",
        lines=(Line(Side.DR, ROUNDING, 1, home), Line(Side.CR, control, 1, home, party=party)),
        needs=tuple(need for need in sale.needs if need in {item, *_parties(document)}),
    )
    return [sale, credit, _link(company, sale, credit)] if invoice else [sale, credit]


def _control_account(document: Document) -> AccountKey:
    if document.type == "Invoice":
        return account_key("accounts_receivable", currency=document.currency)
    money = [line.account for line in document.lines if line.account.role in RECEIPT_ROLES]
    return money[0] if money else account_key("undeposited")


def _parties(document: Document) -> set[str]:
    """The needs of a sale that are no products of its lines: its customer."""
    return set(document.needs[:1]) if document.party else set()


def _link(company: str, sale: Document, credit: Document) -> Document:
    key = f"link:{credit.key}"
    return Document(
        id=document_id(company, key, sale.sequence),
        type="Payment",
        key=key,
        sequence=sale.sequence,
        day=sale.day,
        currency=sale.currency,
        rate=sale.rate,
        party=sale.party,
        memo=f"links {credit.type} {credit.number or credit.id} to what it settles",
        links=(Link(document=credit.id, minor=1), Link(document=sale.id, minor=1)),
        needs=(*sale.needs[:1], credit.id, sale.id) if sale.party else (credit.id, sale.id),
    )
