"""A running company, and both libraries pointed at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from quickbooks import QuickBooks

from quickbooks_emulator.online.server import REALM, Application, build, running
from quickbooks_emulator.online.settings import Settings

REDIRECT = "http://localhost:8000/back"
SETTINGS = {"throttle": "off", "consent": "automatic", "opening_date": "2026-01-01"}


@pytest.fixture
def application(monkeypatch: pytest.MonkeyPatch) -> Application:
    """The sample company; requests-oauthlib must be told that plain HTTP is meant."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    return build(Settings().with_values(SETTINGS), chart="sample-us")


@pytest.fixture
def url(application: Application) -> Iterator[str]:
    with running(application) as address:
        yield address


@pytest.fixture
def auth(url: str) -> Iterator[Any]:
    """intuit-oauth's client after discovery."""
    discovery = f"{url}/.well-known/openid_sandbox_configuration/"
    with AuthClient("emulator-client", "emulator-secret", REDIRECT, discovery) as client:
        yield client


@pytest.fixture
def connected(auth: Any) -> Any:
    """The same client with tokens, as a person's browser would have brought the code."""
    scopes = [Scopes.ACCOUNTING, Scopes.OPENID, Scopes.EMAIL]
    answer = requests.get(auth.get_authorization_url(scopes), allow_redirects=False, timeout=5)
    back = {
        name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()
    }
    assert back["state"] == auth.state_token
    auth.get_bearer_token(back["code"], realm_id=back["realmId"])
    return auth


@pytest.fixture
def qb(connected: Any, url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """python-quickbooks' client."""
    monkeypatch.setattr(QuickBooks, "api_url_v3", f"{url}/v3")
    client = QuickBooks(
        auth_client=connected,
        refresh_token=connected.refresh_token,
        company_id=REALM,
        minorversion=75,
        verifier_token="emulator-verifier",
    )
    yield client
    client.session.close()
