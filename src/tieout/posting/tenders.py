"""Tenders: what of a receipt was paid otherwise than with money, on the receipt or in a journal beside it.

A gift card, store credit or deposit on a receipt is a line below zero of a product that posts to a
liability account. A QuickBooks that wants income accounts behind products takes none (fact sheet 10). Then
the receipt is paid whole, and a journal takes the other tenders from the account its money went to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal, get_args

from tieout.core.account import AccountKey, account_key
from tieout.core.crosswalk import item_document
from tieout.core.document import Document
from tieout.core.entry import Line, Side
from tieout.core.ids import document_id

ReceiptTenders = Literal["line", "journal"]
CHOICES: Final[tuple[ReceiptTenders, ...]] = get_args(ReceiptTenders)

TENDERS: Final = frozenset({"gift_cards", "store_credit", "customer_deposits"})
MONEY: Final = frozenset({"clearing", "bank", "undeposited"})
_PAID: Final = {"SalesReceipt": Side.DR, "RefundReceipt": Side.CR}
"""The side on which a receipt's money and its other tenders stand."""


def with_tenders_apart(company: str, documents: Sequence[Document]) -> list[Document]:
    """A receipt with other tenders as one of its whole total, and their journal; anything else as it is."""
    first, *rest = documents
    side = _PAID.get(first.type)
    moved = [line for line in first.lines if side is line.side and line.account.role in TENDERS]
    if side is None or not moved:
        return list(documents)
    money = _money(first)
    whole = _line(side, money, moved)
    left = [line for line in first.lines if line not in moved]
    unneeded = {item_document(company, line.account) for line in moved} - {
        item_document(company, line.account) for line in left
    }
    receipt = replace(
        first,
        lines=_joined(left, whole),
        needs=tuple(need for need in first.needs if need not in unneeded),
    )
    return [receipt, _journal(company, receipt, [*moved, _line(side.other(), money, moved)]), *rest]


def _money(receipt: Document) -> AccountKey:
    """The account its money goes to or comes from."""
    keys = [line.account for line in receipt.lines if line.account.role in MONEY]
    return keys[0] if keys else account_key("undeposited")


def _line(side: Side, account: AccountKey, moved: Sequence[Line]) -> Line:
    return Line(side, account, sum(line.minor for line in moved), sum(line.home for line in moved))


def _joined(left: Sequence[Line], whole: Line) -> tuple[Line, ...]:
    """One line of money: what came in it, and what the journal takes from there again."""
    same = [line for line in left if (line.account, line.side) == (whole.account, whole.side)]
    others = [line for line in left if line not in same]
    return (*others, _line(whole.side, whole.account, [*same, whole]))


def _journal(company: str, receipt: Document, lines: Sequence[Line]) -> Document:
    key = f"tenders:{receipt.key}"
    return Document(
        id=document_id(company, key, receipt.sequence),
        type="JournalEntry",
        key=key,
        sequence=receipt.sequence,
        day=receipt.day,
        currency=receipt.currency,
        rate=receipt.rate,
        memo=f"other tenders of {receipt.type} {receipt.number or receipt.id}",
        lines=tuple(lines),
        needs=(receipt.id,),
        prior=receipt.prior,
    )
