"""An entry's row: one posting or one document as a detail report shows it, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from quickbooks_emulator.online.amount import decimal
from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities.accounttype import credit_normal
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.ledger import Entry, Posting
from quickbooks_emulator.online.refusal import Refusal

from .shape import cells, column, money, named_cell
from .slices import name_of

_TYPE_TEXTS = {
    "SalesReceipt": "Sales Receipt",
    "CreditMemo": "Credit Memo",
    "RefundReceipt": "Refund",
    "JournalEntry": "Journal Entry",
    "VendorCredit": "Vendor Credit",
    "PurchaseOrder": "Purchase Order",
    "InventoryAdjustment": "Inventory Qty Adjust",
    "TimeActivity": "Time Activity",
    "CreditCardPaymentTxn": "Credit Card Payment",
    "Item": "Inventory Starting Value",
}


@dataclass(slots=True)
class Row:
    """What the cells of a row are read from; `amount` and what follows are cents."""

    books: Books
    entity: str
    id: str
    day: str
    number: str
    name: tuple[str, str] = ("", "")
    memo: str = ""
    account: str = ""
    split: tuple[str, str] = ("", "")
    amount: int = 0
    debit: int = 0  # debit positive, credit negative
    balance: int | None = None
    open: int | None = None
    due: str = ""
    past_due: int | None = None
    posting: bool = True
    klass: str = ""
    department: str = ""
    item: str = ""
    quantity: Any = None
    on_hand: Any = None
    rate: str = ""


Columns = dict[str, tuple[str, str, Callable[[Row], Body]]]  # key: title, type, cell


def _text(read: Callable[[Row], str]) -> Callable[[Row], Body]:
    return lambda row: {"value": read(row)}


def _money(read: Callable[[Row], int | None]) -> Callable[[Row], Body]:
    return lambda row: {"value": money(read(row))}


def _count(value: Any) -> str:
    return "" if value is None else format(decimal(value).normalize(), "f")


COLUMNS: Columns = {
    "tx_date": ("Date", "Date", _text(lambda row: row.day)),
    "txn_type": ("Transaction Type", "String", lambda row: named_cell(type_text(row), row.id)),
    "doc_num": ("Num", "String", _text(lambda row: row.number)),
    "is_no_post": ("Posting", "Boolean", _text(lambda row: "Yes" if row.posting else "No")),
    "name": ("Name", "String", lambda row: named_cell(row.name[1], row.name[0])),
    "cust_name": ("Customer", "String", lambda row: named_cell(row.name[1], row.name[0])),
    "vend_name": ("Vendor", "String", lambda row: named_cell(row.name[1], row.name[0])),
    "memo": ("Memo/Description", "String", _text(lambda row: row.memo)),
    "account_name": ("Account", "String", lambda row: _account(row)),
    "split_acc": ("Split", "String", lambda row: named_cell(*row.split)),
    "other_account": ("Split", "String", lambda row: {"value": row.split[0], "id": row.split[1]}),
    "due_date": ("Due Date", "Date", _text(lambda row: row.due)),
    "past_due": ("Past Due", "String", _text(lambda row: _count(row.past_due))),
    "klass_name": ("Class", "String", _text(lambda row: name_of(row.books, "Class", row.klass))),
    "dept_name": (
        "Location",
        "String",
        _text(lambda row: name_of(row.books, "Department", row.department)),
    ),
    "item_name": ("Product/Service", "String", _text(lambda row: name_of(row.books, "Item", row.item))),
    "quantity": ("Qty", "Numeric", _text(lambda row: _count(row.quantity))),
    "rate": ("Rate", "Money", _text(lambda row: row.rate)),
    "qty_on_hand": ("Qty on Hand", "Numeric", _text(lambda row: _count(row.on_hand))),
    "subt_nat_amount": ("Amount", "Money", _money(lambda row: row.amount)),
    "subt_amount": ("Amount", "Money", _money(lambda row: row.amount)),
    "subt_neg_amount": ("Amount", "Money", _money(lambda row: row.amount)),
    "subt_open_bal": ("Open Balance", "Money", _money(lambda row: row.open)),
    "subt_neg_open_bal": ("Open Balance", "Money", _money(lambda row: row.open)),
    "rbal_nat_amount": ("Balance", "Money", _money(lambda row: row.balance)),
    "rbal_open_bal": ("Balance", "Money", _money(lambda row: row.balance)),
    "rbal_neg_open_bal": ("Balance", "Money", _money(lambda row: row.balance)),
    "asset_value": ("Asset Value", "Money", _money(lambda row: row.balance)),
    "debt_amt": ("Debit", "Money", _money(lambda row: max(row.debit, 0) or None)),
    "credit_amt": ("Credit", "Money", _money(lambda row: max(-row.debit, 0) or None)),
    "tax_amount": ("Tax Amount", "Money", _text(lambda _: "")),
}
_SUMS: dict[str, Callable[[Row], int]] = {
    "subt_nat_amount": lambda row: row.amount,
    "subt_amount": lambda row: row.amount,
    "subt_neg_amount": lambda row: row.amount,
    "subt_open_bal": lambda row: row.open or 0,
    "subt_neg_open_bal": lambda row: row.open or 0,
    "debt_amt": lambda row: max(row.debit, 0),
    "credit_amt": lambda row: max(-row.debit, 0),
}


def wanted_columns(parameters: dict[str, str], default: str, books: Books | None = None) -> list[str]:
    """The keys of the columns asked for; an unknown one is refused (unverified)."""
    keys = [key for key in parameters.get("columns", "").split(",") if key] or default.split()
    known = set(COLUMNS)
    if books is not None and not books.settings.ledger_debit_credit_columns:
        known -= {"debt_amt", "credit_amt"}
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise Refusal("2090", "Invalid Number", f"Unknown columns: {','.join(unknown)}", "columns")
    return keys


def heads(keys: list[str], *, typed: bool = True) -> list[Body]:
    """The columns; in the older reports a column's type is its key, as recorded."""
    return [column(COLUMNS[key][0], COLUMNS[key][1] if typed else key, key) for key in keys]


def data_rows(rows: Iterable[Row], keys: list[str]) -> list[Body]:
    """Data rows."""
    return [{"ColData": [COLUMNS[key][2](row) for key in keys], "type": "Data"} for row in rows]


def totals(title: str, keys: list[str], rows: list[Row]) -> list[Body]:
    """A summary: the title, and sums where sums mean something (none of no rows)."""
    values = [money(sum(map(_SUMS[key], rows))) if key in _SUMS and rows else "" for key in keys]
    values[0] = title
    return cells(*values)


def ordered(rows: list[Row], parameters: dict[str, str]) -> list[Row]:
    """By the column `sort_by` names, up or down; else as they are."""
    key = parameters.get("sort_by", "")
    if not key:
        return rows
    if key not in COLUMNS:
        raise Refusal("2090", "Invalid Number", f"Unknown columns: {key}", "sort_by")
    number, cell = _SUMS.get(key), COLUMNS[key][2]

    def read(row: Row) -> tuple[int, str]:
        return (number(row), "") if number else (0, str(cell(row)["value"]).casefold())

    down = parameters.get("sort_order", "").lower().startswith("desc")
    return sorted(rows, key=read, reverse=down)


def row_of(books: Books, entry: Entry, posting: Posting) -> Row:
    """One posting as a row, its amount on the account's own side."""
    sign = -1 if credit_normal(books.store.objects["Account"][posting.account]["AccountType"]) else 1
    return Row(
        books,
        *entry.label,
        entry.date,
        entry.number,
        posting.name,
        posting.memo,
        posting.account,
        split_of(books, entry, posting.account),
        sign * posting.cents,
        posting.cents,
        klass=posting.klass,
        department=posting.department,
        item=posting.item,
        quantity=posting.quantity or None,
    )


def split_of(books: Books, entry: Entry, account: str) -> tuple[str, str]:
    """The other account of a two-account entry, '-Split-' for more."""
    others = {one.account for one in entry.postings if one.account != account}
    if len(others) != 1:
        return ("-Split-", "") if others else ("", "")
    identity = others.pop()
    return books.store.objects["Account"][identity]["FullyQualifiedName"], identity


def type_text(row: Row) -> str:
    """The transaction's type in words."""
    body = row.books.store.get(row.entity, row.id) or {}
    if row.entity == "BillPayment" and body:
        return f"Bill Payment ({'Check' if body['PayType'] == 'Check' else 'Credit Card'})"
    if row.entity == "Purchase" and body:
        if body.get("Credit"):
            return "Credit Card Credit"
        return {"Check": "Check"}.get(body["PaymentType"], "Expense")
    return _TYPE_TEXTS.get(row.entity, row.entity)


def _account(row: Row) -> Body:
    account = row.books.store.get("Account", row.account) if row.account else None
    return named_cell("" if account is None else account["FullyQualifiedName"], row.account)
