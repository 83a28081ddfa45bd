"""OAuth 2.0: discovery, consent, tokens and revocation, at the paths Intuit's servers have them.

Intuit spreads these over three hosts; the emulator has them all under its own address, and its
discovery documents say so. Where the exact answer is unverified the wording is RFC 6749's.
"""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, urlencode, urlsplit

from .books import Books
from .consent import consent_page, refusal_page
from .exchange import Request, Response
from .grants import ACCOUNTING, GrantRefused, Grants, Pair
from .idtoken import public_key, signed
from .jsontext import Body, dumps, loads

AUTHORIZE, TOKEN = "/connect/oauth2", "/oauth2/v1/tokens/bearer"
REVOKE, USERINFO = "/v2/oauth2/tokens/revoke", "/v1/openid_connect/userinfo"
KEYS = "/op/v1/jwks"
DISCOVERY = ("/.well-known/openid_configuration", "/.well-known/openid_sandbox_configuration")
PATHS = (AUTHORIZE, TOKEN, REVOKE, USERINFO, KEYS, *DISCOVERY)
_SCOPES = (ACCOUNTING, "com.intuit.quickbooks.payment", "openid", "profile", "email", "phone", "address")
PERSON = "emulated-user"
_FORM = "application/x-www-form-urlencoded"


class Oauth:
    """The OAuth endpoints of one company."""

    def __init__(self, books: Books, grants: Grants, realm: str) -> None:
        self._books, self.grants, self._realm = books, grants, realm

    def serves(self, path: str) -> bool:
        """Whether a path is one of these endpoints."""
        return path.rstrip("/") in PATHS

    def handle(self, request: Request) -> Response:
        """Answer one call and keep what it changed before answering."""
        path = request.path.rstrip("/")
        if path in DISCOVERY:
            response = _json(200, _discovery(request))
        elif path == KEYS:
            response = _json(200, {"keys": [public_key(self._realm)]})
        elif path == AUTHORIZE:
            response = self._authorize(request)
        elif path == USERINFO:
            response = self._userinfo(request)
        elif request.method != "POST":
            response = Response(405, "", {"Allow": "POST"})
        else:
            response = self._token(request) if path == TOKEN else self._revoke(request)
        self._books.store.commit()
        return response

    def location(self, parameters: dict[str, str]) -> str:
        """Where a consenting person is sent: code, state and realmId at the app's address."""
        redirect = parameters["redirect_uri"]
        code = self.grants.consent(parameters["client_id"], redirect, parameters["scope"])
        return _with_query(redirect, code=code, state=parameters.get("state", ""), realmId=self._realm)

    # --- consent

    def _authorize(self, request: Request) -> Response:
        parameters = request.parameters() if request.method == "GET" else _form(request)
        decision = parameters.pop("decision", "") if request.method == "POST" else ""
        wrong = self._misfit(parameters)
        if wrong:
            return refusal_page(wrong)
        redirect, state = parameters["redirect_uri"], parameters.get("state", "")
        error = _request_error(
            parameters, needs_state=self._books.settings.consent_without_state == "refuse"
        )
        if error:
            return _redirect(_with_query(redirect, error=error, state=state))
        setting = self._books.settings.consent
        if request.method == "GET" and setting == "ask":
            return consent_page(self._books.settings.company_name, self._realm, parameters)
        agrees = decision == "connect" if request.method == "POST" else setting == "automatic"
        if not agrees:
            return _redirect(_with_query(redirect, error="access_denied", state=state))
        return _redirect(self.location(parameters))

    def _misfit(self, parameters: dict[str, str]) -> str:
        """Why the app cannot even be answered, or nothing."""
        settings = self._books.settings
        if parameters.get("client_id") != settings.client_id:
            return "The client_id is not the one of this app."
        redirect = parameters.get("redirect_uri", "")
        if not _is_web_address(redirect):
            return "The redirect_uri is missing or no web address."
        allowed = [one for one in settings.redirect_uris.split(",") if one]
        if allowed and redirect not in allowed:
            return "The redirect_uri is not among those of the app's settings."
        return ""

    # --- tokens

    def _token(self, request: Request) -> Response:
        client = self._client(request)
        if client is None:
            headers = {"WWW-Authenticate": 'Basic realm="Intuit"'}
            return self._refused(401, "invalid_client", headers=headers)
        try:
            pair = self._pair(client, _form(request))
        except GrantRefused as refused:
            return self._refused(400, refused.error, refused.description)
        hard = request.headers.get("x-include-refresh-token-hard-expires-in", "").lower() == "true"
        return _json(200, pair.body(hard=hard) | self._id_token(request, pair, client))

    def _refused(
        self, status: int, error: str, description: str = "", headers: dict[str, str] | None = None
    ) -> Response:
        """A token call refused: RFC 6749 with or without its sentence, or as the gateway's fault."""
        form = self._books.settings.oauth_errors
        if form == "fault":
            said = f"message={error}; statusCode={status}"
            one = {"message": said, "detail": description, "code": "3200", "element": None}
            return _json(status, {"fault": {"error": [one], "type": "AUTHENTICATION"}}, headers)
        shown = {"error_description": description} if description and form == "described" else {}
        return _json(status, {"error": error, **shown}, headers)

    def _id_token(self, request: Request, pair: Pair, client: str) -> Body:
        """Who consented, signed, where the scope has `openid` and the setting says so."""
        scope = (self.grants.scope(pair.access) or "").split()
        if "openid" not in scope or not self._books.settings.id_token:
            return {}
        now = int(self._books.clock.now().timestamp())
        issuer = f"{_host(request)}/op/v1"
        claims = {
            "sub": PERSON,
            "aud": [client],
            "realmid": self._realm,
            "auth_time": now,
            "iss": issuer,
            "exp": now + pair.access_seconds,
            "iat": now,
        }
        return {"id_token": signed(claims, self._realm)}

    def _pair(self, client: str, form: dict[str, str]) -> Pair:
        if form.get("grant_type") == "authorization_code":
            return self.grants.exchange(client, form.get("code", ""), form.get("redirect_uri", ""))
        if form.get("grant_type") == "refresh_token":
            return self.grants.refresh(client, form.get("refresh_token", ""))
        raise GrantRefused("unsupported_grant_type", "grant_type is not supported")

    def _revoke(self, request: Request) -> Response:
        client = self._client(request)
        if client is None:
            return self._refused(401, "invalid_client")
        fields = _form(request) if _FORM in request.headers.get("content-type", "") else _fields(request)
        if not self.grants.revoke(client, str(fields.get("token", ""))):
            return self._refused(400, "invalid_request", "Unknown token")
        return Response(200, "", {})

    def _client(self, request: Request) -> str | None:
        """The app that proves itself by HTTP Basic; none when it does not."""
        scheme, _, coded = request.headers.get("authorization", "").partition(" ")
        try:
            name, _, secret = base64.b64decode(coded.strip(), validate=True).decode().partition(":")
        except ValueError:  # neither base64 nor text
            return None
        settings = self._books.settings
        known = (settings.client_id, settings.client_secret)
        return name if scheme.lower() == "basic" and (name, secret) == known else None

    def _userinfo(self, request: Request) -> Response:
        """Who consented; 401 unless the token has the scope `openid`."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        scope = (self.grants.scope(token) or "").split()
        if "openid" not in scope:
            return _json(401, {"error": "invalid_token"}, {"WWW-Authenticate": "Bearer"})
        shown: Body = {"sub": PERSON}
        if "profile" in scope:
            shown |= {"givenName": self._books.settings.user_name, "familyName": ""}
        if "email" in scope:
            shown |= {"email": "user@example.com", "emailVerified": True}
        return _json(200, shown)


def _is_web_address(text: str) -> bool:
    """Whether a text can stand in a Location header and leads to the web."""
    if not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        return urlsplit(text).scheme in ("http", "https")
    except ValueError:  # brackets that do not fit
        return False


def _request_error(parameters: dict[str, str], *, needs_state: bool) -> str:
    """What is told to the app at its own address, in the words of RFC 6749, or nothing."""
    if parameters.get("response_type") != "code":
        return "unsupported_response_type"
    if needs_state and not parameters.get("state"):
        return "invalid_request"
    scopes = parameters.get("scope", "").split()
    known = scopes and all("." in scope or scope in _SCOPES for scope in scopes)
    return "" if known else "invalid_scope"


def _discovery(request: Request) -> Body:
    """The discovery document, with this server's own addresses."""
    host = _host(request)
    return {
        "issuer": f"{host}/op/v1",
        "authorization_endpoint": host + AUTHORIZE,
        "token_endpoint": host + TOKEN,
        "userinfo_endpoint": host + USERINFO,
        "revocation_endpoint": host + REVOKE,
        "jwks_uri": host + KEYS,
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": list(_SCOPES),
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "claims_supported": ["sub", "email", "emailVerified", "givenName", "familyName", "realmid"],
    }


def _host(request: Request) -> str:
    return f"http://{request.headers.get('host', '127.0.0.1')}"


def _form(request: Request) -> dict[str, str]:
    text = request.body.decode("utf-8", "replace")
    return {name: values[0] for name, values in parse_qs(text).items()}


def _fields(request: Request) -> Body:
    """A JSON body's fields; nothing for a body that has none."""
    try:
        fields = loads(request.body)
    except ValueError:
        return {}
    return fields if isinstance(fields, dict) else {}


def _with_query(address: str, **values: str) -> str:
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(values)}"


def _redirect(location: str) -> Response:
    return Response(302, "", {"Location": location, "Cache-Control": "no-store"})


def _json(status: int, body: Body, headers: dict[str, str] | None = None) -> Response:
    kept = {"Cache-Control": "no-cache, no-store", "Pragma": "no-cache", **(headers or {})}
    return Response(status, dumps(body), kept)
