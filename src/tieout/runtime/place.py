"""Place: where a company's books are: a file in its folder, or a schema of a database server.

`TIEOUT_DATABASE` names the server for every company that has no file here. Without it the address counts
that the company was made with, kept in its folder without a password; libpq's own ways (PGPASSWORD, a
password file, a service) bring that.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final

from tieout.storage.dialect import Dialect
from tieout.storage.server import Server

VARIABLE: Final = "TIEOUT_DATABASE"
FILE: Final = "books.sqlite"
KEPT: Final = "server.json"


def server_named(address: str = "") -> Server | None:
    """The server an address names, else the environment; None = neither does."""
    named = address or os.environ.get(VARIABLE, "")
    return Server(named) if named else None


def has_password(address: str) -> bool:
    """Whether an address holds a password; raises as `Server` does."""
    return Server(address).has_password


def server_of(folder: Path) -> Server | None:
    """The server that holds the company of a folder; None = its books are in a file, or nowhere."""
    if (folder / FILE).exists():
        return None
    kept = folder / KEPT
    known = json.loads(kept.read_text(encoding="utf-8"))["database"] if kept.exists() else ""
    return server_named(os.environ.get(VARIABLE, "") or known)


def place_of(folder: Path) -> Path | Dialect | None:
    """Where the books of the company of a folder are; None = there is no such company."""
    if (folder / FILE).exists():
        return folder / FILE
    server = server_of(folder)
    if server is None or not server.has(folder.name):
        return None
    return server.company(folder.name)


def new_place(folder: Path, server: Server | None) -> Path | Dialect:
    """Where the books of a new company will be; its folder is made.

    Raises:
        TerminalError: the server cannot hold it.
    """
    place = server.prepare(folder.name) if server else folder / FILE
    folder.mkdir(parents=True, exist_ok=True)
    return place


def keep_place(folder: Path, server: Server | None) -> None:
    """Remember the server that holds a company, without a password."""
    if server:
        kept = json.dumps({"database": server.address}, indent=2) + "\n"
        (folder / KEPT).write_text(kept, encoding="utf-8")


def discard_place(folder: Path) -> None:
    """Take the books of a company that was never connected away."""
    server = server_of(folder)
    if server:
        server.drop(folder.name)
    for path in (folder / KEPT, *folder.glob(f"{FILE}*")):
        path.unlink(missing_ok=True)


def known_companies(companies: Path) -> list[str]:
    """The names of the companies of this machine, and of those on the server the environment names."""
    here = {path.parent.name for name in (FILE, KEPT) for path in companies.glob(f"*/{name}")}
    server = server_named()
    return sorted(here | set(server.companies() if server else ()))
