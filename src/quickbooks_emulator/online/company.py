"""The company: books, replies and rights of one realm, opened from a file or founded anew."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from .books import Books
from .charts import fill
from .clock import CompanyClock
from .entities import all_kinds
from .settings import Settings
from .store import Store


def open_books(settings: Settings, path: Path | None = None, chart: str = "empty") -> Books:
    """Books from a state file when it holds a company, else founded by a chart."""
    store = Store(path, durability=settings.durability)
    clock = CompanyClock(settings.utc_offset)
    if settings.clock_start:
        clock.fix(datetime.fromisoformat(settings.clock_start))
    books = Books(settings, store, all_kinds(), clock)
    if store.is_new:
        fill(books, chart)
        store.touched()  # what a company starts with is no news to anybody
    return books
