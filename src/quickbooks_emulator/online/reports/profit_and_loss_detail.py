"""Profit and loss in detail: every posting behind the figures, by account within its group."""

from __future__ import annotations

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities.accounttype import credit_normal
from quickbooks_emulator.online.jsontext import Body

from .balances import in_report_order
from .entryrow import Row, data_rows, heads, ordered, row_of, totals, wanted_columns
from .profit_and_loss import FILTERS
from .scope import Scope, scope
from .shape import header, report, section

_DEFAULT = "tx_date txn_type doc_num name memo split_acc subt_nat_amount rbal_nat_amount"
_ORDINARY = (
    ("Income", "Income"),
    ("Cost of Goods Sold", "Cost of Goods Sold"),
    ("Expenses", "Expense"),
)
_OTHER = (("Other Income", "Other Income"), ("Other Expense", "Other Expense"))
_PARTS = (
    ("Ordinary Income/Expenses", "Net Ordinary Income", _ORDINARY),
    ("Other Income/Expense", "Net Other Income", _OTHER),
)


def profit_and_loss_detail(books: Books, parameters: dict[str, str]) -> Body:
    """Ordinary income and expenses, then the others; the net income is the last line."""
    asked = scope(books, parameters, default="year", filters=FILTERS)
    keys = wanted_columns(parameters, _DEFAULT)
    detail = _Detail(asked, keys)
    sections, everything = [], []
    for title, result, groups in _PARTS:
        below, rows = detail.groups(groups)
        if below:
            net = totals(result, keys, _signed(rows))
            sections.append(section(title, below, net, "", len(keys)))
            everything += rows
    if everything:
        sections.append(section("", [], totals("Net Income", keys, _signed(everything)), "NetIncome"))
    head = header(
        books, "ProfitAndLossDetail", asked.period, parameters, empty=not sections, standard=False
    )
    return report(head | asked.shown(), heads(keys, typed=False), sections)


def _signed(rows: list[Row]) -> list[Row]:
    """What the rows add to the net income: debits take from it."""
    return [
        Row(row.books, row.entity, row.id, row.day, row.number, amount=-row.debit, debit=row.debit)
        for row in rows
    ]


class _Detail:
    """The accounts of the report and their rows."""

    def __init__(self, asked: Scope, keys: list[str]) -> None:
        self.asked, self.keys, self.books = asked, keys, asked.books
        self.children: dict[tuple[str, str], list[Body]] = {}
        for account in in_report_order(self.books):
            parent = account.get("ParentRef", {}).get("value", "")
            self.children.setdefault((account["AccountType"], parent), []).append(account)

    def groups(self, groups: tuple[tuple[str, str], ...]) -> tuple[list[Body], list[Row]]:
        """Each group's section and all of its rows."""
        sections, everything = [], []
        for title, kind in groups:
            below, rows = self._accounts(kind, "")
            if below:
                total = totals(f"Total for {title}", self.keys, rows)
                sections.append(section(title, below, total, "", len(self.keys)))
                everything += rows
            if kind == "Cost of Goods Sold" and everything:
                gross = totals("Gross Profit", self.keys, _signed(everything))
                sections.append(section("", [], gross, "GrossProfit"))
        return sections, everything

    def _accounts(self, kind: str, parent: str) -> tuple[list[Body], list[Row]]:
        sections, everything = [], []
        for account in self.children.get((kind, parent), []):
            own = self._rows(account)
            below, rows = self._accounts(kind, account["Id"])
            if not own and not below:
                continue
            shown = [*data_rows(ordered(own, self.asked.parameters), self.keys), *below]
            name = account["Name"]
            title = f"Total for {name}" + (" with sub-accounts" if below else "")
            total = totals(title, self.keys, [*own, *rows])
            made = section(name, shown, total, "", len(self.keys))
            made["Header"]["ColData"][0]["id"] = account["Id"]
            sections.append(made)
            everything += [*own, *rows]
        return sections, everything

    def _rows(self, account: Body) -> list[Row]:
        sign = -1 if credit_normal(account["AccountType"]) else 1
        balance, rows = 0, []
        period = self.asked.period
        for entry in self.books.ledger.of_account(account["Id"], period.start, period.end):
            for posting in entry.postings:
                if posting.account == account["Id"] and posting.cents and self.asked.admits(posting):
                    row = row_of(self.books, entry, posting)
                    balance += sign * posting.cents
                    row.balance = balance
                    rows.append(row)
        return rows
