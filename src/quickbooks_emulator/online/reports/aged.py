"""Aged receivables and payables: what is open on a day, by how long it is past due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.entities.settlement import PAYABLES, RECEIVABLES, Side
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.refusal import Refusal

from .entryrow import Row, data_rows, heads, ordered, totals, wanted_columns
from .openitems import OpenItem, open_items
from .scope import Scope, scope
from .shape import column, data, grand_total, header, money, report, section

_RECEIVABLE = "tx_date txn_type doc_num cust_name due_date subt_amount subt_open_bal"
_PAYABLE = "tx_date txn_type doc_num vend_name due_date past_due subt_neg_amount subt_neg_open_bal"


@dataclass(frozen=True, slots=True)
class _Ages:
    """The brackets: not due, then so many days each, the last without end."""

    days: int
    periods: int

    def bracket(self, past_due: int) -> int:
        """0 for not due, else the number of the bracket."""
        if past_due <= 0:
            return 0
        return min((past_due - 1) // self.days + 1, self.periods)

    def titles(self) -> list[str]:
        """Current, 1 - 30, ..., 91 and over."""
        middle = [f"{n * self.days + 1} - {(n + 1) * self.days}" for n in range(self.periods - 1)]
        return ["Current", *middle, f"{(self.periods - 1) * self.days + 1} and over"]


def _summary(name: str, side: Side) -> Callable[[Books, dict[str, str]], Body]:
    def made(books: Books, parameters: dict[str, str]) -> Body:
        asked, ages = _asked(books, parameters, side)
        rows: dict[tuple[str, str], list[int]] = {}
        for item in _items(asked, side):
            bracket = ages.bracket(item.days_past_due(asked.period.end))
            row = rows.setdefault(item.name, [0] * (ages.periods + 1))
            row[bracket] += item.open
        return _table(asked, name, side, ages, {k: v for k, v in rows.items() if any(v)})

    return made


def _table(
    asked: Scope, name: str, side: Side, ages: _Ages, rows: dict[tuple[str, str], list[int]]
) -> Body:
    shown, whole = [], [0] * (ages.periods + 2)
    for (identity, title), values in sorted(rows.items(), key=lambda row: row[0][1].casefold()):
        line = [*values, sum(values)]
        whole = [a + b for a, b in zip(whole, line, strict=True)]
        shown.append(data(title, identity, *(money(value or None) for value in line)))
    if shown:
        shown.append(grand_total(*(money(value) for value in whole)))
    keys = ["current", *(f"age_{n}" for n in range(1, ages.periods + 1))]
    who = side.party_field.removesuffix("Ref")
    columns = [column("", who, f"{who.lower()[:4]}_name")]
    columns += [column(title, "Money", key) for title, key in zip(ages.titles(), keys, strict=True)]
    columns.append(column("Total", "Money", "total"))
    return report(_head(asked, name, empty=not rows, standard=True), columns, shown)


def _detail(name: str, side: Side, default: str) -> Callable[[Books, dict[str, str]], Body]:
    def made(books: Books, parameters: dict[str, str]) -> Body:
        asked, ages = _asked(books, parameters, side)
        keys = wanted_columns(parameters, default)
        brackets: list[list[Row]] = [[] for _ in range(ages.periods + 1)]
        for item in _items(asked, side):
            past = item.days_past_due(asked.period.end)
            brackets[ages.bracket(past)].append(item_row(books, item, past))
        sections = []
        for title, rows in reversed(list(zip(_detail_titles(ages), brackets, strict=True))):
            if rows:
                shown = data_rows(ordered(rows, parameters), keys)
                sections.append(section(title, shown, totals(f"Total {title}", keys, rows), "", len(keys)))
        everything = [row for rows in brackets for row in rows]
        if everything:
            sections.append(section("", [], totals("TOTAL", keys, everything), "GrandTotal"))
        return report(_head(asked, name, empty=not everything, standard=False), heads(keys), sections)

    return made


def _detail_titles(ages: _Ages) -> list[str]:
    first, *middle, last = ages.titles()
    return [first, *(f"{title} days past due" for title in middle), f"{last} days past due"]


def item_row(books: Books, item: OpenItem, past_due: int | None = None) -> Row:
    """An open item as a row."""
    return Row(
        books,
        *item.entry.label,
        item.entry.date,
        item.entry.number,
        item.name,
        amount=item.total,
        open=item.open,
        due=item.due,
        past_due=past_due,
    )


def _items(asked: Scope, side: Side) -> list[OpenItem]:
    wanted = asked.filters.get(side.party_field.removesuffix("Ref").lower())
    items = open_items(asked.books, side, asked.period.end)
    return [item for item in items if item.open and (wanted is None or item.name[0] in wanted)]


def _asked(books: Books, parameters: dict[str, str], side: Side) -> tuple[Scope, _Ages]:
    party = side.party_field.removesuffix("Ref").lower()
    asked = scope(books, parameters, filters=party, day=True)
    days, periods = (_count(parameters, "aging_period", 30), _count(parameters, "num_periods", 4))
    return asked, _Ages(days, periods)


def _count(parameters: dict[str, str], name: str, default: int) -> int:
    text = parameters.get(name, str(default))
    if not text.isdigit() or not 0 < Decimal(text) <= 1000:
        raise Refusal("2090", "Invalid Number", f"Supplied value: {text}", name)
    return int(text)


def _head(asked: Scope, name: str, *, empty: bool, standard: bool) -> Body:
    day = {"Name": "report_date", "Value": asked.period.end}
    head = header(
        asked.books, name, asked.period, asked.parameters, empty=empty, options=[day], standard=standard
    )
    head["Option"] = [option for option in head["Option"] if option["Name"] != "AccountingStandard"]
    return head | asked.shown()


aged_receivables = _summary("AgedReceivables", RECEIVABLES)
aged_payables = _summary("AgedPayables", PAYABLES)
aged_receivable_detail = _detail("AgedReceivableDetail", RECEIVABLES, _RECEIVABLE)
aged_payable_detail = _detail("AgedPayableDetail", PAYABLES, _PAYABLE)
