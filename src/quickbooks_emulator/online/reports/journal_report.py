"""Journal: every transaction of a period with its debits and credits."""

from __future__ import annotations

from quickbooks_emulator.online.books import Books
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.ledger import Entry

from .entryrow import Row, data_rows, heads, row_of, totals, wanted_columns
from .profit_and_loss import FILTERS
from .scope import scope
from .shape import header, report, section

_DEFAULT = "tx_date txn_type doc_num name memo account_name debt_amt credit_amt"


def journal_report(books: Books, parameters: dict[str, str]) -> Body:
    """A section per transaction, debits equal to credits in each."""
    asked = scope(books, parameters, filters=FILTERS)
    keys = wanted_columns(parameters, _DEFAULT)
    documents: dict[tuple[str, str], list[Entry]] = {}
    for entry in books.ledger.entries.values():
        if asked.period.start <= entry.date <= asked.period.end:
            documents.setdefault(entry.label, []).append(entry)
    sections, everything = [], []
    for entries in sorted(documents.values(), key=lambda one: (one[0].date, one[0].sequence)):
        rows = _rows(books, entries)
        if any(asked.admits(posting) for entry in entries for posting in entry.postings):
            sections.append(section("", data_rows(rows, keys), totals("", keys, rows)))
            everything += rows
    if everything:
        sections.append(section("", [], totals("TOTAL", keys, everything), "GrandTotal"))
    head = header(books, "JournalReport", asked.period, parameters, empty=not sections, standard=False)
    return report(head | asked.shown(), heads(keys), sections)


def _rows(books: Books, entries: list[Entry]) -> list[Row]:
    """The postings of a transaction; its date and kind stand on the first line only."""
    rows = [
        row_of(books, entry, posting) for entry in entries for posting in entry.postings if posting.cents
    ]
    for row in rows[1:]:
        row.day = ""
    return rows
