"""Balances of customers and suppliers: in one sum, and item by item."""

from __future__ import annotations

from collections.abc import Callable

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities.settlement import PAYABLES, RECEIVABLES, Side
from quickbooks_emulator.online.jsontext import Body

from .aged import item_row
from .entryrow import Row, data_rows, heads, totals, wanted_columns
from .openitems import open_items
from .scope import Scope, scope
from .shape import column, data, grand_total, header, money, report, section

_RECEIVABLE = "tx_date txn_type doc_num due_date subt_amount subt_open_bal rbal_open_bal"
_PAYABLE = "tx_date txn_type doc_num due_date subt_neg_amount subt_neg_open_bal rbal_neg_open_bal"


def _summary(name: str, side: Side) -> Callable[[Books, dict[str, str]], Body]:
    def made(books: Books, parameters: dict[str, str]) -> Body:
        asked = _asked(books, parameters, side)
        sums: dict[tuple[str, str], int] = {}
        for item in open_items(books, side, asked.period.end):
            if _admits(asked, side, item.name):
                sums[item.name] = sums.get(item.name, 0) + item.open
        rows = [
            data(title, identity, money(value))
            for (identity, title), value in sorted(sums.items(), key=lambda pair: pair[0][1].casefold())
            if value
        ]
        if rows:
            rows.append(grand_total(money(sum(sums.values()))))
        who = side.party_field.removesuffix("Ref")
        columns = [column("", who, f"{who.lower()[:4]}_name"), column("Total", "Money", "total")]
        head = header(books, name, asked.period, parameters, empty=not rows, more=asked.shown())
        return report(head, columns, rows)

    return made


def _detail(name: str, side: Side, default: str) -> Callable[[Books, dict[str, str]], Body]:
    def made(books: Books, parameters: dict[str, str]) -> Body:
        asked = _asked(books, parameters, side)
        keys = wanted_columns(parameters, default)
        names: dict[tuple[str, str], list[Row]] = {}
        for item in open_items(books, side, asked.period.end):
            if item.open and _admits(asked, side, item.name):
                names.setdefault(item.name, []).append(item_row(books, item))
        sections = []
        for (_, title), rows in sorted(names.items(), key=lambda pair: pair[0][1].casefold()):
            _run(rows)
            total = totals(f"Total for {title}", keys, rows)
            sections.append(section(title, data_rows(rows, keys), total, "", len(keys)))
        everything = [row for rows in names.values() for row in rows]
        if everything:
            sections.append(section("", [], totals("TOTAL", keys, everything), "GrandTotal"))
        head = header(
            books, name, asked.period, parameters, empty=not names, more=asked.shown(), standard=False
        )
        return report(head, heads(keys), sections)

    return made


def _run(rows: list[Row]) -> None:
    """The running balance of what is open."""
    balance = 0
    for row in rows:
        balance += row.open or 0
        row.balance = balance


def _asked(books: Books, parameters: dict[str, str], side: Side) -> Scope:
    return scope(books, parameters, filters=side.party_field.removesuffix("Ref").lower(), day=True)


def _admits(asked: Scope, side: Side, name: tuple[str, str]) -> bool:
    wanted = asked.filters.get(side.party_field.removesuffix("Ref").lower())
    return wanted is None or name[0] in wanted


customer_balance = _summary("CustomerBalance", RECEIVABLES)
vendor_balance = _summary("VendorBalance", PAYABLES)
customer_balance_detail = _detail("CustomerBalanceDetail", RECEIVABLES, _RECEIVABLE)
vendor_balance_detail = _detail("VendorBalanceDetail", PAYABLES, _PAYABLE)
