"""Where a company's books are: a file, or a server that the environment or its folder names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.company import BASE, SALES, TODAY, tieout, written
from tests.postgres import needs_postgresql
from tieout.core.errors import TerminalError
from tieout.runtime.company import companies, company_folder, open_company
from tieout.runtime.place import FILE, KEPT, VARIABLE, has_password, known_companies, place_of, server_of
from tieout.storage.dialect import Postgres
from tieout.storage.server import Server

SERVER = "postgresql://ann@db/books"
INIT = ("init", "--company", "acme", "--emulator", "--yes", "--start", "2026-03-01")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a company that is not there yet, on a machine of its own."""
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path / "home"))
    made = company_folder("acme")
    made.mkdir(parents=True)
    return made


def test_a_file_counts_whatever_the_environment_names(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / FILE).touch()
    monkeypatch.setenv(VARIABLE, SERVER)
    assert server_of(folder) is None
    assert place_of(folder) == folder / FILE


def test_the_environment_goes_before_what_was_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert server_of(folder) is None
    assert place_of(folder) is None
    (folder / KEPT).write_text(json.dumps({"database": SERVER}), encoding="utf-8")
    kept = server_of(folder)
    assert kept is not None
    assert kept.url == SERVER
    monkeypatch.setenv(VARIABLE, "postgresql://ann:secret@other/books")
    named = server_of(folder)
    assert named is not None
    assert (named.address, named.has_password) == ("postgresql://ann@other/books", True)
    assert has_password(named.url)


def test_companies_in_files_and_on_servers_are_listed_together(folder: Path) -> None:
    (folder / KEPT).write_text(json.dumps({"database": SERVER}), encoding="utf-8")
    other = folder.parent / "east"
    other.mkdir()
    (other / FILE).touch()
    assert known_companies(folder.parent) == ["acme", "east"]


@needs_postgresql
def test_a_company_is_made_on_a_server_and_keeps_its_address_without_a_password(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(VARIABLE, database_url.replace("tests@", "tests:secret@"))
    assert tieout(*INIT).code == 0
    kept = company_folder("acme") / KEPT
    assert (
        Server(json.loads(kept.read_text(encoding="utf-8"))["database"]).address
        == Server(database_url).address
    )
    assert not any(
        b"secret" in path.read_bytes() for path in company_folder("acme").rglob("*") if path.is_file()
    )
    assert not (company_folder("acme") / FILE).exists()
    again = tieout(*INIT)
    assert (again.code, "company_exists" in again.err) == (3, True)
    monkeypatch.delenv(VARIABLE)
    company = open_company("acme")
    assert isinstance(company.database.dialect, Postgres)
    assert companies() == ["acme"]
    company.database.close()


@needs_postgresql
def test_another_machine_that_is_told_the_server_works_on_the_same_books(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path / "first"))
    assert tieout(*INIT, "--database", database_url).code == 0
    assert tieout("load", written(tmp_path, "month.jsonl", *BASE, *SALES), "--company", "acme").code == 0
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path / "second"))
    assert tieout("status", "--company", "acme").code == 3
    monkeypatch.setenv(VARIABLE, database_url)
    assert companies() == ["acme"]
    status = tieout("status", "--company", "acme", "--json").json
    assert status["events"] == len(BASE) + len(SALES)
    assert status["calls"]["used"] > 0, "calls to QuickBooks are counted on the server"


@needs_postgresql
def test_what_cannot_be_connected_leaves_no_schema_behind(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path / "home"))
    assert tieout("init", "--company", "acme", "--database", database_url).code == 3
    assert Server(database_url).companies() == []
    assert not company_folder("acme").exists()
    assert tieout(*INIT, "--database", database_url).code == 0


def test_a_server_that_is_away_is_told_as_a_problem_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIEOUT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv(VARIABLE, "postgresql://ann:secret@127.0.0.1:1/books")
    said = tieout("run", "--company", "acme", "--today", TODAY)
    assert said.code == 4
    assert "database_unreachable" in said.err
    assert "secret" not in said.err
    assert "Traceback" not in said.err


@needs_postgresql
def test_books_that_were_made_meanwhile_are_not_written_over(database_url: str, folder: Path) -> None:
    from tieout.runtime.company import Settings, create_company

    create_company("acme", Settings(), database_url).database.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Server, "has", lambda _self, _name: False)
        with pytest.raises(TerminalError, match="exists already"):
            create_company("acme", Settings(), database_url)
