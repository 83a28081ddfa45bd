"""The connection: consent, codes, tokens that expire and change, revocation."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from quickbooks_emulator.online.exchange import Response
from quickbooks_emulator.online.grants import ACCOUNTING
from quickbooks_emulator.online.jsontext import loads
from quickbooks_emulator.online.server import REALM
from tests.quickbooks_emulator.client import Client

REDIRECT = "http://localhost:8765/callback"
BASIC = "Basic " + base64.b64encode(b"emulator-client:emulator-secret").decode()
ASKED = {
    "client_id": "emulator-client",
    "redirect_uri": REDIRECT,
    "response_type": "code",
    "scope": ACCOUNTING,
    "state": "s-1",
}
DAY = 86_400


def authorize(qbo: Client, **change: str) -> Response:
    return qbo.raw("GET", "/connect/oauth2", {}, query=urlencode({**ASKED, **change}))


def sent_back(response: Response) -> dict[str, str]:
    assert response.status == 302, response.text
    return {k: v[0] for k, v in parse_qs(urlsplit(response.headers["Location"]).query).items()}


def token_call(qbo: Client, basic: str = BASIC, hard: bool = False, **form: str) -> Response:
    headers = {"authorization": basic, "content-type": "application/x-www-form-urlencoded"}
    if hard:
        headers["x-include-refresh-token-hard-expires-in"] = "true"
    path = "/oauth2/v1/tokens/bearer"
    return qbo.raw("POST", path, headers, urlencode(form).encode())


def exchange(qbo: Client, code: str) -> Response:
    return token_call(qbo, grant_type="authorization_code", code=code, redirect_uri=REDIRECT)


def refresh(qbo: Client, token: str, **more: Any) -> Response:
    return token_call(qbo, grant_type="refresh_token", refresh_token=token, **more)


def connected(**settings: Any) -> tuple[Client, dict[str, Any]]:
    """A company, and the first pair of tokens of its app."""
    qbo = Client(consent="automatic", **settings)
    answer = exchange(qbo, sent_back(authorize(qbo))["code"])
    assert answer.status == 200, answer.text
    return qbo, loads(answer.text)


def status(qbo: Client, pair: dict[str, Any]) -> int:
    return qbo.send("GET", "preferences", token=pair["access_token"]).status


def refused(answer: Response) -> str:
    assert answer.status == 400, answer.text
    return str(loads(answer.text)["error"])


def test_a_person_is_asked_and_the_app_gets_code_state_and_realm(qbo: Client) -> None:
    page = authorize(qbo, state='"><script>')
    assert page.status == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert "<script>" not in page.text
    form = urlencode({**ASKED, "decision": "connect"}).encode()
    back = sent_back(qbo.raw("POST", "/connect/oauth2", {}, form))
    assert (back["state"], back["realmId"]) == ("s-1", REALM)
    assert exchange(qbo, back["code"]).status == 200
    form = urlencode({**ASKED, "decision": "cancel"}).encode()
    back = sent_back(qbo.raw("POST", "/connect/oauth2", {}, form))
    assert back == {"error": "access_denied", "state": "s-1"}


def test_consent_can_be_given_or_refused_by_setting() -> None:
    assert "code" in sent_back(authorize(Client(consent="automatic")))
    assert sent_back(authorize(Client(consent="deny")))["error"] == "access_denied"


def test_a_bad_request_for_consent() -> None:
    qbo = Client(consent="automatic", redirect_uris=REDIRECT)
    assert authorize(qbo, client_id="other").status == 400
    assert authorize(qbo, redirect_uri="http://elsewhere/").status == 400
    for wrong in (
        "javascript:alert(1)",
        "http://x/\r\nSet-Cookie: a=b",
        "http://x/ y",
        "http://ü/",
        "http://[",
    ):
        assert authorize(qbo, redirect_uri=wrong).status == 400
    assert sent_back(authorize(qbo, state=""))["error"] == "invalid_request"
    assert sent_back(authorize(qbo, scope="everything"))["error"] == "invalid_scope"
    assert sent_back(authorize(qbo, response_type="token"))["error"] == "unsupported_response_type"


def test_the_pair_has_the_documented_fields_and_opens_the_company() -> None:
    qbo, pair = connected()
    assert (pair["token_type"], pair["expires_in"]) == ("bearer", 3600)
    assert pair["x_refresh_token_expires_in"] == 8_726_400
    assert "x_refresh_token_hard_expires_in" not in pair
    assert status(qbo, pair) == 200
    answer = refresh(qbo, pair["refresh_token"], hard=True)
    assert loads(answer.text)["x_refresh_token_hard_expires_in"] == 157_680_000


def test_a_code_works_once() -> None:
    qbo = Client(consent="automatic")
    code = sent_back(authorize(qbo))["code"]
    pair = loads(exchange(qbo, code).text)
    assert refused(exchange(qbo, code)) == "invalid_grant"
    assert status(qbo, pair) == 401
    qbo, pair = connected(code_reuse="refuse")
    known = next(iter(qbo.app.api.grants._codes))
    assert refused(exchange(qbo, known)) == "invalid_grant"
    assert status(qbo, pair) == 200


def test_a_code_is_for_one_address_and_not_for_ever() -> None:
    qbo = Client(consent="automatic")
    code = sent_back(authorize(qbo))["code"]
    other = token_call(qbo, grant_type="authorization_code", code=code, redirect_uri="http://x/")
    assert refused(other) == "invalid_grant"
    qbo.books.clock.advance(601)
    assert refused(exchange(qbo, code)) == "invalid_grant"
    assert refused(exchange(qbo, "AB11")) == "invalid_grant"


def test_an_access_token_lasts_an_hour() -> None:
    qbo, pair = connected()
    qbo.books.clock.advance(3599)
    assert status(qbo, pair) == 200
    qbo.books.clock.advance(1)
    response = qbo.send("GET", "preferences", token=pair["access_token"])
    assert response.status == 401
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="Intuit", error="invalid_token"'
    error = loads(response.text)["fault"]["error"][0]
    assert error["detail"] == f"Token expired: {pair['access_token']}"
    again = loads(refresh(qbo, pair["refresh_token"]).text)
    assert status(qbo, again) == 200


def test_the_refresh_token_rolls_up_to_its_hard_end() -> None:
    days = {"refresh_token_seconds": 100 * DAY, "refresh_token_hard_seconds": 150 * DAY}
    qbo, pair = connected(**days)
    qbo.books.clock.advance(99 * DAY)
    pair = loads(refresh(qbo, pair["refresh_token"]).text)
    assert pair["x_refresh_token_expires_in"] == 51 * DAY
    qbo.books.clock.advance(50 * DAY)
    assert refresh(qbo, pair["refresh_token"]).status == 200
    qbo.books.clock.advance(1 * DAY)
    assert refused(refresh(qbo, pair["refresh_token"])) == "invalid_grant"
    qbo, pair = connected(**days)
    qbo.books.clock.advance(100 * DAY)
    assert refused(refresh(qbo, pair["refresh_token"])) == "invalid_grant"


def test_the_refresh_token_changes_every_day_and_the_old_one_has_grace() -> None:
    qbo, pair = connected(refresh_grace_seconds=60)
    same = loads(refresh(qbo, pair["refresh_token"]).text)
    assert same["refresh_token"] == pair["refresh_token"]
    qbo.books.clock.advance(DAY)
    changed = loads(refresh(qbo, pair["refresh_token"]).text)
    assert changed["refresh_token"] != pair["refresh_token"]
    qbo.books.clock.advance(59)
    late = loads(refresh(qbo, pair["refresh_token"]).text)
    assert late["refresh_token"] == changed["refresh_token"]
    qbo.books.clock.advance(1)
    assert refused(refresh(qbo, pair["refresh_token"])) == "invalid_grant"
    assert refresh(qbo, changed["refresh_token"]).status == 200


def test_the_refresh_token_changes_always_or_never_by_setting() -> None:
    qbo, pair = connected(refresh_rotation="always", refresh_grace_seconds=0)
    changed = loads(refresh(qbo, pair["refresh_token"]).text)
    assert changed["refresh_token"] != pair["refresh_token"]
    assert refused(refresh(qbo, pair["refresh_token"])) == "invalid_grant"
    qbo, pair = connected(refresh_rotation="never")
    qbo.books.clock.advance(90 * DAY)
    assert loads(refresh(qbo, pair["refresh_token"]).text)["refresh_token"] == pair["refresh_token"]
    assert loads(qbo.send("POST", "/emulator/rotate", {}).text) == {"rotated": 1}
    changed = loads(refresh(qbo, pair["refresh_token"]).text)
    assert changed["refresh_token"] != pair["refresh_token"]


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoking_either_token_disconnects(which: str) -> None:
    qbo, pair = connected()
    headers = {"authorization": BASIC, "content-type": "application/json"}
    body = ('{"token":"' + pair[which] + '"}').encode()
    path = "/v2/oauth2/tokens/revoke"
    assert qbo.raw("POST", path, {**headers, "authorization": "Basic eDp5"}, body).status == 401
    assert qbo.raw("POST", path, headers, body).status == 200
    assert status(qbo, pair) == 401
    assert refused(refresh(qbo, pair["refresh_token"])) == "invalid_grant"
    assert qbo.raw("POST", path, headers, body).status == 400
    assert qbo.raw("POST", path, headers, b"no json").status == 400


def test_a_person_can_consent_and_disconnect_beside_the_app() -> None:
    qbo = Client()
    answer = qbo.send("POST", "/emulator/consent", {"redirect_uri": REDIRECT, "state": "mine"})
    query = parse_qs(urlsplit(loads(answer.text)["location"]).query)
    assert query["state"] == ["mine"]
    pair = loads(exchange(qbo, query["code"][0]).text)
    assert loads(qbo.send("POST", "/emulator/disconnect", {}).text) == {"disconnected": 1}
    assert status(qbo, pair) == 401
    assert refused(refresh(qbo, pair["refresh_token"])) == "invalid_grant"
    shown = loads(qbo.send("GET", "/emulator/connections").text)["connections"]
    assert shown[0]["ended"] == "disconnected"


def test_a_client_must_prove_itself() -> None:
    qbo, pair = connected()
    wrong = "Basic " + base64.b64encode(b"emulator-client:guess").decode()
    for basic in (wrong, "", "Basic *", "Bearer x"):
        answer = refresh(qbo, pair["refresh_token"], basic=basic)
        assert (answer.status, loads(answer.text)["error"]) == (401, "invalid_client")
    assert refused(token_call(qbo, grant_type="password")) == "unsupported_grant_type"
    assert qbo.raw("GET", "/oauth2/v1/tokens/bearer", {}).status == 405


def test_keys_of_one_environment_have_no_rights_in_the_other() -> None:
    qbo, pair = connected(environment="production", keys_environment="sandbox")
    response = qbo.send("GET", "preferences", token=pair["access_token"])
    assert response.status == 403
    error = loads(response.text)["fault"]["error"][0]
    assert (error["code"], "errorCode=003100" in error["message"]) == ("3100", True)
    assert qbo.send("GET", "preferences").status == 200


def test_a_token_without_the_accounting_scope_has_no_rights_either() -> None:
    qbo = Client(consent="automatic")
    code = sent_back(authorize(qbo, scope="openid profile email"))["code"]
    pair = loads(exchange(qbo, code).text)
    assert status(qbo, pair) == 403
    headers = {"authorization": f"Bearer {pair['access_token']}"}
    person = qbo.raw("GET", "/v1/openid_connect/userinfo", headers)
    assert loads(person.text)["email"] == "user@example.com"
    assert qbo.raw("GET", "/v1/openid_connect/userinfo", {}).status == 401


@pytest.mark.parametrize("name", ["openid_configuration", "openid_sandbox_configuration/"])
def test_discovery_names_this_server(qbo: Client, name: str) -> None:
    answer = qbo.raw("GET", f"/.well-known/{name}", {"host": "127.0.0.1:9"})
    document = loads(answer.text)
    assert document["token_endpoint"] == "http://127.0.0.1:9/oauth2/v1/tokens/bearer"
    for name_of in ("authorization_endpoint", "revocation_endpoint", "userinfo_endpoint", "jwks_uri"):
        assert document[name_of].startswith("http://127.0.0.1:9/")
    keys = urlsplit(document["jwks_uri"]).path
    [key] = loads(qbo.raw("GET", keys, {}).text)["keys"]
    assert (key["kty"], key["alg"], key["kid"]) == ("RSA", "RS256", REALM)
    assert {"d", "p", "q"} & key.keys() == set()


def test_two_runs_give_the_same_tokens() -> None:
    assert connected()[1] == connected()[1]
