"""General ledger: every posting of a period by account, with running balances."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities.accounttype import PROFIT_AND_LOSS, credit_normal
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.ledger import Entry, Posting
from quickbooks_emulator.online.refusal import Refusal

from .balances import balances_at, in_report_order
from .period import Period, asked, day_before, fiscal_year_start
from .shape import cells, column, header, money

_TITLES = {
    "tx_date": "Date",
    "txn_type": "Transaction Type",
    "doc_num": "Num",
    "name": "Name",
    "memo": "Memo/Description",
    "split_acc": "Split",
    "subt_nat_amount": "Amount",
    "rbal_nat_amount": "Balance",
    "debt_amt": "Debit",
    "credit_amt": "Credit",
    "account_name": "Account",
}
_DEFAULT = list(_TITLES)[:8]
_MONEY = ("subt_nat_amount", "rbal_nat_amount", "debt_amt", "credit_amt")
_TYPE_TEXTS = {
    "SalesReceipt": "Sales Receipt",
    "CreditMemo": "Credit Memo",
    "RefundReceipt": "Refund",
    "JournalEntry": "Journal Entry",
    "VendorCredit": "Vendor Credit",
    "Item": "Inventory Starting Value",
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One posting in an account's section."""

    entry: Entry
    posting: Posting
    amount: int
    balance: int
    split: tuple[str, str]
    txn_type: str


def general_ledger(books: Books, parameters: dict[str, str]) -> Body:
    """Sections per account that has a balance or was posted to."""
    period = asked(books, parameters, default="month")
    keys = _columns(books, parameters)
    wanted = set(filter(None, parameters.get("account", "").split(",")))
    opening = _opening(books, period)
    sections = []
    for account in in_report_order(books):
        if not wanted or account["Id"] in wanted:
            sections += _section(books, account, period, keys, opening[account["Id"]])
    columns = [_column(key) for key in keys]
    return {
        "Header": header(books, "GeneralLedger", period, parameters, empty=not sections),
        "Columns": {"Column": columns},
        "Rows": {"Row": sections},
    }


def _columns(books: Books, parameters: dict[str, str]) -> list[str]:
    """The columns asked for; an unknown one is refused (unverified)."""
    keys = [key for key in parameters.get("columns", "").split(",") if key] or _DEFAULT
    known = set(_TITLES)
    if not books.settings.ledger_debit_credit_columns:
        known -= {"debt_amt", "credit_amt"}
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise Refusal("2090", "Invalid Number", f"Unknown columns: {','.join(unknown)}", "columns")
    return keys


def _column(key: str) -> Body:
    return column(_TITLES[key], key, key)


def _opening(books: Books, period: Period) -> dict[str, int]:
    """Balances before the period; income and expense restart with the fiscal year."""
    if fiscal_year_start(books, date.fromisoformat(period.start)).isoformat() != period.start:
        return balances_at(books, day_before(period.start))
    rolled = balances_at(books, day_before(period.start))
    retained = books.account_of_subtype("RetainedEarnings")
    for account in books.store.each("Account"):
        if account["AccountType"] in PROFIT_AND_LOSS:
            rolled[retained] = rolled.get(retained, 0) + rolled[account["Id"]]
            rolled[account["Id"]] = 0
    return rolled


def _section(books: Books, account: Body, period: Period, keys: list[str], opening: int) -> list[Body]:
    sign = -1 if credit_normal(account["AccountType"]) else 1
    rows = _rows(books, account["Id"], period, sign, sign * opening)
    if not rows and not opening:
        return []
    shown = [_data(row, keys) for row in rows]
    if opening:
        shown.insert(0, _beginning(keys, sign * opening))
    total = sum(row.amount for row in rows)
    blank = [""] * (len(keys) - 1)
    head = [{"value": account["Name"], "id": account["Id"]}, *cells(*blank)]
    return [
        {
            "Header": {"ColData": head},
            "Rows": {"Row": shown},
            "Summary": {"ColData": _totals(account["Name"], keys, total, rows)},
            "type": "Section",
        }
    ]


def _rows(books: Books, account: str, period: Period, sign: int, balance: int) -> list[_Row]:
    rows = []
    for entry in books.ledger.of_account(account, period.start, period.end):
        split = _split(books, entry, account)
        txn_type = _type_text(books, entry)
        for posting in entry.postings:
            if posting.account == account:
                balance += sign * posting.cents
                rows.append(_Row(entry, posting, sign * posting.cents, balance, split, txn_type))
    return rows


def _split(books: Books, entry: Entry, account: str) -> tuple[str, str]:
    """The other account of a two-account entry, '-Split-' for more."""
    others = {posting.account for posting in entry.postings if posting.account != account}
    if len(others) != 1:
        return ("-Split-", "") if others else ("", "")
    identity = others.pop()
    return books.store.objects["Account"][identity]["FullyQualifiedName"], identity


def _type_text(books: Books, entry: Entry) -> str:
    entity, identity = entry.label
    body = books.store.get(entity, identity) or {}
    if entity == "BillPayment":
        return f"Bill Payment ({'Check' if body['PayType'] == 'Check' else 'Credit Card'})"
    if entity == "Purchase":
        if body.get("Credit"):
            return "Credit Card Credit"
        return {"Check": "Check"}.get(body["PaymentType"], "Expense")
    return _TYPE_TEXTS.get(entity, entity)


_CELLS: dict[str, Callable[[_Row], Body]] = {
    "tx_date": lambda row: {"value": row.entry.date},
    "txn_type": lambda row: {"value": row.txn_type, "id": row.entry.key[1]},
    "doc_num": lambda row: {"value": row.entry.number},
    "name": lambda row: _linked(row.posting.name[1], row.posting.name[0]),
    "memo": lambda row: {"value": row.posting.memo},
    "split_acc": lambda row: _linked(*row.split),
    "subt_nat_amount": lambda row: {"value": money(row.amount)},
    "rbal_nat_amount": lambda row: {"value": money(row.balance)},
    "debt_amt": lambda row: {"value": money(max(row.posting.cents, 0) or None)},
    "credit_amt": lambda row: {"value": money(max(-row.posting.cents, 0) or None)},
    "account_name": lambda row: {"value": "", "id": row.posting.account},
}


def _linked(value: str, identity: str) -> Body:
    return {"value": value, "id": identity} if identity else {"value": value}


def _data(row: _Row, keys: list[str]) -> Body:
    return {"ColData": [_CELLS[key](row) for key in keys], "type": "Data"}


def _beginning(keys: list[str], balance: int) -> Body:
    values = [money(balance) if key == "rbal_nat_amount" else "" for key in keys]
    values[0] = "Beginning Balance"
    return {"ColData": cells(*values), "type": "Data"}


def _totals(name: str, keys: list[str], total: int, rows: list[_Row]) -> list[Body]:
    totals = {"subt_nat_amount": total}
    totals["debt_amt"] = sum(max(row.posting.cents, 0) for row in rows)
    totals["credit_amt"] = sum(max(-row.posting.cents, 0) for row in rows)
    values = [money(totals[key]) if key in totals and rows else "" for key in keys]
    values[0] = f"Total for {name}"
    return cells(*values)
