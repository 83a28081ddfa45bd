"""A database server: what it holds, what it can hold, and that no password is ever shown."""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlalchemy import make_url

from tests.postgres import Server as Running
from tests.postgres import needs_postgresql
from tieout.core.errors import TerminalError, TransientError
from tieout.storage.database import Database
from tieout.storage.registry import Registry
from tieout.storage.server import LONGEST_NAME, Server


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ann:secret@db:5433/books", "postgresql://ann@db:5433/books"),
        ("postgres://ann@/books?host=/run/db", "postgresql://ann@/books?host=%2Frun%2Fdb"),
        (
            "postgresql+psycopg://db/books?password=secret&sslmode=require",
            "postgresql://db/books?sslmode=require",
        ),
    ],
)
def test_an_address_is_shown_without_its_password(url: str, shown: str) -> None:
    server = Server(url)
    assert server.address == shown
    assert server.has_password == ("secret" in url)
    assert "secret" not in server.address


@pytest.mark.parametrize("url", ["books", "mysql://ann:secret@db/books", "postgresql://db:port/x"])
def test_what_is_no_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(TerminalError) as refused:
        Server(url)
    assert refused.value.problem.code == "database_address_unfit"
    assert "secret" not in str(refused.value)


def test_a_server_that_is_not_there_may_be_tried_again() -> None:
    with pytest.raises(TransientError) as away:
        Server("postgresql://ann:secret@127.0.0.1:1/books").companies()
    assert away.value.problem is not None
    assert away.value.problem.code == "database_unreachable"
    assert "secret" not in str(away.value)


def test_a_name_that_a_schema_would_cut_short_is_refused() -> None:
    server = Server("postgresql://db/books")
    assert server.company("a" * LONGEST_NAME).schema == "tieout_" + "a" * LONGEST_NAME
    with pytest.raises(TerminalError, match="56 on a database server"):
        server.company("a" * (LONGEST_NAME + 1))


@pytest.fixture
def held(database_url: str) -> Server:
    """A server with two companies, their registry, and a schema of somebody else."""
    server = Server(database_url)
    for name in ("acme", "acme-east"):
        Database(server.prepare(name)).close()
    with closing(Registry(server.registry())):
        pass
    return server


@needs_postgresql
def test_companies_are_known_by_their_schema_and_dropped_alone(held: Server) -> None:
    assert held.companies() == ["acme", "acme-east"]
    held.drop("acme")
    held.drop("acme")
    assert held.companies() == ["acme-east"]
    assert not held.has("acme")
    assert held.has("acme-east")


@needs_postgresql
def test_a_schema_of_somebody_else_is_left_alone(held: Server, server: Running) -> None:
    with closing(Database(held.company("acme"))) as database, database.write() as connection:
        connection.exec_driver_sql("CREATE SCHEMA tieout_theirs")
        connection.exec_driver_sql("CREATE TABLE tieout_theirs.ledger (n BIGINT)")
        connection.exec_driver_sql("CREATE SCHEMA tieout_empty")
    with pytest.raises(TerminalError) as refused:
        held.prepare("theirs")
    assert refused.value.problem.code == "schema_taken"
    assert held.companies() == ["acme", "acme-east"]
    Database(held.prepare("empty")).close()
    assert "empty" in held.companies()


@needs_postgresql
def test_a_database_whose_texts_are_not_utf8_cannot_hold_a_company(server: Running) -> None:
    url = server.empty("ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(TerminalError, match="LATIN1") as refused:
        Server(url).prepare("acme")
    assert refused.value.problem.code == "database_unfit"
    server.forget(url)


@needs_postgresql
def test_an_older_server_cannot_hold_a_company(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tieout.storage.server.OLDEST", 99)
    with pytest.raises(TerminalError, match="needs 99 or later") as refused:
        Server(database_url).prepare("acme")
    assert refused.value.problem.code == "database_unfit"


@needs_postgresql
def test_a_user_without_rights_is_told_which_one_is_missing(server: Running, database_url: str) -> None:
    name = make_url(database_url).database
    server.run("DROP ROLE IF EXISTS clerk")
    server.run("CREATE ROLE clerk LOGIN")
    clerk = Server(database_url.replace("//tests@", "//clerk@"))
    with pytest.raises(TerminalError, match="may not create a schema") as refused:
        clerk.prepare("acme")
    assert refused.value.problem.code == "database_refused"
    server.run(f"GRANT CREATE ON DATABASE {name} TO clerk")
    Database(clerk.prepare("acme")).close()
    assert clerk.companies() == ["acme"]
    server.run(f"REVOKE CREATE ON DATABASE {name} FROM clerk")
    Database(clerk.company("acme")).close()  # what was made can be opened without that right


@needs_postgresql
def test_a_user_who_may_not_read_a_companys_books_is_refused(held: Server, server: Running) -> None:
    server.run("DROP ROLE IF EXISTS stranger")
    server.run("CREATE ROLE stranger LOGIN")
    stranger = Server(held.url.replace("//tests@", "//stranger@"))
    with pytest.raises(TerminalError) as refused:
        stranger.has("acme")
    assert refused.value.problem.code == "database_refused"
    with pytest.raises(TerminalError) as unknown:
        Server(held.url.replace("//tests@", "//nobody-known@")).companies()
    assert unknown.value.problem.code == "database_refused"
