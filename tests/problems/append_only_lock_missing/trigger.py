"""A file with a lock that somebody dropped."""

from __future__ import annotations

import sqlite3

from tests.problems.premises import company, verb

from tieout.core.problem import Problem


def problems() -> list[Problem]:
    """What `tieout verify` says of it."""
    with company():
        books = sqlite3.connect("home/companies/shop/books.sqlite")
        books.execute("DROP TRIGGER record_no_update")
        books.close()
        return verb("verify")
