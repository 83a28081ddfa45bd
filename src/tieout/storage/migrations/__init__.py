"""Migrations: numbered steps from an empty file to the present tables, run in one transaction.

The steps are plain modules `r0001`, `r0002`, … with a sentence of purpose each; how many a place has
seen is kept with it, in the same transaction.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

from sqlalchemy import Connection

from tieout.storage.dialect import Dialect

REVISIONS: Final = ("r0001",)


def migrate(connection: Connection, dialect: Dialect) -> None:
    """Run every revision the file has not seen yet; a file of a newer tieout is refused.

    Raises:
        RuntimeError: the file's schema is newer than this program.
    """
    done = dialect.schema_number(connection)
    if done > len(REVISIONS):
        raise RuntimeError(
            f"the file's schema {done} is newer than this tieout ({len(REVISIONS)}): upgrade tieout"
        )
    for number, name in enumerate(REVISIONS[done:], start=done + 1):
        import_module(f"tieout.storage.migrations.{name}").upgrade(connection, dialect)
        dialect.keep_schema_number(connection, number)
