"""A period: the dates a report is asked for, and the fiscal year they lie in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.refusal import Refusal

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True)
class Period:
    """Start and end, both included, as ISO dates; the macro when no date was given."""

    start: str
    end: str
    macro: str = ""


NOT_EMULATED = ("customer", "vendor", "item", "class", "department", "date_macro")


def refuse_not_emulated(parameters: dict[str, str]) -> None:
    """5030 for what would silently give other figures: cash basis, filters, column sets."""
    wrong = [name for name in NOT_EMULATED if parameters.get(name)]
    if parameters.get("accounting_method", "Accrual") != "Accrual":
        wrong.append("accounting_method")
    if parameters.get("summarize_column_by", "Total") != "Total":
        wrong.append("summarize_column_by")
    if wrong:
        text = f"The emulator's reports do not know {', '.join(wrong)}."
        raise Refusal("5030", "Feature Not Supported", text, "")


def asked(books: Books, parameters: dict[str, str], *, default: str) -> Period:
    """The period of a request; `default` is 'month' or 'year' to date."""
    refuse_not_emulated(parameters)
    today = books.clock.now().date()
    start, end = parameters.get("start_date", ""), parameters.get("end_date", "")
    if not start and not end:
        first = today.replace(day=1) if default == "month" else fiscal_year_start(books, today)
        return Period(first.isoformat(), today.isoformat(), f"this {default}-to-date")
    last = _date(end) if end else today
    first = _date(start) if start else fiscal_year_start(books, last)
    if first > last:
        text = "start_date is after end_date."
        raise Refusal("2190", "Invalid Date Range", text, "start_date")
    return Period(first.isoformat(), last.isoformat())


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("2060", "Invalid Date Format", f"Supplied value: {text}", "date") from None


def fiscal_year_start(books: Books, day: date) -> date:
    """The first day of the fiscal year a day lies in."""
    month = MONTHS.index(books.settings.fiscal_year_start) + 1
    year = day.year if day.month >= month else day.year - 1
    return date(year, month, 1)


def day_before(day: str) -> str:
    """The day before an ISO date."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
