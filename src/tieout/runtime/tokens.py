"""Tokens: the access token of a company, renewed by one process at a time (design 6).

A renewal is two transactions around one request. The first takes the lease and records the attempt; the
second stores the new pair with the answer, or says why there is none. A process killed in between leaves
an attempt without an outcome: the next one tries the same refresh token again, which Intuit may still
take for a while (its grace is not documented); when it does not, the connection is lost for good and a
person is asked to connect again, once, instead of asking Intuit again and again.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from tieout.connectors.quickbooks_online.oauth import LONGEST_SECONDS, Authority, Grant, GrantRefused
from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError, TransientError
from tieout.core.problem import Problem
from tieout.ports import NothingHappened, OutcomeUnknown
from tieout.runtime.company import Company
from tieout.runtime.keys import vault
from tieout.storage.credentials import (
    GRANTED,
    NOTHING,
    REFUSED,
    UNKNOWN,
    Credential,
    credential,
    drop_lease,
    keep_credential,
    leased,
    lost_attempts,
    record_attempt,
    record_outcome,
    take_lease,
)
from tieout.storage.secrets import Vault
from tieout.storage.settings import audit

EARLY: Final = timedelta(minutes=5)
"""An access token is renewed this long before its end, so that none ends under way."""

LEASE: Final = timedelta(seconds=LONGEST_SECONDS + 30)
"""How long one process may be busy renewing before another takes over."""

POLL_SECONDS: Final = 1

NEVER: Final = "It was never signed in."
EXPIRED: Final = "QuickBooks was not used for so long that its refresh token ran out."
HARD_EXPIRED: Final = "Intuit lets no connection last longer, however much it is used."


def scope_of(realm: str) -> str:
    """Where the secrets of a QuickBooks company are kept; part of what they are bound to."""
    return f"realm {realm}"


@dataclass(frozen=True, slots=True)
class Renewal:
    """A renewal this process has the lease and the recorded attempt for."""

    attempt: int
    generation: int
    refresh_token: str = field(repr=False)
    lost: bool
    still_good: str = field(repr=False)


def keep_grant(
    connection: Connection,
    kept: Vault,
    realm: str,
    grant: Grant,
    generation: int,
    who: str,
    now: datetime,
    renews: Credential | None = None,
) -> Credential:
    """Store a pair of tokens and what is known of their ends; part of the caller's transaction.

    `renews` is the standing a renewal goes on from: who signed in and when, and the hard end if the
    answer does not say it again.
    """
    hard = now + timedelta(seconds=grant.hard_seconds) if grant.hard_seconds is not None else None
    made = Credential(
        realm=realm,
        generation=generation,
        access_until=now + timedelta(seconds=grant.access_seconds),
        refresh_until=now + timedelta(seconds=grant.refresh_seconds),
        hard_until=hard or (renews.hard_until if renews else None),
        at=renews.at if renews else now,
        who=renews.who if renews else who,
    )
    kept.keep(connection, scope_of(realm), "access_token", grant.access_token, now)
    kept.keep(connection, scope_of(realm), "refresh_token", grant.refresh_token, now)
    keep_credential(connection, made)
    return made


class Tokens:
    """The access token of one company in one process; `authority` is made when it is first needed."""

    def __init__(
        self,
        company: Company,
        authority: Callable[[], Authority],
        now: Callable[[], datetime],
        sleep: Callable[[int], None],
        who: str,
        *,
        lease: timedelta = LEASE,
    ) -> None:
        self._company, self._authority = company, authority
        self._now, self._sleep, self._who, self._lease = now, sleep, who, lease
        self._realm = company.settings.connection.realm
        self._vault = vault(company)
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._kept: tuple[str, datetime] | None = None

    def token(self) -> str:
        """An access token that is good for a while.

        Raises:
            TerminalError: a person must connect the company again.
            NothingHappened: it cannot be renewed now.
        """
        if self._kept and self._now() < self._kept[1] - EARLY:
            return self._kept[0]
        return self._current("")

    def renewed(self, rejected: str) -> bool:
        """Whether there is another token than one that QuickBooks turned away; raises as `token` does."""
        self._kept = None
        return self._current(rejected) != rejected

    def _current(self, rejected: str) -> str:
        while True:
            with self._company.database.write() as connection:
                step = self._step(connection, rejected)
            if isinstance(step, Problem):
                raise TerminalError(step)
            if isinstance(step, str):
                return step
            if step is None:
                self._sleep(POLL_SECONDS)
            elif token := self._renew(step):
                return token

    def _step(self, connection: Connection, rejected: str) -> str | Renewal | Problem | None:
        """One look at the row: a good token, a renewal of our own, a problem; None = wait for another's."""
        now, name = self._now(), self._company.name
        known = credential(connection, self._realm)
        if known is None:
            return problem("not_signed_in", company=name, why=NEVER)
        if known.broken:
            return ended_problem(name, known)
        access = self._vault.secret(connection, scope_of(self._realm), "access_token") or ""
        good = access if access != rejected and now < known.access_until else ""
        if good and now < known.access_until - EARLY:
            return self._remembered(good, known)
        if known.lease_until and now < known.lease_until and not _is_dead(known.holder):
            return good or None
        if now >= known.ends:
            return self._broken(connection, known, "ended", "")
        return self._begun(connection, known, good)

    def _remembered(self, token: str, known: Credential) -> str:
        self._kept = (token, known.access_until)
        return token

    def _begun(self, connection: Connection, known: Credential, good: str) -> Renewal | None:
        now = self._now()
        token = self._vault.secret(connection, scope_of(self._realm), "refresh_token") or ""
        if not take_lease(connection, self._realm, known.generation, self._holder, now + self._lease):
            return None
        lost = lost_attempts(connection, self._realm, known.generation)
        attempt = record_attempt(connection, self._realm, "refresh", known.generation, now, self._who)
        return Renewal(attempt, known.generation, token, bool(lost), good)

    def _renew(self, step: Renewal) -> str:
        """Ask Intuit once and store what it says; "" = look again."""
        try:
            grant = self._authority().refresh(step.refresh_token)
        except GrantRefused as refused:
            return self._refused(step, str(refused))
        except OutcomeUnknown as fault:
            return self._unrenewed(step, UNKNOWN, fault)
        except TransientError as fault:
            return self._unrenewed(step, NOTHING, fault)
        except TerminalError as stopped:
            self._settle(step, NOTHING, stopped.problem.code)
            raise
        with self._company.database.write() as connection:
            now = self._now()
            record_outcome(connection, step.attempt, GRANTED, "", now)
            known = credential(connection, self._realm)
            if known is None or not leased(connection, self._realm, step.generation, self._holder):
                return ""
            following = step.generation + 1
            made = keep_grant(
                connection, self._vault, self._realm, grant, following, self._who, now, renews=known
            )
        return self._remembered(grant.access_token, made)

    def _refused(self, step: Renewal, words: str) -> str:
        """Nothing more can be had with this refresh token, unless another process has renewed it."""
        with self._company.database.write() as connection:
            record_outcome(connection, step.attempt, REFUSED, "invalid_grant", self._now())
            known = credential(connection, self._realm)
            if known is None or not leased(connection, self._realm, step.generation, self._holder):
                return ""
            found = self._broken(connection, known, "token_lost" if step.lost else "refused", words)
        raise TerminalError(found)

    def _broken(self, connection: Connection, known: Credential, why: str, words: str) -> Problem:
        """Mark the connection as ended, so that nobody asks again, and tell it to the audit log."""
        broken = f"{why} {words}".strip()
        ended = replace(known, broken=broken, holder="", lease_until=None)
        keep_credential(connection, ended)
        audit(
            connection,
            who="tieout",
            act="connection lost",
            subject=f"realm {self._realm}",
            before=f"generation {known.generation}",
            after=broken,
            at=self._now(),
        )
        return ended_problem(self._company.name, ended)

    def _unrenewed(self, step: Renewal, result: str, fault: TransientError) -> str:
        self._settle(step, result, type(fault).__name__)
        if step.still_good:
            return step.still_good
        wait = fault.wait_seconds if isinstance(fault, NothingHappened) else 0
        raise NothingHappened(f"the connection cannot be renewed now: {fault}", wait) from None

    def _settle(self, step: Renewal, result: str, detail: str) -> None:
        with self._company.database.write() as connection:
            record_outcome(connection, step.attempt, result, detail, self._now())
            drop_lease(connection, self._realm, self._holder)


def ended_problem(company: str, known: Credential) -> Problem:
    """What a person reads of a connection that is no more."""
    why, _, words = known.broken.partition(" ")
    if why == "ended":
        hard = known.hard_until is not None and known.hard_until <= known.refresh_until
        day = known.ends.date()
        return problem("connection_ended", company=company, day=day, why=HARD_EXPIRED if hard else EXPIRED)
    if why == "disconnected":
        return problem("not_signed_in", company=company, why="It was disconnected here.")
    code = "token_lost" if why == "token_lost" else "reconnect_needed"
    return problem(code, company=company, words=words or "nothing")


def _is_dead(holder: str) -> bool:
    """Whether the holder of a lease was a process of this machine that is no more."""
    host, _, rest = holder.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not rest.isdigit():
        return False
    with suppress(PermissionError):
        try:
            os.kill(int(rest), 0)
        except ProcessLookupError:
            return True
    return False
