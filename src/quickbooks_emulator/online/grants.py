"""The grants: which app may see the company, and the codes and tokens that say so.

A person's consent gives a code; the code is exchanged once for an access token and a refresh token; a
refresh gives a new access token and, from time to time, another refresh token. Everything here is in
whole seconds of the company's clock, is kept in the state file, and is the same in every run, so that a
seeded run repeats exactly. Numbers and answers the documents leave open are settings.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from .jsontext import Body, dumps, loads
from .register import Register

ACCOUNTING = "com.intuit.quickbooks.accounting"
HOUR = 3600
_HEAD = "eyJlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiYWxnIjoiZGlyIn0.."


class GrantRefused(Exception):
    """A token call refused in the words of OAuth 2.0 (RFC 6749, section 5.2)."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(f"{error}: {description}")
        self.error, self.description = error, description


@dataclass(slots=True)
class Code:
    """An authorization code: for one app and one address, to be exchanged once."""

    value: str
    client_id: str
    redirect_uri: str
    scope: str
    at: int
    grant: str = ""  # the grant it was exchanged for


@dataclass(slots=True)
class Grant:
    """One consent: the refresh token now valid, the one before it, and the live access tokens."""

    identity: str
    client_id: str
    scope: str
    at: int
    refresh: str
    refresh_at: int  # when this value was given
    expires: int  # rolling: each use moves it
    hard_expires: int
    previous: str = ""
    previous_until: int = 0
    access: dict[str, int] = field(default_factory=dict)  # token: the second it expires
    ended: str = ""  # why: revoked, disconnected, code used twice


@dataclass(frozen=True, slots=True)
class Pair:
    """What a token call gives."""

    access: str
    refresh: str
    access_seconds: int
    refresh_seconds: int
    hard_seconds: int

    def body(self, *, hard: bool) -> Body:
        """The answer's JSON; the hard expiry only when the header asked for it."""
        shown: Body = {
            "token_type": "bearer",
            "expires_in": self.access_seconds,
            "refresh_token": self.refresh,
            "x_refresh_token_expires_in": self.refresh_seconds,
            "access_token": self.access,
        }
        return shown | ({"x_refresh_token_hard_expires_in": self.hard_seconds} if hard else {})


class Grants:
    """Everything the company's owner has consented to."""

    def __init__(self, register: Register, now: Callable[[], int], realm: str) -> None:
        self._register, self._now, self._realm = register, now, realm
        self._codes: dict[str, Code] = {}
        self._grants: dict[str, Grant] = {}
        for name, text in register.store.facts.items():
            if name.startswith("oauth-code:"):
                code = Code(**loads(text))
                self._codes[code.value] = code
            elif name.startswith("oauth-grant:"):
                grant = Grant(**loads(text))
                self._grants[grant.identity] = grant

    def consent(self, client_id: str, redirect_uri: str, scope: str) -> str:
        """A person says yes; gives the code."""
        code = Code(self._value("code"), client_id, redirect_uri, scope, self._now())
        self._keep_code(code)
        return code.value

    def exchange(self, client_id: str, code: str, redirect_uri: str) -> Pair:
        """A code for the first pair.

        Raises:
            GrantRefused: invalid_grant for a code unknown, used, too old, or of another app or address.
        """
        known = self._codes.get(code)
        if known is None or known.client_id != client_id:
            raise GrantRefused("invalid_grant", "Invalid authorization code")
        if known.grant:
            if self._register.settings.code_reuse == "revoke":
                self._end(self._grants[known.grant], "code used twice")
            raise GrantRefused("invalid_grant", "Authorization code already used")
        if known.redirect_uri != redirect_uri:
            raise GrantRefused("invalid_grant", "redirect_uri does not match")
        if self._now() > known.at + self._register.settings.code_seconds:
            raise GrantRefused("invalid_grant", "Authorization code expired")
        grant = self._founded(known)
        known.grant = grant.identity
        self._keep_code(known)
        return self._pair(grant)

    def refresh(self, client_id: str, token: str) -> Pair:
        """A refresh token for the next pair; the value returned is the one to keep.

        Raises:
            GrantRefused: invalid_grant for a token unknown, ended, expired, replaced too long ago.
        """
        now = self._now()
        grant = self._of_refresh(token)
        if grant is None or grant.client_id != client_id or grant.ended:
            raise GrantRefused("invalid_grant", "Incorrect or invalid refresh token")
        if now >= min(grant.expires, grant.hard_expires):
            raise GrantRefused("invalid_grant", "Refresh token expired")
        if token == grant.previous and now >= grant.previous_until:
            raise GrantRefused("invalid_grant", "Incorrect or invalid refresh token")
        if token == grant.refresh and self._is_due(grant, now):
            self._rotate(grant, now)
        grant.expires = now + self._register.settings.refresh_token_seconds
        return self._pair(grant)

    def rotate(self) -> int:
        """Give every living grant another refresh token now; says how many."""
        living = [grant for grant in self._grants.values() if not grant.ended]
        for grant in living:
            self._rotate(grant, self._now())
            self._keep(grant)
        return len(living)

    def revoke(self, client_id: str, token: str) -> bool:
        """End the grant of an access or refresh token; false when there is none."""
        grant = self._of_refresh(token) or self._of_access(token)
        if grant is None or grant.client_id != client_id or grant.ended:
            return False
        self._end(grant, "revoked")
        return True

    def disconnect(self) -> int:
        """The person disconnects every app in QuickBooks itself; says how many grants ended."""
        living = [grant for grant in self._grants.values() if not grant.ended]
        for grant in living:
            self._end(grant, "disconnected")
        return len(living)

    def scope(self, access: str) -> str | None:
        """What a living access token may do; none for a token that is not alive."""
        grant = self._of_access(access)
        if grant is None or grant.ended or self._now() >= grant.access[access]:
            return None
        return grant.scope

    def shown(self) -> list[Body]:
        """Every grant, for the control endpoint."""
        return [self._stored(grant) for grant in self._grants.values()]

    # --- steps

    def _founded(self, code: Code) -> Grant:
        settings, now = self._register.settings, self._now()
        number = self._register.store.next_number("oauth")
        return Grant(
            identity=str(number),
            client_id=code.client_id,
            scope=code.scope,
            at=now,
            refresh=self._value("refresh"),
            refresh_at=now,
            expires=now + settings.refresh_token_seconds,
            hard_expires=now + settings.refresh_token_hard_seconds,
        )

    def _pair(self, grant: Grant) -> Pair:
        """A fresh access token for a grant; whether it ends the ones before it is a setting."""
        settings, now = self._register.settings, self._now()
        access = self._value("access")
        living = {token: until for token, until in grant.access.items() if until > now - HOUR}
        if settings.refresh_ends_access:
            living = {}
        grant.access = {**living, access: now + settings.access_token_seconds}
        self._keep(grant)
        left = min(grant.expires, grant.hard_expires) - now
        seconds = settings.access_token_seconds
        return Pair(access, grant.refresh, seconds, left, grant.hard_expires - now)

    def _is_due(self, grant: Grant, now: int) -> bool:
        settings = self._register.settings
        if settings.refresh_rotation != "interval":
            return settings.refresh_rotation == "always"
        return now - grant.refresh_at >= settings.refresh_rotation_hours * HOUR

    def _rotate(self, grant: Grant, now: int) -> None:
        grant.previous = grant.refresh
        grant.previous_until = now + self._register.settings.refresh_grace_seconds
        grant.refresh, grant.refresh_at = self._value("refresh"), now

    def _end(self, grant: Grant, why: str) -> None:
        grant.ended = why
        self._keep(grant)

    def _of_refresh(self, token: str) -> Grant | None:
        grants = self._grants.values()
        return next((one for one in grants if token and token in (one.refresh, one.previous)), None)

    def _of_access(self, token: str) -> Grant | None:
        return next((one for one in self._grants.values() if token in one.access), None)

    def _value(self, kind: str) -> str:
        """The next token: unlike any other of this company, and the same in every run."""
        number = self._register.store.next_number("oauth-value")
        seed = hashlib.shake_256(f"{self._realm}:{kind}:{number}".encode())
        if kind == "access":
            return _HEAD + base64.urlsafe_b64encode(seed.digest(450)).decode()
        return f"AB11{number}" + base64.b32encode(seed.digest(25)).decode()

    def _keep_code(self, code: Code) -> None:
        self._codes[code.value] = code
        fields = {name: getattr(code, name) for name in Code.__slots__}
        self._register.store.set_fact(f"oauth-code:{code.value}", dumps(fields))

    def _keep(self, grant: Grant) -> None:
        self._grants[grant.identity] = grant
        self._register.store.set_fact(f"oauth-grant:{grant.identity}", dumps(self._stored(grant)))

    @staticmethod
    def _stored(grant: Grant) -> Body:
        return {name: getattr(grant, name) for name in Grant.__slots__}
