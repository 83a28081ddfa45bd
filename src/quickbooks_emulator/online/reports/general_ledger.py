"""General ledger: every posting of a period by account, with running balances."""

from __future__ import annotations

from datetime import date

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities.accounttype import PROFIT_AND_LOSS, credit_normal
from quickbooks_emulator.online.jsontext import Body

from .balances import balances_at, in_report_order
from .entryrow import Row, data_rows, heads, ordered, row_of, totals, wanted_columns
from .period import Period, day_before, fiscal_year_start
from .profit_and_loss import FILTERS
from .scope import Scope, scope
from .shape import cells, header, money, report

_DEFAULT = "tx_date txn_type doc_num name memo split_acc subt_nat_amount rbal_nat_amount"


def general_ledger(books: Books, parameters: dict[str, str]) -> Body:
    """Sections per account that has a balance or was posted to, sub-accounts within their parent."""
    asked = scope(books, parameters, filters=FILTERS)
    keys = wanted_columns(parameters, _DEFAULT, books)
    ledger = _Ledger(asked, keys)
    rows = ledger.sections("")
    head = header(books, "GeneralLedger", asked.period, parameters, empty=not rows, standard=False)
    return report(head | asked.shown(), heads(keys, typed=False), rows)


class _Ledger:
    """The accounts of one report."""

    def __init__(self, asked: Scope, keys: list[str]) -> None:
        self.asked, self.keys, self.books = asked, keys, asked.books
        wanted = set(filter(None, asked.parameters.get("account", "").split(",")))
        shown = [a for a in in_report_order(self.books) if not wanted or a["Id"] in wanted]
        ids = {account["Id"] for account in shown}
        self.opening = {} if asked.filters else opening(self.books, asked.period)
        self.children: dict[str, list[Body]] = {}
        for account in shown:
            parent = account.get("ParentRef", {}).get("value", "")
            self.children.setdefault(parent if parent in ids else "", []).append(account)

    def sections(self, parent: str) -> list[Body]:
        """The accounts below a parent ('' for the top)."""
        return [row for account in self.children.get(parent, []) for row in self._section(account)]

    def _section(self, account: Body) -> list[Body]:
        before = self.opening.get(account["Id"], 0)
        rows = self._rows(account, before)
        below = self.sections(account["Id"])
        if not rows and not before and not below:
            return []
        shown = data_rows(ordered(rows, self.asked.parameters), self.keys)
        if before:
            sign = -1 if credit_normal(account["AccountType"]) else 1
            shown.insert(0, _beginning(self.keys, sign * before))
        blank = [""] * (len(self.keys) - 1)
        head = [{"value": account["Name"], "id": account["Id"]}, *cells(*blank)]
        total = totals(f"Total for {account['Name']}", self.keys, rows)
        body = {"Header": {"ColData": head}, "Rows": {"Row": [*shown, *below]}}
        return [{**body, "Summary": {"ColData": total}, "type": "Section"}]

    def _rows(self, account: Body, before: int) -> list[Row]:
        sign = -1 if credit_normal(account["AccountType"]) else 1
        balance, rows = sign * before, []
        period = self.asked.period
        for entry in self.books.ledger.of_account(account["Id"], period.start, period.end):
            for posting in entry.postings:
                if posting.account == account["Id"] and posting.cents and self.asked.admits(posting):
                    row = row_of(self.books, entry, posting)
                    balance += row.amount
                    row.balance = balance
                    rows.append(row)
        return rows


def opening(books: Books, period: Period) -> dict[str, int]:
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


def _beginning(keys: list[str], balance: int) -> Body:
    values = [money(balance) if key == "rbal_nat_amount" else "" for key in keys]
    values[0] = "Beginning Balance"
    return {"ColData": cells(*values), "type": "Data"}
