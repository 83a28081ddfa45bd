"""Migrations: numbered steps from an empty file to the present tables, run in one transaction.

Alembic keeps the revision and offers batch changes of SQLite tables; the steps are plain modules
`r0001`, `r0002`, … with a sentence of purpose each.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError

REVISIONS: Final = ("r0001", "r0002", "r0003", "r0004", "r0005", "r0006", "r0007", "r0008")


def migrate(connection: Connection) -> None:
    """Run every revision the file has not seen yet; a file of a newer tieout is refused.

    Raises:
        TerminalError: the file's schema is newer than this program.
    """
    done = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if done > len(REVISIONS):
        raise TerminalError(problem("schema_newer", found=done))
    for number, name in enumerate(REVISIONS[done:], start=done + 1):
        import_module(f"tieout.storage.migrations.{name}").upgrade(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {number}")
