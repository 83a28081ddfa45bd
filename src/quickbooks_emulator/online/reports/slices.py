"""Slices: the money columns of a report, by time or by what a posting belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.ledger import Posting
from quickbooks_emulator.online.refusal import Refusal

from .period import Period, spans
from .scope import FILTERS, Scope
from .shape import column

BY_TIME = ("Days", "Week", "Month", "Quarter", "Year", "FiscalQuarter", "FiscalYear")
BY_KIND = {
    "Customers": ("Customer", "customer"),
    "Vendors": ("Vendor", "vendor"),
    "Employees": ("Employee", "employee"),
    "Classes": ("Class", "class"),
    "Departments": ("Department", "department"),
    "ProductsAndServices": ("Item", "item"),
}


@dataclass(frozen=True, slots=True)
class Slice:
    """One column: its head, its days, and which postings it takes (all, when it says nothing)."""

    head: Body
    period: Period
    takes: Callable[[Posting], bool] | None = None


TOTAL = column("TOTAL", "Money", "total")


def slices(scope: Scope) -> list[Slice]:
    """The columns a request wants, the total last; 2170 for a way of summing that is none."""
    how = scope.parameters.get("summarize_column_by", "Total") or "Total"
    whole = Slice(TOTAL, scope.period)
    if how == "Total":
        return [whole]
    if how in BY_TIME:
        return [*_by_time(scope, how), whole]
    if how in BY_KIND:
        return [*_by_kind(scope, *BY_KIND[how]), whole]
    detail = f"Invalid Enumeration : {how}"
    raise Refusal("2170", "Invalid Enumeration", detail, "summarize_column_by")


def _by_time(scope: Scope, unit: str) -> list[Slice]:
    found = []
    for span in spans(scope.books, scope.period, unit):
        title = _title(span, unit)
        head = column(title, "Money", title)
        head["MetaData"] = [
            {"Name": "StartDate", "Value": span.start},
            {"Name": "EndDate", "Value": span.end},
            *head["MetaData"],
        ]
        found.append(Slice(head, span))
    return found


def _title(span: Period, unit: str) -> str:
    """As recorded: 'Jan - Dec 2014' for whole spans, 'Jul 4 - Dec 31, 2013' for parts."""
    first, last = date.fromisoformat(span.start), date.fromisoformat(span.end)
    if unit == "Days":
        return f"{first:%b} {first.day}, {first.year}"
    whole = first.day == 1 and (last.month != _next_day(last).month)
    if unit == "Month" and whole:
        return f"{first:%b} {first.year}"
    if whole and first.year == last.year:
        return f"{first:%b} - {last:%b} {last.year}"
    if first.year == last.year:
        return f"{first:%b} {first.day} - {last:%b} {last.day}, {last.year}"
    return f"{first:%b} {first.day}, {first.year} - {last:%b} {last.day}, {last.year}"


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _by_kind(scope: Scope, entity: str, dimension: str) -> list[Slice]:
    """One column per name, class, location or item that was posted to, and one for none of them."""
    read, books = FILTERS[dimension], scope.books
    seen = {read(posting) for _, posting in scope.postings()}
    known = {identity: name_of(books, entity, identity) for identity in seen}
    named = sorted((name, identity) for identity, name in known.items() if name)
    found = [
        Slice(column(name, "Money", identity), scope.period, _taking(read, {identity}))
        for name, identity in named
    ]
    rest = {identity for identity, name in known.items() if not name}
    if rest and named:
        found.append(Slice(column("Not Specified", "Money", "0"), scope.period, _taking(read, rest)))
    return found


def _taking(read: Callable[[Posting], str], wanted: set[str]) -> Callable[[Posting], bool]:
    return lambda posting: read(posting) in wanted


def name_of(books: Books, entity: str, identity: str) -> str:
    """The shown name of a list entry ('' when there is none)."""
    body = books.store.get(entity, identity) if identity else None
    return "" if body is None else str(body.get("DisplayName") or body.get("FullyQualifiedName", ""))
