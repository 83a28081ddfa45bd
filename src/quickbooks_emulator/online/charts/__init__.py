"""The charts: the companies an emulator can start with."""

from __future__ import annotations

from quickbooks_emulator.online.books import Books

from . import empty, sample_us

CHARTS = {"empty": empty.fill, "sample-us": sample_us.fill}


def fill(books: Books, name: str) -> None:
    """Put a company's starting objects into empty books and make them durable."""
    CHARTS[name](books)
    books.store.commit()
