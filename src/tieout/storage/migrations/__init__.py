"""Migrations: an empty place gets the present tables at once, an older one the steps it lacks.

The steps are plain modules `r0001`, `r0002`, … with a sentence of purpose each; how many a place has
seen is kept with it, in the same transaction.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

from sqlalchemy import Connection

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.storage.dialect import Dialect

REVISIONS: Final = (
    "r0001",
    "r0002",
    "r0003",
    "r0004",
    "r0005",
    "r0006",
    "r0007",
    "r0008",
    "r0009",
    "r0010",
    "r0011",
    "r0012",
    "r0013",
    "r0014",
    "r0015",
    "r0016",
    "r0017",
    "r0018",
    "r0019",
    "r0020",
)


def migrate(connection: Connection, dialect: Dialect) -> None:
    """Run every revision the file has not seen yet; a file of a newer tieout is refused.

    Raises:
        TerminalError: the file's schema is newer than this program.
    """
    done = dialect.schema_number(connection)
    if done > len(REVISIONS):
        raise TerminalError(problem("schema_newer", found=done))
    if not done:
        dialect.found(connection)
    steps = REVISIONS[done:] if done else REVISIONS[:1]
    for name in steps:
        import_module(f"tieout.storage.migrations.{name}").upgrade(connection, dialect)
    if steps:
        dialect.keep_schema_number(connection, len(REVISIONS))
