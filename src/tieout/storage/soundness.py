"""Soundness: whether a file is a company's books at all, asked before anything is written to it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

NO_COMPANY: Final = "It holds no company: `tieout init` was cut off, or another program made it."


def unsound(path: Path) -> str:
    """Why a file cannot be a company's books, in a sentence; "" = nothing speaks against it.

    It is only read. What keeps it from being opened now (a lock, a right) is not told here.
    """
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            tables = {
                name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
            known = (
                "setting" in tables
                and file.execute("SELECT 1 FROM setting WHERE name = 'connection'").fetchone()
            )
    except sqlite3.OperationalError:
        return ""
    except sqlite3.DatabaseError as fault:
        return f"SQLite says: {fault}."
    return "" if known else NO_COMPANY
