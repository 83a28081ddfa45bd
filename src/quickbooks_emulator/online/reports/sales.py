"""Sales and spending: what was sold or spent, by customer, item, class, location or supplier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from quickbooks_emulator.online.amount import rounded
from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities.accounttype import CLASSIFICATION
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.ledger import Entry, Posting

from .profit_and_loss import FILTERS
from .scope import FILTERS as READ
from .scope import Scope, scope
from .shape import column, data, grand_total, header, money, moneys, report
from .slices import name_of, slices
from .tree import plus

NOBODY = "Not Specified"


@dataclass(frozen=True, slots=True)
class _Kind:
    """One report: by which dimension, of which accounts, with which sign."""

    name: str
    entity: str
    dimension: str
    classification: str
    title: str

    def counts(self, books: Books, entry: Entry, posting: Posting) -> bool:
        """The posting belongs to this report's accounts."""
        account = books.store.objects["Account"][posting.account]
        if CLASSIFICATION[account["AccountType"]] != self.classification:
            return False
        return self.classification != "Expense" or entry.key[2] != "cost" or self.dimension != "vendor"

    @property
    def sign(self) -> int:
        """Income is shown positive."""
        return -1 if self.classification == "Revenue" else 1


def _sums(kind: _Kind) -> Callable[[Books, dict[str, str]], Body]:
    def made(books: Books, parameters: dict[str, str]) -> Body:
        asked = scope(books, parameters, filters=FILTERS)
        columns = slices(asked)
        read = READ[kind.dimension]
        rows: dict[tuple[str, str], list[int]] = {}
        for entry, posting in asked.postings():
            if not kind.counts(books, entry, posting):
                continue
            row = rows.setdefault(_key(books, kind.entity, read(posting)), [0] * len(columns))
            for number, one in enumerate(columns):
                inside = one.period.start <= entry.date <= one.period.end
                if inside and (one.takes is None or one.takes(posting)):
                    row[number] += kind.sign * posting.cents
        shown, whole = [], [0] * len(columns)
        for (title, identity), values in sorted(rows.items(), key=_by_title):
            whole = plus(whole, values)
            if any(values):
                shown.append(data(title, identity, *moneys(values)))
        return _report(asked, kind, [one.head for one in columns], shown, moneys(whole))

    return made


def _report(asked: Scope, kind: _Kind, columns: list[Body], rows: list[Body], total: list[str]) -> Body:
    if rows:
        rows.append(grand_total(*total))
    head = header(
        asked.books, kind.name, asked.period, asked.parameters, empty=not rows, more=asked.shown()
    )
    return report(head, [column("", kind.title, kind.title.lower()), *columns], rows)


def customer_income(books: Books, parameters: dict[str, str]) -> Body:
    """Income, expenses and what is left, by customer."""
    asked = scope(books, parameters, filters=FILTERS)
    rows: dict[tuple[str, str], list[int]] = {}
    for _, posting in asked.postings():
        account = books.store.objects["Account"][posting.account]
        classification = CLASSIFICATION[account["AccountType"]]
        if classification not in ("Revenue", "Expense"):
            continue
        row = rows.setdefault(_key(books, "Customer", READ["customer"](posting)), [0, 0])
        row[classification == "Expense"] += posting.cents * (1 if classification == "Expense" else -1)
    kind = _Kind("CustomerIncome", "Customer", "customer", "Revenue", "Customer")
    shown = [
        data(title, identity, money(income), money(spent), money(income - spent))
        for (title, identity), (income, spent) in sorted(rows.items(), key=_by_title)
        if income or spent
    ]
    income, spent = (sum(row[n] for row in rows.values()) for n in (0, 1))
    columns = [
        column("Total Income", "Money", "total_income"),
        column("Total Expenses", "Money", "total_expense"),
        column("Net Income", "Money", "net_income"),
    ]
    return _report(asked, kind, columns, shown, [money(income), money(spent), money(income - spent)])


@dataclass(slots=True)
class _Sold:
    """One item's sales: pieces, cents, and the cents they cost."""

    quantity: Decimal = Decimal(0)
    amount: int = 0
    cost: int = 0

    def cells(self, whole: int) -> list[str]:
        """Quantity, amount, share, average price, cost, margin and its share."""
        margin = self.amount - self.cost
        price = (
            money(int(rounded(Decimal(self.amount) / self.quantity / 100) * 100)) if self.quantity else ""
        )
        return [
            format(self.quantity.normalize(), "f") if self.quantity else "",
            money(self.amount),
            _share(self.amount, whole),
            price,
            money(self.cost or None),
            money(margin) if self.cost else "",
            _share(margin, self.amount) if self.cost else "",
        ]


def _share(part: int, whole: int) -> str:
    return format(rounded(Decimal(part) * 100 / whole), "f") if whole else ""


def item_sales(books: Books, parameters: dict[str, str]) -> Body:
    """Quantity, amount, cost and margin by product or service."""
    asked = scope(books, parameters, filters=FILTERS)
    found: dict[tuple[str, str], _Sold] = {}
    for entry, posting in asked.postings():
        account = books.store.objects["Account"][posting.account]
        classification = CLASSIFICATION[account["AccountType"]]
        if classification == "Revenue":
            sold = found.setdefault(_key(books, "Item", posting.item), _Sold())
            sold.quantity -= posting.quantity
            sold.amount -= posting.cents
        elif classification == "Expense" and entry.key[2] == "cost":
            found.setdefault(_key(books, "Item", posting.item), _Sold()).cost += posting.cents
    whole = sum(sold.amount for sold in found.values())
    rows = [
        data(title, identity, *sold.cells(whole))
        for (title, identity), sold in sorted(found.items(), key=_by_title)
        if sold.amount or sold.quantity or sold.cost
    ]
    total = _Sold(Decimal(0), whole, sum(sold.cost for sold in found.values()))
    kind = _Kind("ItemSales", "Item", "item", "Revenue", "ProductsAndService")
    return _report(asked, kind, [column(*one) for one in _ITEM_COLUMNS], rows, total.cells(whole))


_ITEM_COLUMNS = (
    ("Quantity", "Numeric", "qty"),
    ("Amount", "Money", "amount"),
    ("% of Sales", "Numeric", "percent_sales"),
    ("Avg Price", "Money", "avg_price"),
    ("COGS", "Money", "cogs"),
    ("Gross Margin", "Money", "gross_margin"),
    ("Gross Margin %", "Numeric", "gross_margin_percent"),
)


def _key(books: Books, entity: str, identity: str) -> tuple[str, str]:
    name = name_of(books, entity, identity)
    return (name, identity) if name else (NOBODY, "")


def _by_title(row: tuple[tuple[str, str], object]) -> tuple[bool, str, str]:
    (title, identity), _ = row
    return identity == "", title.casefold(), identity


customer_sales = _sums(_Kind("CustomerSales", "Customer", "customer", "Revenue", "Customer"))
class_sales = _sums(_Kind("ClassSales", "Class", "class", "Revenue", "Class"))
department_sales = _sums(_Kind("DepartmentSales", "Department", "department", "Revenue", "Department"))
vendor_expenses = _sums(_Kind("VendorExpenses", "Vendor", "vendor", "Expense", "Vendor"))
