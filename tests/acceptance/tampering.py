"""Tampering: what a person can do to a document of ours in QuickBooks, as requests to the emulator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

Json = dict[str, Any]
Made = tuple[str, Json]
"""The lever of the emulator and its payload."""


def redated(days: int) -> Callable[[str, Json], Made]:
    """The document on another day."""

    def made(entity: str, body: Json) -> Made:
        day = date.fromisoformat(body["TxnDate"]) + timedelta(days=days)
        return "redate", {"entity": entity, "id": body["Id"], "change": {"TxnDate": day.isoformat()}}

    return made


def dearer(entity: str, body: Json) -> Made:
    """One line more (for a journal: one debit and one credit), by 1.25."""
    lines, sides = [], {"Debit", "Credit"} if entity == "JournalEntry" else {""}
    for line in _lines(body):
        detail = line.get(line["DetailType"], {})
        side = detail.get("PostingType", "")
        if side in sides and line["Amount"] > 0:
            sides.discard(side)
            detail = {name: value for name, value in detail.items() if name not in {"Qty", "UnitPrice"}}
            line = line | {"Amount": line["Amount"] + Decimal("1.25"), line["DetailType"]: detail}
        lines.append(line)
    return "edit", {"entity": entity, "id": body["Id"], "change": {"Line": lines}}


def elsewhere(account: str) -> Callable[[str, Json], Made]:
    """The first line on another account; the total stays."""

    def made(entity: str, body: Json) -> Made:
        lines = _lines(body)
        kind = lines[0]["DetailType"]
        detail = lines[0][kind] | {"AccountRef": {"value": account}}
        lines[0] = lines[0] | {kind: detail}
        return "edit", {"entity": entity, "id": body["Id"], "change": {"Line": lines}}

    return made


def lever(name: str) -> Callable[[str, Json], Made]:
    """Delete, void or duplicate it."""
    return lambda entity, body: (name, {"entity": entity, "id": body["Id"]})


def _lines(body: Json) -> list[Json]:
    return [line for line in body["Line"] if line.get("DetailType") != "SubTotalLineDetail"]


@dataclass(frozen=True)
class Mutation:
    """One planted mutation of a document of ours, and how it must be named."""

    entity: str
    name: str
    make: Callable[[str, Json], Made]
    reason: str
    days: int = 0

    def __str__(self) -> str:
        return f"{self.entity}-{self.name}"


KINDS = ("JournalEntry", "Invoice", "SalesReceipt", "RefundReceipt", "CreditMemo", "Bill", "Payment")


def of_ours() -> Iterator[Mutation]:
    """Every kind of document under every kind of tampering."""
    for entity in KINDS:
        if entity != "CreditMemo":  # QuickBooks refuses: all of them are applied
            yield Mutation(entity, "deleted", lever("delete"), "deleted")
        if entity != "Payment":  # QuickBooks refuses: the invoice is paid
            yield Mutation(entity, "copied", lever("duplicate"), "duplicated")
        yield Mutation(entity, "two days later", redated(2), "moved_in_time")
        yield Mutation(entity, "a day before", redated(-1), "moved_in_time", -1)
        yield Mutation(entity, "into next year", redated(300), "moved_in_time")
        if entity != "Payment":
            yield Mutation(entity, "dearer", dearer, "edited")
    for entity in ("Invoice", "SalesReceipt", "Payment"):
        yield Mutation(entity, "voided", lever("void"), "voided")
    for entity in ("JournalEntry", "Bill"):
        yield Mutation(entity, "other account", elsewhere("1"), "edited")


def journal(debit: str, credit: str, amount: str) -> Json:
    """A journal of somebody else."""
    sides = (("Debit", debit), ("Credit", credit))
    lines = [
        {
            "Amount": Decimal(amount),
            "DetailType": "JournalEntryLineDetail",
            "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": account}},
        }
        for side, account in sides
    ]
    return {"TxnDate": "2026-03-18", "Line": lines, "PrivateNote": "a person's correction"}


def purchase(account: str, bank: str) -> Json:
    """Somebody pays for something straight from the bank."""
    line = {
        "Amount": Decimal("42.00"),
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": {"value": account}},
    }
    return {
        "TxnDate": "2026-03-18",
        "PaymentType": "Check",
        "AccountRef": {"value": bank},
        "Line": [line],
    }
