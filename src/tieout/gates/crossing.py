"""Posting gate: may this document cross? Every reason why not, before anything is sent (design 1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tieout.core.account import AccountKey
from tieout.core.capabilities import Capabilities
from tieout.core.catalogue import problem
from tieout.core.document import Document
from tieout.core.entry import Entry, Line, Side
from tieout.core.mapping import Mapping
from tieout.core.money import decimal_text
from tieout.core.problem import Problem, Where
from tieout.gates.names import representable, shortened

_CONTROL = {"Invoice": Side.DR, "SalesReceipt": Side.DR, "CreditMemo": Side.CR, "RefundReceipt": Side.CR}
OF_CURRENCY = frozenset({"accounts_receivable", "accounts_payable"})
"""Roles of which QuickBooks keeps an account per currency."""

_CONTROL_ROLES = frozenset({"accounts_receivable", "clearing", "bank", "undeposited"})


def unmapped(
    entries: Iterable[Entry], mapping: Mapping, home_currency: str
) -> dict[AccountKey, list[Entry]]:
    """Account keys without a QuickBooks account, each with the entries it holds.

    QuickBooks keeps a receivable and a payable per currency and makes them with the first invoice or
    bill (fact sheet 11). A journal has to name the account, so it waits until that is known.
    """
    missing: dict[AccountKey, list[Entry]] = {}
    for entry in entries:
        for key in dict.fromkeys(line.account for line in entry.lines):
            if mapping.account(key) is None or _waits_for_own_account(entry, key, mapping, home_currency):
                missing.setdefault(key, []).append(entry)
    return missing


def _waits_for_own_account(entry: Entry, key: AccountKey, mapping: Mapping, home_currency: str) -> bool:
    foreign = entry.document == "JournalEntry" and entry.currency != home_currency
    return foreign and key.role in OF_CURRENCY and key not in mapping.accounts


def mapping_problem(key: AccountKey, held: int) -> Problem:
    """The problem of an account key that no QuickBooks account stands behind."""
    return problem(
        "account_unmapped",
        Where(subject=str(key)),
        account=key,
        count=held,
        entries="entry" if held == 1 else "entries",
    )


def document_problems(document: Document, limits: Capabilities) -> list[Problem]:
    """Why QuickBooks would not take the document; empty = it may cross."""
    found = []
    where = Where(subject=f"{document.type} {document.number or document.id}")
    total = control_total(document)
    if total < 0 and document.type in _CONTROL:
        found.append(
            problem(
                "negative_total",
                where,
                type=document.type,
                number=document.number or document.id,
                total=decimal_text(total, document.currency),
            )
        )
    if document.currency != limits.home_currency and not limits.multi_currency:
        found.append(
            problem(
                "currency_not_enabled",
                where,
                type=document.type,
                number=document.number or document.id,
                currency=document.currency,
            )
        )
    if limits.closed_through and document.day <= limits.closed_through:
        found.append(
            problem(
                "period_closed",
                where,
                type=document.type,
                number=document.number or document.id,
                day=document.day,
                closed=limits.closed_through,
            )
        )
    return found


def control_total(document: Document) -> int:
    """What the document comes to, in minor units: its receivable or deposit line, in its own direction."""
    side = _CONTROL.get(document.type)
    total = 0
    for line in document.lines:
        if line.account.role in _CONTROL_ROLES:
            total += line.minor if line.side is side else -line.minor
    return total


def fitted(document: Document, limits: Capabilities) -> Document:
    """The document in texts QuickBooks takes; the full texts stay with the entries it was made of."""
    number = shortened(representable(document.number, limits), limits.number_length)
    memo = representable(document.memo, limits)[: limits.memo_length - 60]
    lines = document.lines
    if any(line.text for line in lines):
        lines = tuple(_fitted_line(line, limits) for line in lines)
    if (number, memo, lines) == (document.number, document.memo, document.lines):
        return document
    return replace(document, number=number, memo=memo, lines=lines)


def _fitted_line(line: Line, limits: Capabilities) -> Line:
    if not line.text:
        return line
    return line._replace(text=shortened(representable(line.text, limits), limits.text_length - 40))
