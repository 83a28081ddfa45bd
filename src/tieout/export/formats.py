"""Formats: the exports by the name a person types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TextIO

from tieout.export.beancount_journal import beancount
from tieout.export.books import ExportedBooks
from tieout.export.flat_csv import flat_csv
from tieout.export.hledger_journal import hledger

FORMATS: Final[dict[str, Callable[[ExportedBooks], Iterator[str]]]] = {
    "beancount": beancount,
    "hledger": hledger,
    "csv": flat_csv,
}


def export(books: ExportedBooks, format_name: str, output: TextIO) -> None:
    """Write the books; open `output` as UTF-8 with `newline=""`.

    Raises:
        KeyError: no such format.
    """
    output.writelines(FORMATS[format_name](books))
