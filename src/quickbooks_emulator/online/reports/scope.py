"""The scope of a report: its period, its filters, its columns; what it does not know is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.ledger import Entry, Posting
from quickbooks_emulator.online.refusal import Refusal

from .period import Period, asked, report_day

FILTERS: dict[str, Callable[[Posting], str]] = {
    "customer": lambda posting: posting.customer or posting.name[0],
    "vendor": lambda posting: posting.name[0],
    "employee": lambda posting: posting.name[0],
    "item": lambda posting: posting.item,
    "class": lambda posting: posting.klass,
    "department": lambda posting: posting.department,
}
_HEADER_NAMES = {"class": "Class", "department": "Department", "item": "Item", "employee": "Employee"}


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report was asked for."""

    books: Books
    period: Period
    parameters: dict[str, str]
    filters: dict[str, frozenset[str]] = field(default_factory=dict)

    def admits(self, posting: Posting) -> bool:
        """The posting passes every filter."""
        return all(FILTERS[name](posting) in wanted for name, wanted in self.filters.items())

    def postings(self, start: str = "", end: str = "") -> Iterator[tuple[Entry, Posting]]:
        """Postings of the period (or of other days) that pass the filters."""
        first, last = start or self.period.start, end or self.period.end
        for entry, posting in self.books.ledger.postings():
            if first <= entry.date <= last and self.admits(posting):
                yield entry, posting

    def shown(self) -> Body:
        """The filters as the header shows them."""
        return {_HEADER_NAMES.get(name, name.title()): self.parameters[name] for name in self.filters}


def scope(
    books: Books,
    parameters: dict[str, str],
    *,
    default: str = "month",
    filters: str = "",
    day: bool = False,
) -> Scope:
    """Read a request: `filters` names those the report knows; `day` makes it a report as of one day.

    Raises:
        Refusal: 5030 for cash basis and for filters the report does not know.
    """
    known = filters.split()
    wrong = [name for name in FILTERS if parameters.get(name) and name not in known]
    if parameters.get("accounting_method", "Accrual").title() != "Accrual":
        wrong.append("accounting_method")
    if wrong:
        text = f"The emulator does not know {', '.join(wrong)} in this report."
        raise Refusal("5030", "Feature Not Supported", text, "")
    given = {
        name: frozenset(parameters[name].split(","))
        for name in known
        if name in FILTERS and parameters.get(name)
    }
    period = report_day(books, parameters) if day else asked(books, parameters, default=default)
    return Scope(books, period, parameters, given)
