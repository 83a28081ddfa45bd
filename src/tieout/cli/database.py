"""Database: the option that names a server for a company's books, and what may not stand in it."""

from __future__ import annotations

from typing import Annotated

import typer

from tieout.runtime.place import has_password

Database = Annotated[
    str,
    typer.Option(
        help="Keep the books on this PostgreSQL server, postgresql://user@host/name without a password; "
        "default: $TIEOUT_DATABASE, else a file."
    ),
]


def without_password(address: str) -> str:
    """The address of a database server as typed.

    Raises:
        BadParameter: it holds a password, which every user of the machine could read.
        TerminalError: it is no such address.
    """
    if address and has_password(address):
        words = "leave the password out: use PGPASSWORD, a password file, or $TIEOUT_DATABASE"
        raise typer.BadParameter(words, param_hint="--database")
    return address
