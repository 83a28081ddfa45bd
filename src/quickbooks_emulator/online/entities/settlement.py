"""A settlement: how a Payment or BillPayment applies to charges and credits of one party."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.amount import ZERO, amount, rounded
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Line
from quickbooks_emulator.online.links import Document, linked_document

from .control import special_account
from .document import rate

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books


@dataclass(frozen=True, slots=True)
class Side:
    """Receivable or payable: its charges, its credits, its party and control account type."""

    charge: str
    credit: str
    party_field: str
    control_type: str
    journal_sign: int  # which sign of a journal line is a charge: debit +1, credit -1
    others: tuple[str, ...]  # further documents whose lines may charge or credit a name


RECEIVABLES = Side(
    "Invoice", "CreditMemo", "CustomerRef", "Accounts Receivable", 1, ("JournalEntry", "Purchase")
)
PAYABLES = Side("Bill", "VendorCredit", "VendorRef", "Accounts Payable", -1, ("JournalEntry",))


def settle_applied(books: Books, side: Side, entity: str, body: Body) -> Decimal:
    """Check every line's target and amount; returns what charges exceed credits by."""
    me = (entity, body.get("Id", ""))
    net = ZERO
    taken: dict[Document, Decimal] = {}
    for line in body.get("Line", []):
        target = _target(line)
        applied = line["Amount"] = rounded(line["Amount"])
        if applied < 0:
            raise refusal.business("Applied amounts must not be negative.", "Line.Amount")
        opened, sign = open_amount(books, side, body, target, me)
        taken[target] = taken.get(target, ZERO) + applied
        if taken[target] > opened:
            text = f"The amount applied to {target[0]} {target[1]} is more than its open balance."
            raise refusal.business(text, "Line.Amount")
        net += sign * applied
    return net


def _target(line: Body) -> Document:
    if "Amount" not in line:
        raise refusal.missing("Line.Amount")
    linked = line.get("LinkedTxn", [])
    if len(linked) != 1 or "TxnId" not in linked[0] or "TxnType" not in linked[0]:
        raise refusal.missing("Line.LinkedTxn")
    return linked_document(linked[0])


def open_amount(
    books: Books, side: Side, body: Body, target: Document, me: Document
) -> tuple[Decimal, int]:
    """What is still open on a target (without what `me` applies) and +1 charge, -1 credit."""
    entity, identity = target
    if entity not in (side.charge, side.credit, *side.others):
        detail = f"The Txn ID can't be linked: {entity} {identity}"
        raise refusal.Refusal("620", "Txn ID cannot be linked", detail, "Line.LinkedTxn")
    document = books.find(entity, identity)
    if document is None:
        raise _no_such_link(entity, identity)
    applied = _applied_by_settlements(books, target, me)
    party = body[side.party_field]["value"]
    if entity in side.others:
        total = other_open(books, side, entity, document, party)
        return abs(total) - applied, 1 if total >= 0 else -1
    if document[side.party_field]["value"] != party:
        text = f"The {entity} {identity} belongs to another name."
        raise refusal.business(text, "Line.LinkedTxn")
    total = amount(document["TotalAmt"]) - amount(document.get("Deposit"))
    return total - applied, 1 if entity == side.charge else -1


def _no_such_link(entity: str, identity: str) -> refusal.Refusal:
    """6000 in the recorded wording."""
    text = f"The entity {entity} {identity} that you are trying to link does not exist. {entity} {identity}"
    return refusal.business(text)


def _applied_by_settlements(books: Books, target: Document, me: Document) -> Decimal:
    sources = books.links.to(target).items()
    return sum((v for source, v in sources if source != me and source[0] != "Deposit"), ZERO)


def other_open(books: Books, side: Side, entity: str, document: Body, party: str) -> Decimal:
    """What a journal entry or a purchase charges a party on the control account (negative: credits)."""
    if entity == "JournalEntry":
        return journal_open(books, side, document, party)
    total = ZERO
    for line in document["Line"]:
        detail = line.get("AccountBasedExpenseLineDetail", {})
        account = books.store.get("Account", detail.get("AccountRef", {}).get("value", "")) or {}
        who = detail.get("CustomerRef", {}).get("value")
        if account.get("AccountType") == side.control_type and who == party:
            total += amount(line["Amount"])
    return -total if document.get("Credit") else total


def charge_sign(books: Books, side: Side, body: Body, target: Document) -> int:
    """+1 for a charge, -1 for a credit, as a settlement sees its target."""
    entity, identity = target
    if entity in side.others:
        document = books.store.objects[entity][identity]
        return 1 if other_open(books, side, entity, document, body[side.party_field]["value"]) >= 0 else -1
    return 1 if entity == side.charge else -1


def journal_open(books: Books, side: Side, journal: Body, party: str) -> Decimal:
    """What a journal entry's control lines charge a party (negative: credit it)."""
    total = ZERO
    for line in journal["Line"]:
        detail = line.get("JournalEntryLineDetail", {})
        account = books.store.get("Account", detail.get("AccountRef", {}).get("value", "")) or {}
        who = detail.get("Entity", {}).get("EntityRef", {}).get("value")
        if account.get("AccountType") == side.control_type and who == party:
            debit = 1 if detail["PostingType"] == "Debit" else -1
            total += side.journal_sign * debit * amount(line["Amount"])
    return total


def applied_links(body: Body) -> dict[Document, Decimal]:
    """What a settlement applies to, by target."""
    found: dict[Document, Decimal] = {}
    for line in body.get("Line", []):
        for link in line.get("LinkedTxn", []):
            target = linked_document(link)
            found[target] = found.get(target, ZERO) + amount(line["Amount"])
    return found


def exchange_lines(books: Books, side: Side, body: Body, control: str) -> list[Line]:
    """Gain or loss where the rate moved between the charge and its settlement, in home currency."""
    if not books.settings.multi_currency or books.settings.exchange_gain == "none":
        return []
    difference = ZERO
    for target, applied in applied_links(body).items():
        moved = home_value(books, body, target, applied) - rounded(applied * rate(body))
        difference += moved * charge_sign(books, side, body, target)
    if not difference:
        return []
    account = special_account(books, "ExchangeGainOrLoss", "Exchange Gain or Loss", "Other Expense")
    name_field = body[side.party_field]
    name = (name_field["value"], name_field.get("name", ""))
    loss = side.journal_sign * difference
    return [Line(control, -loss, "", name), Line(account["value"], loss, "", name)]


def home_value(books: Books, body: Body, document: Document, applied: Decimal) -> Decimal:
    """What of a charge's home amount is settled; the payment that closes it takes the rest (a setting).

    So a charge that is paid in full leaves no cent on the control account. A payment of nothing only
    links; whether it takes the rest of a charge it closes is a setting of its own.
    """
    target = books.store.objects[document[0]][document[1]]
    own = rounded(applied * rate(target))
    if books.settings.foreign_close == "rate":
        return own
    if document[0] == "Purchase" or not amount(target["TotalAmt"]):
        return own
    if not amount(body.get("TotalAmt")) and books.settings.zero_payment_close == "rate":
        return own
    sources = books.links.to(document).items()
    others = {source: value for source, value in sources if source[1] != body["Id"]}
    total = amount(target["TotalAmt"])
    newest = all(int(identity) < int(body["Id"]) for _, identity in others)
    if not newest or applied + sum(others.values(), ZERO) != total:
        return own
    return rounded(total * rate(target)) - sum(
        (rounded(value * rate(target)) for value in others.values()), ZERO
    )
