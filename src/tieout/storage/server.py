"""Server: a PostgreSQL database that holds companies, each in a schema of its own, and their registry.

A schema is tieout's when its comment says so; another one of that name is never touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, NullPool, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.storage.dialect import Postgres, postgres_engine

PREFIX: Final = "tieout_"
REGISTRY: Final = "tieout"
OLDEST: Final = 14
"""The oldest major version whose statements are used here (CREATE OR REPLACE TRIGGER)."""

LONGEST_NAME: Final = 63 - len(PREFIX)
"""PostgreSQL cuts longer identifiers short without a word, and two companies would be one."""


class Server:
    """One database on a server, as a user may enter it."""

    def __init__(self, url: str) -> None:
        """`url` as libpq has it: postgresql://user@host:port/database; it need not hold the password.

        Raises:
            TerminalError: it is no such address.
        """
        self.url = url
        self._parsed = _parsed(url)

    @property
    def has_password(self) -> bool:
        """Whether the address holds one."""
        return self._parsed.password is not None or "password" in self._parsed.query

    @property
    def address(self) -> str:
        """The address without its password, which is what is kept and shown."""
        bare = self._parsed.difference_update_query(["password"])
        plain = URL.create(
            "postgresql",
            username=bare.username,
            host=bare.host,
            port=bare.port,
            database=bare.database,
            query=bare.query,
        )
        return plain.render_as_string(hide_password=False)

    def company(self, name: str) -> Postgres:
        """Where a company's books are, or would be.

        Raises:
            TerminalError: the name is too long for a schema.
        """
        if len(name) > LONGEST_NAME:
            raise TerminalError(problem("company_name_unfit", name=name))
        return Postgres(self.url, PREFIX + name)

    def registry(self) -> Postgres:
        """Where what its companies' processes share is kept."""
        return Postgres(self.url, REGISTRY)

    def companies(self) -> list[str]:
        """The names of the companies it holds, sorted."""
        with _asking(self.url) as connection:
            rows = connection.exec_driver_sql(f"{_OURS} AND n.nspname LIKE 'tieout!_%' ESCAPE '!'")
            return sorted(name.removeprefix(PREFIX) for (name,) in rows)

    def has(self, name: str) -> bool:
        """Whether it holds a company of that name.

        Raises:
            TerminalError: it does, and the user may not look into it.
        """
        schema = self.company(name).schema
        with _asking(self.url) as connection:
            row = connection.exec_driver_sql(_STANDING, (schema,)).one_or_none()
        if row is None or not row.ours:
            return False
        if not row.may_use:
            why = f"The user may not use the schema {schema}."
            raise TerminalError(problem("database_refused", why=why))
        return True

    def prepare(self, name: str) -> Postgres:
        """The place for a new company's books: the database is fit, and nothing stands there.

        Raises:
            TerminalError: it is not fit, the user may not create a schema, or one of that name is
                somebody else's.
        """
        place = self.company(name)
        with _asking(self.url) as connection:
            self._fit(connection)
            for schema in (place.schema, REGISTRY):
                self._may_have(connection, schema)
        return place

    def drop(self, name: str) -> None:
        """Take a company's schema away with all that is in it."""
        schema = self.company(name).schema
        if self.has(name):
            with _asking(self.url) as connection:
                connection.exec_driver_sql(f'DROP SCHEMA "{schema}" CASCADE')

    def _fit(self, connection: Connection) -> None:
        number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
        encoding = str(connection.exec_driver_sql("SHOW server_encoding").scalar_one())
        if number // 10_000 < OLDEST:
            why = f"It is PostgreSQL {number // 10_000}, and tieout needs {OLDEST} or later."
        elif encoding != "UTF8":
            why = f"Its texts are in {encoding}, and tieout needs UTF8."
        else:
            return
        raise TerminalError(problem("database_unfit", address=self.address, why=why))

    def _may_have(self, connection: Connection, schema: str) -> None:
        """A schema that is there must be ours or empty; one that is not, the user must be able to make."""
        row = connection.exec_driver_sql(_STANDING, (schema,)).one_or_none()
        if row is None:
            self._may_create(connection, schema)
        elif not row.ours and row.holds:
            raise TerminalError(problem("schema_taken", schema=schema, address=self.address))
        elif not row.may_create:
            why = f"The user may not create tables in the schema {schema}."
            raise TerminalError(problem("database_refused", why=why))

    def _may_create(self, connection: Connection, schema: str) -> None:
        allowed = connection.exec_driver_sql(
            "SELECT has_database_privilege(current_database(), 'CREATE')"
        ).scalar_one()
        if not allowed:
            why = f"The user may not create a schema, and there is no schema {schema}."
            raise TerminalError(problem("database_refused", why=why))


_OURS: Final = (
    "SELECT n.nspname FROM pg_namespace n "
    "WHERE obj_description(n.oid, 'pg_namespace') LIKE 'tieout schema %'"
)
_STANDING: Final = (
    "SELECT COALESCE(obj_description(n.oid, 'pg_namespace'), '') LIKE 'tieout %' AS ours, "
    "EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = n.oid) AS holds, "
    "has_schema_privilege(n.oid, 'CREATE') AS may_create, "
    "has_schema_privilege(n.oid, 'USAGE') AS may_use FROM pg_namespace n WHERE n.nspname = ?"
)


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise TerminalError(problem("database_address_unfit", address=url.rpartition("@")[2])) from None
    if parsed.get_backend_name() not in {"postgresql", "postgres"}:
        raise TerminalError(problem("database_address_unfit", address=url.rpartition("@")[2]))
    return parsed


@contextmanager
def _asking(url: str) -> Iterator[Connection]:
    """A connection for a few questions, each a transaction of its own."""
    engine = postgres_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
