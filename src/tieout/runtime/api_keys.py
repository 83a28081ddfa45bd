"""API keys: issued to a user for one of their roles, shown once, kept as hashes, revoked at any time.

A key is `tieout_ID_SECRET`. The id is no secret and names it in lists and in the audit log; of the whole
only the SHA-256 hash is kept, which is enough for 256 random bits.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError
from tieout.core.problem import Where
from tieout.core.role import Role
from tieout.runtime.access import act, listed, refuse, within_scope
from tieout.runtime.company import Company
from tieout.storage.api_keys import StoredApiKey, api_key_of, api_keys_of, end_api_key, keep_api_key
from tieout.storage.settings import audit
from tieout.storage.users import users_of

SCOPES: Final = tuple(role for role in Role if role not in (Role.ADMINISTRATOR, Role.APPROVER))
"""What a key may be for: programs neither give out roles nor approve."""

DAYS: Final = 365
PREFIX: Final = "tieout"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedKey:
    """A key as it is shown once; `until` is its last instant, "" = until it is revoked."""

    id: str
    text: str = field(repr=False)
    user: str
    scope: Role
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStanding:
    """A key as it is listed: `standing` is in force, revoked, expired, or without its role."""

    id: str
    user: str
    scope: str
    issued: str
    issued_by: str
    until: str
    standing: str


def scope_named(text: str) -> Role:
    """The scope of a name.

    Raises:
        TerminalError: no key can have it.
    """
    found = next((role for role in SCOPES if role.value == text.strip().casefold()), None)
    if found is None:
        raise TerminalError(problem("scope_unknown", scope=text, known=", ".join(SCOPES)))
    return found


@act("keys issue")
def issue_key(company: Company, user: str, scope: Role, days: int, who: str, now: datetime) -> IssuedKey:
    """A new key for a user and one of their roles; `days` it is good for, 0 = until revoked.

    Raises:
        TerminalError: they are no user, do not have the role, or no key may have it.
    """
    scope_named(scope)
    id_, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    text = f"{PREFIX}_{id_}_{secret}"
    until = (now + timedelta(days=days)).isoformat() if days else ""
    with company.database.write() as connection:
        users = users_of(connection)
        if user not in users:
            known = ", ".join(users) or "none"
            raise TerminalError(problem("user_unknown", user=user, company=company.name, known=known))
        if scope not in users[user]:
            held = listed(users[user])
            raise TerminalError(problem("scope_not_held", user=user, scope=scope.value, held=held))
        row = StoredApiKey(id_, user, scope.value, hashed(text), until, now.isoformat(), who, "")
        keep_api_key(connection, row)
        audit(
            connection,
            who=who,
            act="API key issued",
            subject=id_,
            before="",
            after=f"{user}, scope {scope.value}, until {until or 'revoked'}",
            at=now,
        )
    return IssuedKey(id=id_, text=text, user=user, scope=scope, until=until)


@act("keys")
def list_keys(company: Company, now: datetime) -> list[KeyStanding]:
    """Every key ever issued, oldest first."""
    with company.database.read() as connection:
        users = users_of(connection)
        return [
            KeyStanding(
                id=key.id,
                user=key.user,
                scope=key.scope,
                issued=key.at,
                issued_by=key.who,
                until=key.until,
                standing=_standing(key, users.get(key.user, frozenset()), now),
            )
            for key in api_keys_of(connection)
        ]


def _standing(key: StoredApiKey, roles: frozenset[Role], now: datetime) -> str:
    if key.ended:
        return "revoked"
    if key.until and now >= datetime.fromisoformat(key.until):
        return "expired"
    return "in force" if key.scope in roles else "without its role"


@act("keys issue")
def revoke_key(company: Company, id_: str, who: str, now: datetime) -> None:
    """End a key; one that is revoked already stays so.

    Raises:
        TerminalError: there was never one of that id.
    """
    with company.database.write() as connection:
        key = api_key_of(connection, id_)
        if key is None:
            known = ", ".join(one.id for one in api_keys_of(connection) if not one.ended) or "none"
            raise TerminalError(problem("api_key_absent", key=id_[:40], known=known))
        if not key.ended:
            end_api_key(connection, id_, who, now)
            audit(
                connection,
                who=who,
                act="API key revoked",
                subject=id_,
                before=f"{key.user}, scope {key.scope}",
                after="revoked",
                at=now,
            )


@contextmanager
def acting_by_key(company: Company, text: str, now: datetime) -> Iterator[None]:
    """Act as the user a key stands for, within its scope.

    Raises:
        TerminalError: it is no key of this company, or good no more. That one is tried which was
            revoked or has expired is kept in the audit log (S001-119).
    """
    parts = text.split("_", 2)
    key = None
    if len(parts) == 3 and parts[0] == PREFIX:
        with company.database.read() as connection:
            key = api_key_of(connection, parts[1])
    if key is None or not hmac.compare_digest(key.hash, hashed(text)):
        raise TerminalError(problem("api_key_unknown"))
    standing = _standing(key, frozenset({Role(key.scope)}), now)
    if standing != "in force":
        found = problem("api_key_over", Where(subject=key.id), key=key.id, standing=standing)
        refuse(company, key.user, "API key", key.id, found.what)
        raise TerminalError(found)
    with within_scope(key.user, Role(key.scope)):
        yield


def hashed(text: str) -> str:
    """What is kept of a key."""
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
