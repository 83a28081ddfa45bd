"""Registry: the small store beside the companies, for what all their processes share.

It holds the quota of each QuickBooks company, the places of requests under way, how many calls were made
per day, and QuickBooks' notices, which must not wait for a write of the books. Nothing here is a fact of
the books: losing it loses no document. Companies kept in files share a file of their machine; companies on
a database server share a schema there, for several machines may work for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import BigInteger, Connection, MetaData, Text, event
from sqlalchemy import Column as SqlColumn
from sqlalchemy import Integer as SqlInteger
from sqlalchemy import Table as SqlTable

from tieout.core.limit import Limit
from tieout.storage.dialect import Dialect, Sqlite

METADATA: Final = MetaData()
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


def _number(name: str, *, key: bool = False) -> SqlColumn[int]:
    whole = BigInteger().with_variant(SqlInteger, "sqlite")
    return SqlColumn(name, whole, nullable=False, primary_key=key)


def _text(name: str) -> SqlColumn[str]:
    return SqlColumn(name, Text, nullable=False, primary_key=True)


QUOTA = SqlTable(
    "quota", METADATA, _text("realm"), _text("name"), _number("arrival"), _number("quiet_until")
)
PLACE = SqlTable("place", METADATA, _text("realm"), _number("number", key=True), _number("until"))
CALLS = SqlTable("calls", METADATA, _text("realm"), _text("day"), _text("kind"), _number("made"))

NOTICE = SqlTable(
    "notice",
    METADATA,
    _number("n", key=True),
    SqlColumn("key", Text, nullable=False, unique=True),
    *(SqlColumn(name, Text, nullable=False) for name in ("realm", "changed", "at", "raw")),
)

_RESERVE: Final = (
    "UPDATE quota SET arrival = CASE WHEN arrival > :now THEN arrival ELSE :now END + :interval "
    "WHERE realm = :realm AND name = :name RETURNING arrival, quiet_until"
)
_PUSH: Final = (
    "UPDATE quota SET arrival = CASE WHEN arrival > :due THEN arrival ELSE :due END, "
    "quiet_until = CASE WHEN quiet_until > :until THEN quiet_until ELSE :until END "
    "WHERE realm = :realm AND name = :name"
)
_ENTER: Final = (
    "UPDATE place SET until = :until WHERE realm = :realm AND number = "
    "(SELECT MIN(number) FROM place WHERE realm = :realm AND until <= :now) RETURNING number"
)
_COUNT: Final = (
    "INSERT INTO calls (realm, day, kind, made) VALUES (:realm, :day, :kind, :made) "
    "ON CONFLICT (realm, day, kind) DO UPDATE SET made = calls.made + :made"
)


SCHEMA: Final = 1
"""How far these tables have come."""


class Registry:
    """One short transaction per question, never over a network call; each realm has its own turn."""

    def __init__(self, place: Path | Dialect) -> None:
        """Open it, or make it; a path is a file."""
        if isinstance(place, Path):
            place.parent.mkdir(parents=True, exist_ok=True)
            place = Sqlite(place, synchronous="NORMAL")
        self._dialect = place
        self._engine = place.engine()
        event.listen(self._engine, "begin", self._begin)
        with self.write() as connection:
            if place.schema_number(connection) < SCHEMA:
                place.found(connection)
                METADATA.create_all(connection)
                place.keep_schema_number(connection, SCHEMA)

    def _begin(self, connection: Connection) -> None:
        lock = str(connection.get_execution_options().get("realm", ""))
        self._dialect.begin(connection, reading=False, lock=lock)

    @contextmanager
    def write(self, realm: str = "") -> Iterator[Connection]:
        """One transaction; those of one realm come one after the other."""
        with self._engine.connect().execution_options(realm=realm) as connection, connection.begin():
            yield connection

    def clock(self, own: Callable[[], datetime]) -> Callable[[], datetime]:
        """The clock all machines go by that share the place: their own, set by the server's once."""
        with self.write() as connection:
            before = own()
            there = self._dialect.now(connection)
            after = own()
        if there is None:
            return own
        ahead = there - (before + (after - before) / 2)
        return lambda: own() + ahead

    def close(self) -> None:
        """Let go of it."""
        self._engine.dispose()

    def count(self, realm: str, day: date, kind: str, made: int = 1) -> None:
        """Note calls that were made."""
        with self.write(realm) as connection:
            connection.exec_driver_sql(
                _COUNT, {"realm": realm, "day": day.isoformat(), "kind": kind, "made": made}
            )

    def calls(self, realm: str, kind: str, first: date, last: date) -> dict[date, int]:
        """Calls per day, both days included; a day without any is left out."""
        with self.write(realm) as connection:
            rows = connection.exec_driver_sql(
                "SELECT day, made FROM calls WHERE realm = ? AND kind = ? AND day BETWEEN ? AND ? "
                "ORDER BY day",
                (realm, kind, first.isoformat(), last.isoformat()),
            )
            return {date.fromisoformat(day): int(made) for day, made in rows}

    def keep_notices(self, notices: Iterable[tuple[str, str, datetime]], raw: str, at: datetime) -> int:
        """Append those of (key, realm, instant of change) that are new, with their request; how many."""
        with self.write() as connection:
            return sum(
                connection.exec_driver_sql(
                    "INSERT INTO notice (key, realm, changed, at, raw) VALUES (?, ?, ?, ?, ?) "
                    "ON CONFLICT (key) DO NOTHING",
                    (key, realm, changed.isoformat(), at.isoformat(), raw),
                ).rowcount
                for key, realm, changed in notices
            )

    def last_notice(self, realm: str) -> int:
        """The number of the last notice about a QuickBooks company, or naming none; 0 = there is none."""
        with self.write(realm) as connection:
            found = connection.exec_driver_sql(
                "SELECT COALESCE(MAX(n), 0) FROM notice WHERE realm IN (?, '')", (realm,)
            )
            return int(found.scalar_one())


class StoredQuota:
    """`ports.Quota` of one QuickBooks company, shared by every process that opens the registry.

    GCRA: one UPDATE … RETURNING per limit (design 6). `concurrency` requests may be under way at once;
    a place that a dead process holds is free again when its time is over.

    All instants are of the registry's clock (`Registry.clock`).
    """

    def __init__(self, registry: Registry, realm: str, limits: Iterable[Limit], concurrency: int) -> None:
        """Make the rows of this realm where they are missing."""
        self._registry, self._realm = registry, realm
        self._limits = {f"{limit.kind} {limit.seconds}": limit for limit in limits}
        with registry.write(realm) as connection:
            for name in self._limits:
                connection.exec_driver_sql(
                    "INSERT INTO quota VALUES (?, ?, 0, 0) ON CONFLICT DO NOTHING", (realm, name)
                )
            connection.exec_driver_sql(
                "DELETE FROM place WHERE realm = ? AND number >= ?", (realm, concurrency)
            )
            for number in range(concurrency):
                connection.exec_driver_sql(
                    "INSERT INTO place VALUES (?, ?, 0) ON CONFLICT DO NOTHING", (realm, number)
                )

    def take(self, kinds: Iterable[str], now: datetime) -> datetime:
        """Reserve one permit under every limit of these kinds; when the request may leave."""
        wanted, leaves = set(kinds), _ticks(now)
        with self._registry.write(self._realm) as connection:
            for name, limit in self._limits.items():
                if limit.kind in wanted:
                    leaves = max(leaves, self._reserve(connection, name, limit, now))
        return _instant(leaves)

    def _reserve(self, connection: Connection, name: str, limit: Limit, now: datetime) -> int:
        interval = limit.interval // _TICK
        row = connection.exec_driver_sql(
            _RESERVE,
            {"now": _ticks(now), "interval": interval, "realm": self._realm, "name": name},
        ).one()
        return max(int(row.arrival) - interval * limit.burst, int(row.quiet_until))

    def pause(self, until: datetime) -> None:
        """QuickBooks asked for quiet: no permit before `until`, and no burst after it."""
        with self._registry.write(self._realm) as connection:
            for name, limit in self._limits.items():
                due = _ticks(until + limit.interval * (limit.burst - 1))
                connection.exec_driver_sql(
                    _PUSH, {"due": due, "until": _ticks(until), "realm": self._realm, "name": name}
                )

    def quiet_until(self) -> datetime | None:
        """Until when QuickBooks asked for quiet, for a request that waits already."""
        with self._registry.write(self._realm) as connection:
            found = connection.exec_driver_sql(
                "SELECT MAX(quiet_until) FROM quota WHERE realm = ?", (self._realm,)
            ).scalar_one()
        return _instant(int(found)) if found else None

    def enter(self, now: datetime, until: datetime) -> int | None:
        """A place among the requests under way; None = all are taken now."""
        with self._registry.write(self._realm) as connection:
            found = connection.exec_driver_sql(
                _ENTER, {"realm": self._realm, "now": _ticks(now), "until": _ticks(until)}
            ).one_or_none()
        return int(found.number) if found else None

    def leave(self, place: int, until: datetime) -> None:
        """Give the place back, unless its time was over and it is another's."""
        with self._registry.write(self._realm) as connection:
            connection.exec_driver_sql(
                "UPDATE place SET until = 0 WHERE realm = ? AND number = ? AND until = ?",
                (self._realm, place, _ticks(until)),
            )


def _ticks(instant: datetime) -> int:
    return (instant - _EPOCH) // _TICK


def _instant(ticks: int) -> datetime:
    return _EPOCH + ticks * _TICK
