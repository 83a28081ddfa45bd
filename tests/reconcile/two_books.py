"""Two books: ours, and a QuickBooks ledger made from ours, which a test then changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from tieout.core.account import parsed_key
from tieout.core.crossing import State
from tieout.core.ids import EntryId, document_id
from tieout.core.mapping import MappedAccount, Mapping
from tieout.ports import LedgerLine
from tieout.reconcile.expected import (
    GIVEN_UP,
    ExpectedDocument,
    ExpectedLine,
    HeldEntry,
    OurBooks,
    Window,
    reconciled_accounts,
)
from tieout.reconcile.ledger import QuickBooksBooks
from tieout.reconcile.tieout import tie_out
from tieout.reconcile.verdict import TieOut

WINDOW = Window(date(2026, 2, 28), date(2026, 3, 31))
TENTH, TWELFTH = date(2026, 3, 10), date(2026, 3, 12)
FIRST, LAST = date(2026, 2, 1), date(2026, 4, 30)
LABELS = {
    "JournalEntry": "Journal Entry",
    "SalesReceipt": "Sales Receipt",
    "RefundReceipt": "Refund",
    "CreditMemo": "Credit Memo",
    "VendorCredit": "Vendor Credit",
}
MAPPING = Mapping(
    {
        parsed_key("accounts_receivable"): MappedAccount(
            outside_id="11", name="Accounts Receivable", number="1100", account_class="shared"
        ),
        parsed_key("inventory_raw"): MappedAccount(outside_id="12", name="Raw materials", number="1200"),
        parsed_key("inventory_semi"): MappedAccount(outside_id="12", name="Raw materials", number="1200"),
        parsed_key("inventory_finished"): MappedAccount(outside_id="13", name="Finished goods"),
        parsed_key("grni"): MappedAccount(outside_id="21", name="Goods received, not invoiced"),
        parsed_key("cogs"): MappedAccount(outside_id="50", name="Cost of goods sold", number="5000"),
        parsed_key("bank"): MappedAccount(outside_id="90", name="Bank", account_class="observed"),
    }
)
ACCOUNTS = reconciled_accounts(MAPPING)
KEYS = {mapped.outside_id: key for key, mapped in reversed(list(MAPPING.accounts.items()))}
OPENING = {"11": 100_00, "12": 500_00, "21": -400_00, "90": 70_00}


def march(day: int) -> date:
    return date(2026, 3, day)


def lines(amounts: dict[str, int]) -> tuple[ExpectedLine, ...]:
    return tuple(ExpectedLine(KEYS[account], account, minor) for account, minor in amounts.items())


def a_document(
    place: int,
    amounts: dict[str, int],
    *,
    day: date = TENTH,
    type_: str = "JournalEntry",
    state: State = State.CONFIRMED,
    number: str = "",
    party: str = "",
    foreign: bool = False,
) -> ExpectedDocument:
    known = state in (State.CONFIRMED, State.REVERSED)
    return ExpectedDocument(
        document=document_id("demo", f"group {place}", 0),
        type=type_,
        state=state,
        day=day,
        lines=lines(amounts),
        outside_id=str(100 + place) if known else "",
        number=number,
        party=party,
        foreign=foreign,
    )


def in_ledger(document: ExpectedDocument, id_: str = "", *, mark: bool = True) -> list[LedgerLine]:
    """The document as QuickBooks' general ledger shows it."""
    return [
        LedgerLine(
            account=line.outside_account,
            day=document.day,
            type=LABELS.get(document.type, document.type),
            id=id_ or document.outside_id,
            minor=line.minor,
            number=document.number,
            name=document.party,
            memo=f"goods tieout:{document.document}" if mark else "",
        )
        for line in document.lines
    ]


def of_others(
    id_: str, amounts: dict[str, int], *, day: date = TWELFTH, type_: str = "Bill", memo: str = ""
) -> list[LedgerLine]:
    return [
        LedgerLine(account=key, day=day, type=type_, id=id_, minor=minor, number="", name="Acme", memo=memo)
        for key, minor in amounts.items()
    ]


def ledger_of(documents: Iterable[ExpectedDocument]) -> list[LedgerLine]:
    """What QuickBooks holds when nobody touched it."""
    return [line for one in documents if one.state is State.CONFIRMED for line in in_ledger(one)]


def balance_through(ledger: Iterable[LedgerLine], last: date) -> dict[str, int]:
    found = dict(OPENING)
    for line in ledger:
        if line.day <= last:
            found[line.account] = found.get(line.account, 0) + line.minor
    return found


def quickbooks_books(ledger: Sequence[LedgerLine]) -> QuickBooksBooks:
    return QuickBooksBooks(
        opening=balance_through(ledger, WINDOW.baseline),
        closing=balance_through(ledger, WINDOW.through),
        lines=ledger,
        first=FIRST,
        last=LAST,
    )


def compared(
    documents: Sequence[ExpectedDocument],
    ledger: Sequence[LedgerLine],
    held: Sequence[HeldEntry] = (),
    books: QuickBooksBooks | None = None,
) -> TieOut:
    ours = OurBooks(opening=OPENING, documents=iter(documents), held=iter(held))
    return tie_out(ACCOUNTS, WINDOW, ours, books or quickbooks_books(ledger), "USD")


def a_held_entry(amounts: dict[str, int], *, day: date = TENTH) -> HeldEntry:
    return HeldEntry(entry=EntryId("e1"), day=day, lines=lines(amounts), why="account_not_mapped")


def expected_balance(documents: Iterable[ExpectedDocument], account: str) -> int:
    """An account's expected balance, added up the plain way."""
    return OPENING.get(account, 0) + sum(
        line.minor
        for one in documents
        if one.state not in GIVEN_UP and one.day <= WINDOW.through
        for line in one.lines
        if line.outside_account == account
    )


def reasons(result: TieOut) -> set[tuple[str, str]]:
    """(what is named, reason) of every difference: our document, else QuickBooks' transaction."""
    return {(one.document or one.quickbooks, one.reason) for row in result.rows for one in row.differences}


def redated(document: ExpectedDocument, day: date) -> ExpectedDocument:
    return replace(document, day=day)
