"""File fault: what SQLite says when the disk fails it, as what a person or a retry does.

Terminal: the disk is full, failing or read-only; somebody has to mend that first. Transient: another
program holds the file. What says that a statement of ours is wrong is neither and stays what it is. Either
way the transaction at hand is taken back whole, and nothing committed before is touched.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from sqlalchemy.engine import ExceptionContext

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError, ToldTransientError

DISK: Final = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN}
)
"""Primary result codes (sqlite.org/rescode.html): the low byte of the code SQLite extends."""

HELD: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class FileHeldError(ToldTransientError):
    """Another program holds the company's file for longer than is waited for."""


def explained(context: ExceptionContext) -> None:
    """Raise what a fault of the file means; other faults go on as they are.

    Raises:
        FileHeldError: another program holds it.
        TerminalError: it cannot be written.
    """
    fault = meaning(context.original_exception)
    if fault is not None:
        raise fault from context.original_exception


def meaning(fault: BaseException) -> FileHeldError | TerminalError | None:
    """What a fault of the driver means; None = it is not the file's."""
    code = getattr(fault, "sqlite_errorcode", None)
    if code is None:
        return None
    if code & 0xFF in HELD:
        return FileHeldError(problem("books_held", why=f"SQLite says: {fault}."))
    if code & 0xFF in DISK:
        return TerminalError(problem("books_not_written", why=f"SQLite says: {fault}."))
    return None
