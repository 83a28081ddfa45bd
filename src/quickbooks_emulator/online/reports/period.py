"""A period: the dates a report is asked for, by days or by name, and the fiscal year they lie in."""

from __future__ import annotations

from collections.abc import Callable
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
ONE_DAY = timedelta(days=1)
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """Start and end, both included, as ISO dates; the macro when no date was given."""

    start: str
    end: str
    macro: str = ""


def asked(books: Books, parameters: dict[str, str], *, default: str) -> Period:
    """The period of a request: its macro, else its days; else `default`, 'month' or 'year' to date."""
    today = books.clock.now().date()
    macro = parameters.get("date_macro", "").lower()
    start, end = parameters.get("start_date", ""), parameters.get("end_date", "")
    if macro:
        return named(books, macro)
    if not start and not end:
        first = today.replace(day=1) if default == "month" else fiscal_year_start(books, today)
        return Period(first.isoformat(), today.isoformat(), f"this {default}-to-date")
    last = read_day(end) if end else today
    first = read_day(start) if start else fiscal_year_start(books, last)
    if first > last:
        text = "start_date is after end_date."
        raise Refusal("2190", "Invalid Date Range", text, "start_date")
    return Period(first.isoformat(), last.isoformat())


def report_day(books: Books, parameters: dict[str, str]) -> Period:
    """The one day of a report 'as of': report_date, else the end of its period, else today."""
    day = parameters.get("report_date") or parameters.get("end_date")
    if day:
        read = read_day(day).isoformat()
        return Period(read, read)
    if parameters.get("date_macro"):
        found = named(books, parameters["date_macro"].lower())
        return Period(found.end, found.end, found.macro)
    today = books.clock.now().date().isoformat()
    return Period(today, today, "today")


def named(books: Books, macro: str) -> Period:
    """The period a macro names; `-to-date` ends it today, or as far into the earlier one.

    Raises:
        Refusal: 2170 for a name that is none.
    """
    today = books.clock.now().date()
    to_date = macro.endswith("-to-date")
    words = macro.removesuffix("-to-date").split()
    whole = _whole(books, words, today)
    if whole is None:
        raise Refusal("2170", "Invalid Enumeration", f"Invalid Enumeration : {macro}", "date_macro")
    first, last = whole
    if to_date and words[0] == "this":
        last = today
    elif to_date:
        this = _whole(books, ["this", *words[1:]], today)
        last = min(last, first + (today - (this or whole)[0]))
    return Period(first.isoformat(), last.isoformat(), macro)


def _whole(books: Books, words: list[str], today: date) -> tuple[date, date] | None:
    simple: dict[tuple[str, ...], tuple[date, date]] = {
        ("all",): (FIRST_DAY, LAST_DAY),
        ("today",): (today, today),
        ("yesterday",): (today - ONE_DAY, today - ONE_DAY),
    }
    if tuple(words) in simple:
        return simple[tuple(words)]
    if words == ["next", "4", "weeks"]:
        first = week_start(today) + 7 * ONE_DAY
        return first, first + 27 * ONE_DAY
    start = _starts(books).get(" ".join(words[1:]))
    if start is None or words[0] not in ("this", "last", "next"):
        return None
    first = start(today)
    if words[0] == "last":
        first = start(first - ONE_DAY)
    elif words[0] == "next":
        first = _after(start, first)
    return first, _after(start, first) - ONE_DAY


def _starts(books: Books) -> dict[str, Callable[[date], date]]:
    """The first day of the span that holds a day, by the span's name."""
    return {
        "week": week_start,
        "month": lambda day: day.replace(day=1),
        "fiscal quarter": lambda day: fiscal_quarter_start(books, day),
        "fiscal year": lambda day: fiscal_year_start(books, day),
        "calendar quarter": lambda day: date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
        "calendar year": lambda day: date(day.year, 1, 1),
    }


def _after(start: Callable[[date], date], first: date) -> date:
    """The first day of the span that follows."""
    day = first + ONE_DAY
    while start(day) == first:
        day += ONE_DAY
    return day


def spans(books: Books, period: Period, unit: str) -> list[Period]:
    """A period cut at the borders of days, weeks, months, quarters or years."""
    names = {
        "Week": "week",
        "Month": "month",
        "Quarter": "calendar quarter",
        "Year": "calendar year",
        "FiscalQuarter": "fiscal quarter",
        "FiscalYear": "fiscal year",
    }
    start = _starts(books)[names[unit]] if unit != "Days" else (lambda day: day)
    first, last = date.fromisoformat(period.start), date.fromisoformat(period.end)
    found = []
    while first <= last:
        end = min(_after(start, start(first)) - ONE_DAY, last)
        found.append(Period(first.isoformat(), end.isoformat()))
        first = end + ONE_DAY
    return found


def read_day(text: str) -> date:
    """A day of a parameter; 2060 for a text that is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("2060", "Invalid Date Format", f"Supplied value: {text}", "date") from None


def week_start(day: date) -> date:
    """The Sunday on or before a day."""
    return day - timedelta(days=(day.weekday() + 1) % 7)


def fiscal_year_start(books: Books, day: date) -> date:
    """The first day of the fiscal year a day lies in."""
    month = MONTHS.index(books.settings.fiscal_year_start) + 1
    year = day.year if day.month >= month else day.year - 1
    return date(year, month, 1)


def fiscal_quarter_start(books: Books, day: date) -> date:
    """The first day of the fiscal quarter a day lies in."""
    month = MONTHS.index(books.settings.fiscal_year_start) + 1
    passed = (day.month - month) % 12 // 3 * 3
    start = (month + passed - 1) % 12 + 1
    return date(day.year if day.month >= start else day.year - 1, start, 1)


def day_before(day: str) -> str:
    """The day before an ISO date."""
    return (date.fromisoformat(day) - ONE_DAY).isoformat()
