"""Readback: chart, names, trial balance and general ledger as QuickBooks holds them.

Report columns are found by their key, else by their type, never by place: Intuit moves columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.jsontext import Json, written
from tieout.core.currency import minor_places
from tieout.core.errors import TerminalError
from tieout.core.problem import Problem, Where
from tieout.core.scaled import scaled
from tieout.ports import LedgerLine, OutsideAccount

CUT: Final = "Unable to display more data"
"""QuickBooks' words where it ends a report early (400,000 cells)."""

ALL: Final = "Active in (true, false)"
CREDIT_NORMAL: Final = frozenset(
    {
        "Accounts Payable",
        "Credit Card",
        "Other Current Liability",
        "Long Term Liability",
        "Equity",
        "Income",
        "Other Income",
    }
)
"""Account types whose balance a report shows positive when it is a credit."""

LEDGER_COLUMNS: Final = "tx_date,txn_type,doc_num,name,memo,subt_nat_amount,debt_amt,credit_amt"
Cells = dict[str, Mapping[str, str]]


def accounts(client: Client) -> list[OutsideAccount]:
    """The chart, inactive accounts included."""
    return [account(row) for row in client.rows("Account", ALL)]


def account(row: Json) -> OutsideAccount:
    """One account."""
    return OutsideAccount(
        id=row["Id"],
        name=str(row.get("FullyQualifiedName", row["Name"])),
        number=row.get("AcctNum", ""),
        type=row.get("AccountType", ""),
        subtype=row.get("AccountSubType", ""),
        currency=row.get("CurrencyRef", {}).get("value", ""),
        active=row.get("Active", True),
    )


def names(client: Client) -> list[tuple[str, str, str, str]]:
    """(type, id, display name, currency) of the three lists that share one space of names."""
    return [
        (type_, row["Id"], row.get("DisplayName", ""), row.get("CurrencyRef", {}).get("value", ""))
        for type_ in ("Customer", "Vendor", "Employee")
        for row in client.rows(type_, ALL)
    ]


def balances(client: Client, through: date) -> dict[str, int]:
    """The trial balance: account id → home minor units, debit above zero.

    Income and expense accounts count from the start of the fiscal year; the profit of earlier years
    is in Retained Earnings, without a document. So says QuickBooks, and the comparison must know it.
    """
    day = through.isoformat()
    report = client.get("/reports/TrialBalance", start_date=day, end_date=day, accounting_method="Accrual")
    currency = report["Header"].get("Currency", "USD")
    sums: dict[str, int] = {}
    for cells in _data(report, report):
        identity = cells.get("account", {}).get("id")
        if identity:
            debit, credit = (_minor(cells, key, currency) or 0 for key in ("debit", "credit"))
            sums[identity] = sums.get(identity, 0) + debit - credit
    return sums


def ledger(client: Client, first: date, last: date) -> Iterator[LedgerLine]:
    """Every line of the general ledger, both days included, asked month by month.

    Where QuickBooks leaves out the debit and credit columns, the natural amount is turned by the
    type of its account.
    """
    types: dict[str, str] = {}
    for start, end in months(first, last):
        for report in _ledgers(client, start, end):
            if not types and not {"debt_amt", "credit_amt"} <= set(_keys(report)):
                types = {one.id: one.type for one in accounts(client)}
            yield from ledger_lines(report, types)


def months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The days, month by month: a longer report risks being cut (fact sheet 13)."""
    while first <= last:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield first, min(last, following - timedelta(days=1))
        first = following


def _ledgers(client: Client, first: date, last: date) -> Iterator[Json]:
    """The report of these days, in halves where QuickBooks cut it."""
    report = client.get(
        "/reports/GeneralLedger",
        start_date=first.isoformat(),
        end_date=last.isoformat(),
        accounting_method="Accrual",
        columns=LEDGER_COLUMNS,
    )
    if CUT not in written(report):
        yield report
    elif first == last:
        raise _unreadable(report, f"QuickBooks cut the report of a single day, {first}.")
    else:
        middle = first + (last - first) // 2
        yield from _ledgers(client, first, middle)
        yield from _ledgers(client, middle + timedelta(days=1), last)


def ledger_lines(report: Json, types: Mapping[str, str]) -> Iterator[LedgerLine]:
    """The lines of a GeneralLedger report; `types` are the account types, where they are needed."""
    currency = report["Header"].get("Currency", "USD")
    for identity, cells in _in_sections(report, report, ""):
        transaction = cells.get("txn_type", {})
        if identity and transaction.get("id"):
            yield LedgerLine(
                account=identity,
                day=date.fromisoformat(cells["tx_date"]["value"]),
                type=_type(transaction["value"]),
                id=transaction["id"],
                minor=_signed(cells, currency, types.get(identity, "")),
                number=cells.get("doc_num", {}).get("value", ""),
                name=cells.get("name", {}).get("value", ""),
                memo=cells.get("memo", {}).get("value", ""),
            )


def _type(shown: str) -> str:
    """The API's name of a transaction type as a report shows it: "Sales Receipt", "Refund"."""
    return {"Refund": "RefundReceipt", "Check": "Purchase", "Expense": "Purchase"}.get(
        shown, shown.replace(" ", "")
    )


def _signed(cells: Cells, currency: str, account_type: str) -> int:
    debit, credit = (_minor(cells, key, currency) for key in ("debt_amt", "credit_amt"))
    if debit is not None or credit is not None:
        return (debit or 0) - (credit or 0)
    natural = _minor(cells, "subt_nat_amount", currency) or 0
    return -natural if account_type in CREDIT_NORMAL else natural


def _minor(cells: Cells, key: str, currency: str) -> int | None:
    """A money cell in minor units; None = empty."""
    text = cells.get(key, {}).get("value", "").replace(",", "")
    return scaled(Decimal(text), minor_places(currency)) if text else None


def _keys(report: Json) -> list[str]:
    return [_key(column) for column in report["Columns"]["Column"]]


def _key(column: Json) -> str:
    """The key of a column; a money column without one is told by its title, all that is left."""
    meta = {one["Name"]: one["Value"] for one in column.get("MetaData", [])}
    type_ = str(column.get("ColType", ""))
    known = str(meta.get("ColKey") or (column.get("ColTitle", "") if type_ == "Money" else type_)).lower()
    return {"debt_home_amt": "debt_amt", "credit_home_amt": "credit_amt"}.get(known, known)


def _cells(report: Json, row: Any) -> Cells:
    found = row.get("ColData", [])
    keys = _keys(report)
    if len(found) > len(keys):
        raise _unreadable(report, "A row has more cells than the report has columns.")
    return dict(zip(keys, found, strict=False))


def _unreadable(report: Json, why: str) -> TerminalError:
    return TerminalError(
        Problem(
            code="report_unreadable",
            what=f"The report {report['Header'].get('ReportName', '')} cannot be read.",
            why=why,
            next_step="Send the support bundle (tieout doctor) to the developers.",
            owner="administrator",
            where=Where(subject="QuickBooks report"),
        )
    )


def _data(report: Json, part: Json) -> Iterator[Cells]:
    """The data rows at every depth; a parent account's own amount stands in its section's header."""
    for row in part.get("Rows", {}).get("Row", []):
        if "ColData" in row:
            yield _cells(report, row)
        elif "Header" in row:
            yield _cells(report, row["Header"])
        yield from _data(report, row)


def _in_sections(report: Json, part: Json, section: str) -> Iterator[tuple[str, Cells]]:
    """Data rows with the account id of the section they stand in."""
    for row in part.get("Rows", {}).get("Row", []):
        head = row.get("Header", {}).get("ColData", [{}])
        inner = head[0].get("id", section) if head else section
        if "ColData" in row:
            yield section, _cells(report, row)
        yield from _in_sections(report, row, inner)
