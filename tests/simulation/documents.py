"""Documents of a simulated company: records, sales, purchases, payments and journals that need each other.

Each document says what should become of it: be in QuickBooks once, or be somebody's exception because it
cannot be there.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from tieout.core.account import AccountKey, account_key
from tieout.core.crosswalk import item_document, party_document
from tieout.core.document import Document, DocumentType, Link, OrderLine
from tieout.core.entry import Line, Side
from tieout.core.ids import DocumentId, document_id
from tieout.core.mapping import MappedAccount, Mapping

COMPANY: Final = "simulated"
FIRST_DAY: Final = date(2026, 5, 11)
DR, CR = Side.DR, Side.CR

RECEIVABLE = account_key("accounts_receivable")
PAYABLE = account_key("accounts_payable")
BANK = account_key("bank")
CLEARING = account_key("clearing", gateway="stripe")
SALES = account_key("revenue")
COGS = account_key("cogs")
FINISHED = account_key("inventory_finished")
GRNI = account_key("grni")
GONE = account_key("shipping_cost")

ACCOUNTS: Final[dict[AccountKey, tuple[str, str, str]]] = {
    BANK: ("1", "Checking", "Bank"),
    CLEARING: ("2", "Undeposited Funds", "Other Current Asset"),
    RECEIVABLE: ("3", "Accounts Receivable (A/R)", "Accounts Receivable"),
    PAYABLE: ("4", "Accounts Payable (A/P)", "Accounts Payable"),
    SALES: ("8", "Sales of Product Income", "Income"),
    COGS: ("13", "Cost of Goods Sold", "Cost of Goods Sold"),
    FINISHED: ("16", "Uncategorized Asset", "Other Current Asset"),
    GRNI: ("17", "Purchases", "Expense"),
    GONE: ("999", "an account that somebody removed", "Expense"),
}
"""What the emulator's empty company has, by the ids it gives; and one account that is not there."""

GONE_ACCOUNT: Final = "its account is gone"

MAPPING: Final = Mapping(
    {
        key: MappedAccount(outside_id=id_, name=name, type=type_)
        for key, (id_, name, type_) in ACCOUNTS.items()
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A document and what should become of it; `unfit` = QuickBooks cannot hold it, and why."""

    document: Document
    unfit: str = ""


def wanted(random: Random, forced: Collection[str] = ()) -> list[Wanted]:
    """The documents of one history, in the order they are sealed; the same for the same random numbers."""
    customer, vendor = _record("Customer", "acme"), _record("Vendor", "farm")
    item = _item(SALES)
    made = [customer, item] + ([vendor] if random.random() < 0.4 else [])
    invoices = [_invoice(random, n, customer, item) for n in range(random.randint(1, 3))]
    made += invoices
    made += [_receipt(random, n, item) for n in range(random.randint(0, 2))]
    made += [_journal(random, n) for n in range(random.randint(1, 3))]
    if random.random() < 0.6:
        made.append(_payment(random, 0, customer, invoices[0]))
    if vendor in made:
        made.append(_bill(random, 0, vendor))
    found = [Wanted(document=one) for one in made]
    return found + _unfit(random, forced)


def ordered(random: Random) -> list[Wanted]:
    """A purchase order and its later states, each written over the one before, with their supplier."""
    vendor = _record("Vendor", "mill")
    states: list[Document] = []
    for number in range(random.randint(2, 4)):
        states.append(_order(random, number, vendor, states[-1] if states else None))
    return [Wanted(document=one) for one in (vendor, *states)]


def _order(random: Random, number: int, vendor: Document, earlier: Document | None) -> Document:
    lines = [OrderLine(f"FLOUR {n}", random.randrange(1_000, 90_000)) for n in range(random.randint(1, 3))]
    key = "PurchaseOrder:PO-1"
    return Document(
        id=document_id(COMPANY, key, number),
        type="PurchaseOrder",
        key=key,
        sequence=number,
        day=FIRST_DAY,
        currency="USD",
        number="PO-1",
        party="mill",
        memo="purchase order PO-1",
        ordered=tuple(lines),
        fields=(("POStatus", random.choice(("Open", "Open", "Closed"))),),
        replaces=earlier.id if earlier else None,
        needs=(vendor.id, earlier.id) if earlier else (vendor.id,),
    )


def _unfit(random: Random, forced: Collection[str]) -> list[Wanted]:
    """What cannot cross, and what needs it: both must become somebody's exception."""
    found = []
    if random.random() < 0.5 or "below zero" in forced:
        stopped = _posting("SalesReceipt", "below zero", _pair(SALES, CLEARING, 700), FIRST_DAY)
        follower = _posting(
            "JournalEntry", "needs below zero", _pair(COGS, FINISHED, 300), FIRST_DAY, stopped
        )
        found += [Wanted(document=stopped, unfit="below zero"), Wanted(document=follower, unfit="blocked")]
    if random.random() < 0.4:
        gone = _posting("JournalEntry", "gone", _pair(GONE, FINISHED, 800), FIRST_DAY)
        found.append(Wanted(document=gone, unfit=GONE_ACCOUNT))
    return found


def _pair(debit: AccountKey, credit: AccountKey, minor: int) -> tuple[Line, ...]:
    return (Line(DR, debit, minor, minor), Line(CR, credit, minor, minor))


def _day(random: Random) -> date:
    return FIRST_DAY + timedelta(days=random.randrange(20))


def _posting(
    type_: DocumentType,
    key: str,
    lines: Sequence[Line],
    day: date,
    *needs: Document,
    party: str = "",
    memo: str = "",
    links: tuple[Link, ...] = (),
) -> Document:
    return Document(
        id=document_id(COMPANY, key, 0),
        type=type_,
        key=key,
        sequence=0,
        day=day,
        currency="USD",
        number=key[:21],
        party=party,
        memo=memo,
        lines=tuple(lines),
        links=links,
        needs=tuple(need.id for need in needs),
    )


def _memo(random: Random, text: str) -> str:
    """Half of the documents carry a memo, so that our mark stands alone on the others."""
    return text if random.random() < 0.5 else ""


def _invoice(random: Random, number: int, customer: Document, item: Document) -> Document:
    lines = _pair(RECEIVABLE, SALES, random.randrange(1_000, 90_000))
    key, memo = f"INV-{number}", _memo(random, f"Order {number}")
    return _posting("Invoice", key, lines, _day(random), customer, item, party="acme", memo=memo)


def _receipt(random: Random, number: int, item: Document) -> Document:
    lines = _pair(CLEARING, SALES, random.randrange(1_000, 90_000))
    return _posting("SalesReceipt", f"S-{number}", lines, _day(random), item, memo=_memo(random, "Shop"))


def _journal(random: Random, number: int) -> Document:
    lines = _pair(COGS, FINISHED, random.randrange(1_000, 2_000_000))
    return _posting("JournalEntry", f"J-{number}", lines, _day(random), memo=_memo(random, "Cost of sales"))


def _payment(random: Random, number: int, customer: Document, invoice: Document) -> Document:
    minor = invoice.lines[0].minor
    lines = _pair(CLEARING, RECEIVABLE, minor)
    link = Link(document=invoice.id, minor=minor)
    day = _day(random)
    return _posting("Payment", f"P-{number}", lines, day, customer, invoice, party="acme", links=(link,))


def _bill(random: Random, number: int, vendor: Document) -> Document:
    lines = _pair(GRNI, PAYABLE, random.randrange(1_000, 90_000))
    return _posting("Bill", f"B-{number}", lines, _day(random), vendor, party="farm")


def _record(type_: DocumentType, party: str) -> Document:
    key = party_document(COMPANY, type_, party, "USD")
    return _listed(type_, key, (("DisplayName", f"The {party}"),))


def _item(key: AccountKey) -> Document:
    fields = (("Name", f"Sales {key}"), ("account", str(key)), ("Description", f"Posts to {key}"))
    return _listed("Item", item_document(COMPANY, key), fields)


def _listed(type_: DocumentType, key: DocumentId, fields: tuple[tuple[str, str], ...]) -> Document:
    return Document(id=key, type=type_, key=key, sequence=0, day=FIRST_DAY, currency="USD", fields=fields)


def name_of(document: Document) -> str:
    """The name a list record has in QuickBooks."""
    fields = dict(document.fields)
    return fields.get("DisplayName") or fields["Name"]
