"""Cash flow: from the period's profit to the change of cash, by the indirect method, as recorded.

Bank accounts and Undeposited Funds are cash; every other balance sheet account explains its change.
"""

from __future__ import annotations

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities.accounttype import PROFIT_AND_LOSS
from quickbooks_emulator.online.jsontext import Body

from .balances import Values, in_report_order, moved_of
from .period import FIRST_DAY, Period
from .profit_and_loss import FILTERS
from .scope import Scope, scope
from .shape import cells, column, data, header, moneys, report, section
from .slices import BY_TIME, Slice, slices
from .tree import plus

_OPERATING = (
    "Accounts Receivable",
    "Other Current Asset",
    "Accounts Payable",
    "Credit Card",
    "Other Current Liability",
)
_INVESTING = ("Fixed Asset", "Other Asset")
_FINANCING = ("Long Term Liability", "Equity")
# `FinancingActivites` is how the API spells it, as recorded.
_ACTIVITIES = (
    ("INVESTING ACTIVITIES", "investing", "InvestingActivities", _INVESTING),
    ("FINANCING ACTIVITIES", "financing", "FinancingActivites", _FINANCING),
)


def cash_flow(books: Books, parameters: dict[str, str]) -> Body:
    """Operating, investing and financing activities; the change of cash and where it ends."""
    asked = scope(books, parameters, default="year", filters=FILTERS)
    columns = slices(asked)
    flow = _Flow(asked, columns)
    rows = flow.rows()
    empty = not any(any(row) for row in flow.values.values())
    head = header(books, "CashFlow", asked.period, parameters, empty=empty, more=asked.shown())
    return report(head, [column("", "Account", "account"), *[one.head for one in columns]], rows)


class _Flow:
    """The report over its columns."""

    def __init__(self, asked: Scope, columns: list[Slice]) -> None:
        self.books, self.columns, self.asked = asked.books, columns, asked
        self.accounts = in_report_order(self.books)
        ids = [account["Id"] for account in self.accounts]
        self.values: Values = moved_of(asked, columns, ids)

    def rows(self) -> list[Body]:
        """The whole report."""
        profit = self._total([a for a in self.accounts if a["AccountType"] in PROFIT_AND_LOSS])
        net = {"ColData": cells("Net Income", *moneys(profit)), "type": "Data"}
        lines, adjusted = self._lines(_OPERATING)
        inner = [net]
        if lines:
            title = "Adjustments to reconcile Net Income to Net Cash provided by operations:"
            total = cells(f"Total {title}", *moneys(adjusted))
            inner.append(section(title, lines, total, "OperatingAdjustments", len(self.columns) + 1))
        increase = plus(profit, adjusted)
        rows = [self._activity("OPERATING ACTIVITIES", "operating", "OperatingActivities", inner, increase)]
        for title, word, group, types in _ACTIVITIES:
            lines, moved = self._lines(types)
            if lines:
                rows.append(self._activity(title, word, group, lines, moved))
            increase = plus(increase, moved)
        ends = self._cash_at_end()
        starts = [end - change for end, change in zip(ends, increase, strict=True)]
        rows.append(self._result("Net cash increase for period", "CashIncrease", increase))
        if any(starts):
            rows.append(self._result("Cash at beginning of period", "BeginningCash", starts))
        rows.append(self._result("Cash at end of period", "EndingCash", ends))
        return rows

    def _activity(self, title: str, word: str, group: str, rows: list[Body], total: list[int]) -> Body:
        summary = cells(f"Net cash provided by {word} activities", *moneys(total))
        return section(title, rows, summary, group, len(self.columns) + 1)

    def _result(self, title: str, group: str, values: list[int]) -> Body:
        return section("", [], cells(title, *moneys(values)), group)

    def _lines(self, types: tuple[str, ...]) -> tuple[list[Body], list[int]]:
        rows, total = [], [0] * len(self.columns)
        for account in self.accounts:
            change = [-value for value in self.values[account["Id"]]]
            if account["AccountType"] in types and not self._is_cash(account) and any(change):
                rows.append(data(account["FullyQualifiedName"], account["Id"], *moneys(change)))
                total = plus(total, change)
        return rows, total

    def _total(self, accounts: list[Body]) -> list[int]:
        total = [0] * len(self.columns)
        for account in accounts:
            total = plus(total, [-value for value in self.values[account["Id"]]])
        return total

    def _cash_at_end(self) -> list[int]:
        """What cash holds at each column's end, of the whole company's or of the filtered postings."""
        cash = [account["Id"] for account in self.accounts if self._is_cash(account)]
        by_time = self.asked.parameters.get("summarize_column_by", "") in BY_TIME
        first = FIRST_DAY.isoformat()
        found = []
        for one in self.columns:
            end = one.period.end if by_time else self.asked.period.end
            period = Period(first, end)
            within = Scope(self.books, period, self.asked.parameters, self.asked.filters)
            held = moved_of(within, [Slice(one.head, period, one.takes)], cash)
            found.append(sum(row[0] for row in held.values()))
        return found

    def _is_cash(self, account: Body) -> bool:
        return account["AccountType"] == "Bank" or account.get("AccountSubType") == "UndepositedFunds"
