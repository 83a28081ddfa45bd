"""OAuth: signing in to QuickBooks Online and keeping signed in (fact sheet 2), one request per call.

Nothing is tried twice here: a code is exchanged once, and whether a lost refresh may be tried again is
for the keeper of the tokens to decide, who recorded the attempt. Tokens and secrets are never part of an
error's words.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx2

from tieout.connectors.quickbooks_online.environment import secure
from tieout.connectors.quickbooks_online.jsontext import read
from tieout.core.catalogue import problem
from tieout.core.errors import TerminalError, TieoutError, TransientError
from tieout.ports import NothingHappened, OutcomeUnknown

SCOPE: Final = "com.intuit.quickbooks.accounting"
HARD_EXPIRY: Final = {"x-include-refresh-token-hard-expires-in": "true"}
THROTTLE_SECONDS: Final = 60
TIMES: Final = httpx2.Timeout(connect=10, read=30, write=10, pool=10)
LONGEST_SECONDS: Final = 60
"""What the times above add up to: after that no answer of the request is waited for."""

SHORTEST: Final = 8
"""Characters a token or secret has at least; Intuit's have far more."""

NOT_GRANTED: Final = "invalid_grant"
SERVER_ERROR: Final = 500
TOO_MANY: Final = 429


class GrantRefused(TieoutError):
    """The code or refresh token is not, or no longer, good for anything (`invalid_grant`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The app as registered at Intuit's developer portal; it differs between sandbox and production."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A pair of tokens and how many seconds each lives; `hard_seconds` None = not said."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    access_seconds: int
    refresh_seconds: int
    hard_seconds: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Where signing in happens, as the discovery document says."""

    authorize: str
    token: str
    revoke: str


def discover(address: str, *, transport: httpx2.BaseTransport | None = None) -> Endpoints:
    """Read the discovery document.

    Raises:
        TerminalError: the address or one in its document is not secure, or it is no such document.
        TransientError: it cannot be read now.
    """
    secure(address)
    with httpx2.Client(timeout=TIMES, transport=transport, follow_redirects=False) as http:
        try:
            answer = http.get(address, headers={"Accept": "application/json"})
        except httpx2.RequestError as fault:
            raise TransientError(f"{address} cannot be reached: {type(fault).__name__} {fault}") from fault
    body = _object(answer.text)
    names = ("authorization_endpoint", "token_endpoint", "revocation_endpoint")
    found = [body.get(name) for name in names]
    if answer.status_code >= SERVER_ERROR or answer.status_code == TOO_MANY:
        raise TransientError(f"{address} answers HTTP {answer.status_code}")
    if answer.status_code != httpx2.codes.OK or not all(isinstance(one, str) for one in found):
        raise TerminalError(problem("discovery_unfit", address=address, status=answer.status_code))
    return Endpoints(
        **dict(zip(("authorize", "token", "revoke"), map(secure, map(str, found)), strict=True))
    )


class Authority:
    """Intuit's sign-in as one app sees it."""

    def __init__(
        self, endpoints: Endpoints, app: App, *, transport: httpx2.BaseTransport | None = None
    ) -> None:
        self._endpoints, self._app, self._transport = endpoints, app, transport

    def consent_address(self, redirect_uri: str, state: str) -> str:
        """Where a person says yes; they are sent back to `redirect_uri` with code, state and realmId."""
        asked = {
            "client_id": self._app.client_id,
            "response_type": "code",
            "scope": SCOPE,
            "redirect_uri": redirect_uri,
            "state": state,
        }
        joint = "&" if urlsplit(self._endpoints.authorize).query else "?"
        return f"{self._endpoints.authorize}{joint}{urlencode(asked)}"

    def exchange(self, code: str, redirect_uri: str) -> Grant:
        """The first pair for a code; raises as `refresh` does."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        return self._grant(form, code)

    def refresh(self, refresh_token: str) -> Grant:
        """The next pair; its refresh token is the one to keep, whether it changed or not.

        Raises:
            GrantRefused: the code or token is good for nothing.
            NothingHappened: Intuit did not take the request.
            OutcomeUnknown: the request left and no proper answer came; the token may have been replaced.
            TerminalError: the app itself is refused.
        """
        return self._grant({"grant_type": "refresh_token", "refresh_token": refresh_token}, refresh_token)

    def revoke(self, token: str) -> bool:
        """End the connection of this person, company and app; False = Intuit knew of none.

        Raises:
            TransientError: it may or may not have ended; revoking again does no harm.
            TerminalError: the app itself is refused.
        """
        answer = self._post(self._endpoints.revoke, json={"token": token})
        if answer.status_code in {httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN}:
            raise TerminalError(self._app_refused(answer, token))
        if answer.status_code == TOO_MANY or answer.status_code >= SERVER_ERROR:
            raise OutcomeUnknown(f"HTTP {answer.status_code} from the revoking of the connection")
        return answer.status_code == httpx2.codes.OK

    def _grant(self, form: dict[str, str], secret: str) -> Grant:
        answer = self._post(self._endpoints.token, data=form)
        body = _object(answer.text)
        if answer.status_code == httpx2.codes.OK:
            return _granted(body)
        if answer.status_code == TOO_MANY:
            raise NothingHappened("Intuit's sign-in is throttled", THROTTLE_SECONDS)
        if _is_not_granted(answer, body):
            raise GrantRefused(self._words(answer, secret))
        if answer.status_code >= SERVER_ERROR:
            raise OutcomeUnknown(f"HTTP {answer.status_code} from Intuit's sign-in")
        raise TerminalError(self._app_refused(answer, secret))

    def _app_refused(self, answer: httpx2.Response, secret: str) -> Any:
        return problem("app_refused", words=self._words(answer, secret))

    def _post(self, address: str, **content: Any) -> httpx2.Response:
        """One request, once; its exceptions never hold the request, which holds secrets."""
        auth = httpx2.BasicAuth(self._app.client_id, self._app.client_secret)
        headers = {"Accept": "application/json", **HARD_EXPIRY}
        with httpx2.Client(timeout=TIMES, transport=self._transport, follow_redirects=False) as http:
            try:
                return http.post(address, headers=headers, auth=auth, **content)
            except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as fault:
                why = f"Intuit's sign-in cannot be reached: {type(fault).__name__}"
                raise NothingHappened(why) from None
            except httpx2.RequestError as fault:
                why = f"the connection to Intuit's sign-in broke: {type(fault).__name__}"
                raise OutcomeUnknown(why) from None

    def _words(self, answer: httpx2.Response, secret: str) -> str:
        """Intuit's words with its request id, and without what was sent."""
        tid = answer.headers.get("intuit_tid", "not given")
        said = scrubbed(answer.text[:300], secret, self._app.client_secret)
        return f"HTTP {answer.status_code} {said} [intuit_tid {tid}]"


def _is_not_granted(answer: httpx2.Response, body: dict[str, Any]) -> bool:
    """Whether the grant itself is refused: in the words of RFC 6749, or in a fault as the gateway has it.

    How Intuit words it is documented nowhere (fact sheet 2).
    """
    if "error" in body:
        return bool(body["error"] == NOT_GRANTED)
    return answer.status_code == httpx2.codes.BAD_REQUEST and NOT_GRANTED in answer.text


def scrubbed(text: str, *hidden: str) -> str:
    """A text of the outside without the secrets it may repeat; a word too short is none."""
    for secret in hidden:
        if len(secret) >= SHORTEST:
            text = text.replace(secret, "[secret]")
    return text


def new_state() -> str:
    """What ties the answer of a sign-in to its question: 32 random bytes."""
    return secrets.token_urlsafe(32)


def _granted(body: dict[str, Any]) -> Grant:
    access, refresh = body.get("access_token"), body.get("refresh_token")
    ends = [body.get("expires_in"), body.get("x_refresh_token_expires_in")]
    hard = body.get("x_refresh_token_hard_expires_in")
    numbers = [int(str(one)) for one in ends if str(one).isdecimal()]
    if not (
        isinstance(access, str) and access and isinstance(refresh, str) and refresh and len(numbers) == 2
    ):
        raise OutcomeUnknown("Intuit's sign-in answered without a whole pair of tokens")
    return Grant(
        access_token=access,
        refresh_token=refresh,
        access_seconds=numbers[0],
        refresh_seconds=numbers[1],
        hard_seconds=int(str(hard)) if str(hard).isdecimal() else None,
    )


def _object(text: str) -> dict[str, Any]:
    try:
        value = read(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
