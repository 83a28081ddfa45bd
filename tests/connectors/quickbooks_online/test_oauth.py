"""OAuth: what is sent is what the fact sheet says (section 2), and what comes back is told apart."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from tieout.connectors.quickbooks_online.oauth import (
    App,
    Authority,
    Endpoints,
    GrantRefused,
    discover,
    new_state,
    scrubbed,
)
from tieout.core.errors import TerminalError, TransientError
from tieout.ports import NothingHappened, OutcomeUnknown

HOST = "https://sign-in.example.com"
ENDPOINTS = Endpoints(authorize=f"{HOST}/authorize", token=f"{HOST}/token", revoke=f"{HOST}/revoke")
APP = App(client_id="client", client_secret="secret-0123456789")
TOKEN = "RT1-0123456789abcdef"
PAIR = {
    "token_type": "bearer",
    "access_token": "AT-0123456789",
    "refresh_token": "RT2-0123456789",
    "expires_in": 3600,
    "x_refresh_token_expires_in": 8726400,
}
DISCOVERY = {
    "authorization_endpoint": ENDPOINTS.authorize,
    "token_endpoint": ENDPOINTS.token,
    "revocation_endpoint": ENDPOINTS.revoke,
}
Handler = Callable[[httpx2.Request], httpx2.Response]


def authority(answer: Handler | httpx2.Response, sent: list[httpx2.Request] | None = None) -> Authority:
    def handle(request: httpx2.Request) -> httpx2.Response:
        if sent is not None:
            sent.append(request)
        return answer(request) if callable(answer) else answer

    return Authority(ENDPOINTS, APP, transport=httpx2.MockTransport(handle))


def reply(status: int, body: Any = None, text: str = "") -> httpx2.Response:
    return httpx2.Response(status, text=text or json.dumps(body or {}))


def test_consent_asks_for_the_accounting_scope_only() -> None:
    address = urlsplit(authority(reply(200)).consent_address("http://localhost:1/callback", "s-1"))
    asked = parse_qs(address.query)
    assert f"{address.scheme}://{address.netloc}{address.path}" == ENDPOINTS.authorize
    assert asked == {
        "client_id": ["client"],
        "response_type": ["code"],
        "scope": ["com.intuit.quickbooks.accounting"],
        "redirect_uri": ["http://localhost:1/callback"],
        "state": ["s-1"],
    }


@pytest.mark.parametrize("act", ["exchange", "refresh"])
def test_a_token_call_proves_the_app_and_asks_for_the_hard_end(act: str) -> None:
    sent: list[httpx2.Request] = []
    asked = authority(reply(200, {**PAIR, "x_refresh_token_hard_expires_in": 99}), sent)
    grant = asked.exchange("c-1", "http://x/") if act == "exchange" else asked.refresh(TOKEN)
    [request] = sent
    form = {name: value for name, [value] in parse_qs(request.content.decode()).items()}
    wanted = {"grant_type": "authorization_code", "code": "c-1", "redirect_uri": "http://x/"}
    renewal = {"grant_type": "refresh_token", "refresh_token": TOKEN}
    assert form == (wanted if act == "exchange" else renewal)
    basic = base64.b64encode(b"client:secret-0123456789").decode()
    assert request.headers["Authorization"] == f"Basic {basic}"
    assert request.headers["x-include-refresh-token-hard-expires-in"] == "true"
    assert (grant.access_seconds, grant.refresh_seconds, grant.hard_seconds) == (3600, 8726400, 99)
    assert "0123456789" not in repr(grant) + repr(APP)


def test_a_hard_end_that_is_not_told_is_unknown() -> None:
    assert authority(reply(200, PAIR)).refresh(TOKEN).hard_seconds is None


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (reply(400, {"error": "invalid_grant", "error_description": f"bad {TOKEN}"}), GrantRefused),
        (reply(400, {"error": "invalid_grant"}), GrantRefused),
        (
            reply(400, {"fault": {"error": [{"message": "message=invalid_grant; statusCode=400"}]}}),
            GrantRefused,
        ),
        (reply(401, {"error": "invalid_client"}), TerminalError),
        (reply(401, {"fault": {"error": [{"message": "message=invalid_client"}]}}), TerminalError),
        (reply(400, {"error": "invalid_request"}), TerminalError),
        (reply(429), NothingHappened),
        (reply(500), OutcomeUnknown),
        (reply(503, text="<html>"), OutcomeUnknown),
        (reply(200, text="{"), OutcomeUnknown),
        (reply(200, {**PAIR, "refresh_token": ""}), OutcomeUnknown),
        (reply(200, {**PAIR, "expires_in": "soon"}), OutcomeUnknown),
        (reply(200, []), OutcomeUnknown),
    ],
)
def test_answers_that_are_no_pair_are_told_apart(answer: httpx2.Response, error: type[Exception]) -> None:
    with pytest.raises(error) as stopped:
        authority(answer).refresh(TOKEN)
    assert TOKEN not in str(stopped.value)
    assert APP.client_secret not in str(stopped.value)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (httpx2.ConnectError("no route"), NothingHappened),
        (httpx2.ConnectTimeout("no route"), NothingHappened),
        (httpx2.ReadTimeout("slow"), OutcomeUnknown),
        (httpx2.RemoteProtocolError("cut"), OutcomeUnknown),
    ],
)
def test_a_request_that_may_have_left_is_told_from_one_that_did_not(
    fault: Exception, error: type[Exception]
) -> None:
    def broken(_request: httpx2.Request) -> httpx2.Response:
        raise fault

    with pytest.raises(error) as stopped:
        authority(broken).refresh(TOKEN)
    assert stopped.value.__cause__ is None, "the request holds the token; it must not hang on the error"


def test_revoking_sends_the_token_once_and_hears_whether_it_was_known() -> None:
    sent: list[httpx2.Request] = []
    assert authority(reply(200), sent).revoke(TOKEN)
    assert json.loads(sent[0].content) == {"token": TOKEN}
    assert str(sent[0].url) == ENDPOINTS.revoke
    assert not authority(reply(400)).revoke(TOKEN)
    with pytest.raises(TerminalError):
        authority(reply(401)).revoke(TOKEN)
    with pytest.raises(TransientError):
        authority(reply(502)).revoke(TOKEN)


def test_discovery_gives_three_secure_addresses() -> None:
    def found(body: Any, status: int = 200) -> Endpoints:
        return discover(f"{HOST}/x", transport=httpx2.MockTransport(lambda _r: reply(status, body)))

    assert found(DISCOVERY) == ENDPOINTS
    with pytest.raises(TerminalError, match="does not say where"):
        found({**DISCOVERY, "token_endpoint": None})
    with pytest.raises(TerminalError, match="Nothing secret"):
        found({**DISCOVERY, "token_endpoint": "http://elsewhere.example.com/token"})
    with pytest.raises(TerminalError):
        found(DISCOVERY, 404)
    with pytest.raises(TransientError):
        found(DISCOVERY, 503)


def test_every_sign_in_has_a_state_of_its_own() -> None:
    states = {new_state() for _ in range(100)}
    assert len(states) == 100
    assert min(map(len, states)) >= 43


def test_a_text_is_shown_without_its_secrets() -> None:
    assert scrubbed(f"expired: {TOKEN}.", TOKEN) == "expired: [secret]."
    assert scrubbed("t is short", "t") == "t is short"
