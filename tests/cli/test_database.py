"""The option that names a database server: no password is typed where others can read it."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from tests.company import tieout
from tieout.cli.database import without_password
from tieout.core.errors import TerminalError


def test_an_address_without_a_password_is_taken_as_typed() -> None:
    assert without_password("") == ""
    assert without_password("postgresql://ann@db/books") == "postgresql://ann@db/books"


@pytest.mark.parametrize("address", ["postgresql://ann:secret@db/b", "postgresql://db/b?password=secret"])
def test_a_password_on_the_command_line_is_wrong_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path))
    with pytest.raises(typer.BadParameter, match="PGPASSWORD"):
        without_password(address)
    said = tieout("init", "--company", "acme", "--emulator", "--database", address)
    assert said.code == 2
    assert "secret" not in said.err


def test_what_is_no_address_is_a_problem_with_its_next_step() -> None:
    with pytest.raises(TerminalError, match="--database"):
        without_password("books.sqlite")
