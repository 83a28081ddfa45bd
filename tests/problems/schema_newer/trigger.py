"""A file that a later version wrote."""

from __future__ import annotations

import sqlite3

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What every verb says of it."""
    with company():
        books = sqlite3.connect("home/companies/shop/books.sqlite")
        books.execute("PRAGMA user_version = 99")
        books.close()
        return verb("doctor")
