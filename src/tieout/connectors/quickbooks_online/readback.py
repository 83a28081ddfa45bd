"""Readback: chart, names, trial balance and general ledger as QuickBooks holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.faults import CATALOGUE, OTHERWISE
from tieout.connectors.quickbooks_online.jsontext import Json
from tieout.connectors.quickbooks_online.report import Cells, Report
from tieout.core.errors import TerminalError
from tieout.ports import LedgerLine, OutsideAccount

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

NATURAL_COLUMNS: Final = "tx_date,txn_type,doc_num,name,memo,subt_nat_amount"
LEDGER_COLUMNS: Final = f"{NATURAL_COLUMNS},debt_amt,credit_amt"
"""Whether a general ledger knows debit and credit is unverified (fact sheet 13)."""


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
    report = Report(
        client.get("/reports/TrialBalance", start_date=day, end_date=day, accounting_method="Accrual")
    )
    sums: dict[str, int] = {}
    for row in report.rows():
        identity = row.cells.get("account", {}).get("id")
        if identity and row.kind != "summary":
            debit, credit = (report.minor(row.cells, key) or 0 for key in ("debit", "credit"))
            sums[identity] = sums.get(identity, 0) + debit - credit
    return sums


def ledger(client: Client, first: date, last: date) -> Iterator[LedgerLine]:
    """Every line of the general ledger, both days included, asked month by month.

    Where QuickBooks leaves out the debit and credit columns, or refuses to be asked for them, the
    natural amount is turned by the type of its account.
    """
    types: dict[str, str] = {}
    asked = _Asked(client)
    for start, end in months(first, last):
        for report in _ledgers(asked, start, end):
            if not types and not {"debt_amt", "credit_amt"} <= set(report.keys):
                types = {one.id: one.type for one in accounts(client)}
            yield from ledger_lines(report, types)


def months(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The days, month by month: a longer report risks being cut (fact sheet 13)."""
    while first <= last:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield first, min(last, following - timedelta(days=1))
        first = following


REFUSALS: Final = frozenset({OTHERWISE.code, CATALOGUE["2010"].code})
"""What a column that QuickBooks does not know comes back as; others say that nothing can be read."""


class _Asked:
    """The general ledger as QuickBooks lets it be asked for: what it refused once is not asked again."""

    def __init__(self, client: Client) -> None:
        self._client, self._columns = client, LEDGER_COLUMNS

    def report(self, first: date, last: date) -> Report:
        """These days; raises as `Client.get` does."""
        try:
            return self._read(first, last)
        except TerminalError as refusal:
            if self._columns == NATURAL_COLUMNS or refusal.problem.code not in REFUSALS:
                raise
            self._columns = NATURAL_COLUMNS
            return self._read(first, last)

    def _read(self, first: date, last: date) -> Report:
        days = {"start_date": first.isoformat(), "end_date": last.isoformat()}
        asked = {"accounting_method": "Accrual", "columns": self._columns}
        return Report(self._client.get("/reports/GeneralLedger", **days, **asked))


def _ledgers(asked: _Asked, first: date, last: date) -> Iterator[Report]:
    """The report of these days, in halves where QuickBooks cut it."""
    report = asked.report(first, last)
    if not report.cut:
        yield report
    elif first == last:
        raise report.unreadable(f"QuickBooks cut the report of a single day, {first}.")
    else:
        middle = first + (last - first) // 2
        yield from _ledgers(asked, first, middle)
        yield from _ledgers(asked, middle + timedelta(days=1), last)


def ledger_lines(report: Report, types: Mapping[str, str]) -> Iterator[LedgerLine]:
    """The lines of a GeneralLedger report; `types` are the account types, where they are needed."""
    for row in report.rows():
        cells, transaction = row.cells, row.cells.get("txn_type", {})
        if row.kind == "data" and row.section and transaction.get("id"):
            yield LedgerLine(
                account=row.section,
                day=date.fromisoformat(cells["tx_date"]["value"]),
                type=_type(transaction["value"]),
                id=transaction["id"],
                minor=_signed(report, cells, types.get(row.section, "")),
                number=cells.get("doc_num", {}).get("value", ""),
                name=cells.get("name", {}).get("value", ""),
                memo=cells.get("memo", {}).get("value", ""),
            )


def _type(shown: str) -> str:
    """The API's name of a transaction type as a report shows it: "Sales Receipt", "Refund"."""
    return {"Refund": "RefundReceipt", "Check": "Purchase", "Expense": "Purchase"}.get(
        shown, shown.replace(" ", "")
    )


def _signed(report: Report, cells: Cells, account_type: str) -> int:
    debit, credit = (report.minor(cells, key) for key in ("debt_amt", "credit_amt"))
    if debit is not None or credit is not None:
        return (debit or 0) - (credit or 0)
    natural = report.minor(cells, "subt_nat_amount") or 0
    return -natural if account_type in CREDIT_NORMAL else natural
