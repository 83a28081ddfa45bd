"""Balance sheet: what the company has, owes and is worth at the end date, by group as captured."""

from __future__ import annotations

from datetime import date

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities.accounttype import PROFIT_AND_LOSS
from quickbooks_emulator.online.jsontext import Body

from .balances import Values, balances_at, moved_of
from .period import FIRST_DAY, Period, day_before, fiscal_year_start
from .profit_and_loss import FILTERS
from .scope import Scope, scope
from .shape import cells, column, header, moneys, report, section
from .slices import BY_TIME, Slice, slices
from .tree import Part, account_rows, plus

_CURRENT_ASSETS = (
    ("Bank Accounts", "BankAccounts", "Bank"),
    ("Accounts Receivable", "AR", "Accounts Receivable"),
    ("Other Current Assets", "OtherCurrentAssets", "Other Current Asset"),
)
_CURRENT_LIABILITIES = (
    ("Accounts Payable", "AP", "Accounts Payable"),
    ("Credit Cards", "CreditCards", "Credit Card"),
    ("Other Current Liabilities", "OtherCurrentLiabilities", "Other Current Liability"),
)
Groups = tuple[tuple[str, str, str], ...]


def balance_sheet(books: Books, parameters: dict[str, str]) -> Body:
    """Assets; liabilities and equity; the year's profit is the row NetIncome."""
    asked = scope(books, parameters, default="year", filters=FILTERS)
    columns = slices(asked)
    if parameters.get("summarize_column_by", "Total") in BY_TIME:
        columns = columns[:-1]  # a total over several ends means nothing
    sheet = _Sheet(books, _values(asked, columns), len(columns))
    claims = sheet.join(
        sheet.wrap("Liabilities", "Liabilities", sheet.liabilities()),
        sheet.wrap("Equity", "Equity", sheet.equity()),
    )
    title = "LIABILITIES AND EQUITY"
    rows = [
        sheet.group("ASSETS", "TotalAssets", sheet.assets(), "TOTAL ASSETS"),
        sheet.group(title, "TotalLiabilitiesAndEquity", claims, f"TOTAL {title}"),
    ]
    empty = not any(any(row) for row in sheet.values.values())
    head = header(books, "BalanceSheet", asked.period, parameters, empty=empty, more=asked.shown())
    return report(head, [column("", "Account", "account"), *[one.head for one in columns]], rows)


def _values(asked: Scope, columns: list[Slice]) -> Values:
    """Balances at each column's end; with filters or by kind, of what belongs to them alone."""
    books = asked.books
    if not asked.filters and not any(one.takes for one in columns):
        found = [balances_at(books, one.period.end) for one in columns]
        return {identity: [balances[identity] for balances in found] for identity in found[0]}
    year = fiscal_year_start(books, date.fromisoformat(asked.period.end)).isoformat()
    profit = {a["Id"] for a in books.store.each("Account") if a["AccountType"] in PROFIT_AND_LOSS}
    lasting = [a["Id"] for a in books.store.each("Account") if a["Id"] not in profit]
    start = FIRST_DAY.isoformat()
    values = _moved(asked, columns, Period(start, asked.period.end), lasting)
    values |= _moved(asked, columns, Period(year, asked.period.end), list(profit))
    retained = books.account_of_subtype("RetainedEarnings")
    for row in _moved(asked, columns, Period(start, day_before(year)), list(profit)).values():
        values[retained] = plus(values.get(retained, [0] * len(columns)), row)
    return values


def _moved(asked: Scope, columns: list[Slice], period: Period, accounts: list[str]) -> Values:
    within = Scope(asked.books, period, asked.parameters, asked.filters)
    return moved_of(within, [Slice(one.head, period, one.takes) for one in columns], accounts)


class _Sheet:
    """The parts of a balance sheet over its columns."""

    def __init__(self, books: Books, values: Values, width: int) -> None:
        self.books, self.values, self.width = books, values, width

    def assets(self) -> Part:
        """Current, fixed and other assets."""
        current = self.wrap("Current Assets", "CurrentAssets", self._types(_CURRENT_ASSETS))
        fixed = self._types((("Fixed Assets", "FixedAssets", "Fixed Asset"),))
        return self.join(current, fixed, self._types((("Other Assets", "OtherAssets", "Other Asset"),)))

    def liabilities(self) -> Part:
        """Current and long-term liabilities."""
        parts = self._types(_CURRENT_LIABILITIES)
        current = self.wrap("Current Liabilities", "CurrentLiabilities", parts)
        group = ("Long-Term Liabilities", "LongTermLiabilities", "Long Term Liability")
        return self.join(current, self._types((group,)))

    def equity(self) -> Part:
        """Equity accounts and the year's profit."""
        rows, total = account_rows(self.books, ("Equity",), self.values, self.width)
        profit = [0] * self.width
        for account in self.books.store.each("Account"):
            if account["AccountType"] in PROFIT_AND_LOSS:
                profit = [a - b for a, b in zip(profit, self.values[account["Id"]], strict=True)]
        if any(profit):
            net = {"ColData": cells("Net Income", *moneys(profit)), "type": "Data", "group": "NetIncome"}
            rows.append(net)
        return rows, plus(total, profit)

    def wrap(self, title: str, name: str, part: Part) -> Part:
        """A part under its title, if it has rows."""
        rows, total = part
        return ([self.group(title, name, part)] if rows else []), total

    def group(self, title: str, name: str, part: Part, total_title: str = "") -> Body:
        """A section with its total."""
        rows, total = part
        summary = cells(total_title or f"Total {title}", *moneys(total))
        return section(title, rows, summary, name, self.width + 1)

    def join(self, *parts: Part) -> Part:
        """Parts one after the other."""
        total = [0] * self.width
        for _, value in parts:
            total = plus(total, value)
        return [row for rows, _ in parts for row in rows], total

    def _types(self, groups: Groups) -> Part:
        made = [
            self.wrap(title, name, account_rows(self.books, (kind,), self.values, self.width))
            for title, name, kind in groups
        ]
        return self.join(*made)
