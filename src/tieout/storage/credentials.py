"""Credentials: how long the connection to a QuickBooks company lasts, and who may renew it now.

The row of a realm holds no secret: ends, a generation that counts the pairs of tokens, and a lease. Who
holds the lease is the one who asks for new tokens; whoever comes back without it any more changes
nothing. Attempts and outcomes only grow. Every function works within the caller's transaction, and asks
the database for nothing but that writes of one transaction exclude each other's: on PostgreSQL the
row is locked by the same UPDATE.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from tieout.storage.tables import CREDENTIAL, TOKEN_ATTEMPT, TOKEN_OUTCOME, insert_sql

GRANTED: Final = "granted"
REFUSED: Final = "refused"
NOTHING: Final = "nothing happened"
UNKNOWN: Final = "unknown"
SETTLED: Final = (GRANTED, REFUSED, NOTHING)
"""Outcomes after which it is known whether Intuit changed the tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """The standing of a connection; an end that nobody told is None, `broken` names why it is none."""

    realm: str
    generation: int
    access_until: datetime
    refresh_until: datetime
    hard_until: datetime | None
    broken: str = ""
    holder: str = ""
    lease_until: datetime | None = None
    at: datetime
    who: str

    @property
    def ends(self) -> datetime:
        """When a person must sign in again if nothing is done before: the earlier of both ends."""
        return min(self.refresh_until, self.hard_until) if self.hard_until else self.refresh_until


def credential(connection: Connection, realm: str) -> Credential | None:
    """The standing of a realm's connection; None = never connected."""
    row = connection.exec_driver_sql("SELECT * FROM credential WHERE realm = ?", (realm,)).first()
    if row is None:
        return None
    return Credential(
        realm=row.realm,
        generation=int(row.generation),
        access_until=datetime.fromisoformat(row.access_until),
        refresh_until=datetime.fromisoformat(row.refresh_until),
        hard_until=_day(row.hard_until),
        broken=row.broken,
        holder=row.holder,
        lease_until=_day(row.lease_until),
        at=datetime.fromisoformat(row.at),
        who=row.who,
    )


def _day(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def keep_credential(connection: Connection, kept: Credential) -> None:
    """Put a standing in the place of the realm's former one."""
    row = (
        kept.realm,
        kept.generation,
        kept.access_until.isoformat(),
        kept.refresh_until.isoformat(),
        kept.hard_until.isoformat() if kept.hard_until else "",
        kept.broken,
        kept.holder,
        kept.lease_until.isoformat() if kept.lease_until else "",
        kept.at.isoformat(),
        kept.who,
    )
    connection.exec_driver_sql(insert_sql(CREDENTIAL, replace=True), row)


def take_lease(connection: Connection, realm: str, generation: int, holder: str, until: datetime) -> bool:
    """Become the one who renews this generation; False = it was renewed meanwhile."""
    done = connection.exec_driver_sql(
        "UPDATE credential SET holder = ?, lease_until = ? WHERE realm = ? AND generation = ?",
        (holder, until.isoformat(), realm, generation),
    )
    return int(done.rowcount) == 1


def leased(connection: Connection, realm: str, generation: int, holder: str) -> bool:
    """Whether a holder still has the lease of a generation."""
    found = connection.exec_driver_sql(
        "SELECT 1 FROM credential WHERE realm = ? AND generation = ? AND holder = ?",
        (realm, generation, holder),
    ).first()
    return found is not None


def drop_lease(connection: Connection, realm: str, holder: str) -> None:
    """Give a lease back, if it is still the holder's."""
    connection.exec_driver_sql(
        "UPDATE credential SET holder = '', lease_until = '' WHERE realm = ? AND holder = ?",
        (realm, holder),
    )


def record_attempt(
    connection: Connection, realm: str, act: str, generation: int, at: datetime, who: str
) -> int:
    """Record a request before it leaves; its number."""
    done = connection.exec_driver_sql(
        f"{insert_sql(TOKEN_ATTEMPT)} RETURNING n", (realm, act, generation, at.isoformat(), who)
    )
    return int(done.scalar_one())


def record_outcome(connection: Connection, attempt: int, result: str, detail: str, at: datetime) -> None:
    """Record what became of a request; `detail` holds no secret."""
    connection.exec_driver_sql(insert_sql(TOKEN_OUTCOME), (attempt, result, detail, at.isoformat()))


def lost_attempts(connection: Connection, realm: str, generation: int) -> int:
    """How many requests to renew this generation left without an answer that says what they did."""
    marks = ", ".join("?" * len(SETTLED))
    found = connection.exec_driver_sql(
        "SELECT COUNT(*) FROM token_attempt a WHERE a.realm = ? AND a.generation = ? AND a.act = 'refresh' "
        f"AND NOT EXISTS (SELECT 1 FROM token_outcome o WHERE o.attempt = a.n AND o.result IN ({marks}))",
        (realm, generation, *SETTLED),
    )
    return int(found.scalar_one())
